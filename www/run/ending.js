/**
 * Decides where a playing run ends: at its budget, after One epoch, or early if nobody asked for
 * it.
 */
import { isGoodEnough, lastStepOf } from '../link/budget.js';
import { nextTest } from '../worker/pacing.js';

/** @typedef {import('../link/budget.js').Budget} Budget */

/** A run that began by itself stops at this step, so that a forgotten tab empties no battery. */
export const UNASKED_STEPS = 1000;

export class Ending {
  constructor() {
    /** The step at the last press of Play; the budget does not count earlier steps or epochs. */
    this.playedFrom = 0;
    /** The step where One epoch ends; null while the budget counts. @type {number | null} */
    this.epochEnd = null;
    /** Whether the visitor asked for this run. */
    this.wasAsked = false;
  }

  /** Lets the budget count from a step on. @param {number} step */
  heedBudgetFrom(step) {
    this.playedFrom = step;
    this.epochEnd = null;
  }

  /**
   * @param {number} step
   * @param {number} stepsPerEpoch
   */
  endWithEpoch(step, stepsPerEpoch) {
    this.wasAsked = true;
    this.epochEnd = (Math.floor(step / stepsPerEpoch) + 1) * stepsPerEpoch;
  }

  /**
   * The step at which the run ends.
   * @param {Budget | null} budget
   * @param {number} stepsPerEpoch 0 while no lane has started
   */
  lastStep(budget, stepsPerEpoch) {
    if (this.epochEnd !== null) return this.epochEnd;
    const end = lastStepOf(budget, this.playedFrom, stepsPerEpoch);
    return this.wasAsked ? end : Math.min(end, UNASKED_STEPS);
  }

  /**
   * The step that a round must not pass. With an accuracy budget a round ends at the next test;
   * else the length of a round would decide where the run ends.
   * @param {Budget | null} budget
   * @param {number} step
   * @param {number} stepsPerEpoch
   */
  roundLimit(budget, step, stepsPerEpoch) {
    const test =
      budget?.kind === 'accuracy' ? nextTest(step, stepsPerEpoch) : Number.POSITIVE_INFINITY;
    return Math.min(this.lastStep(budget, stepsPerEpoch), test);
  }

  /**
   * Whether a test since a step shows the accuracy of the budget.
   * @param {Budget | null} budget
   * @param {Pick<import('./lane-record.js').LaneRecord, 'test'>[]} lanes
   * @param {number} since
   */
  hasReachedAccuracy(budget, lanes, since) {
    return this.epochEnd === null && lanes.some(({ test }) => isGoodEnough(budget, test, since));
  }
}
