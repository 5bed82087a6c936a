/** Where a run that plays is told to end: by its budget, by One epoch, or because nobody asked for it. */
import { isGoodEnough, lastStepOf } from '../link/budget.js';
import { nextTest } from '../worker/pacing.js';

/** @typedef {import('../link/budget.js').Budget} Budget */

/** A run that nobody asked for stops here, so that a forgotten tab does not empty a battery. */
export const UNASKED_STEPS = 1000;

export class Ending {
  constructor() {
    /** Where Play was pressed last: steps or epochs that were spent there hold nobody back. */
    this.playedFrom = 0;
    /** Where One epoch ends, whatever the budget; null while the budget counts. @type {number | null} */
    this.epochEnd = null;
    /** Whether the visitor asked for this run. */
    this.wasAsked = false;
  }

  /** From this step on the budget counts. @param {number} step */
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
   * The step that a round must not pass. A round that went on past the test that ends the run would
   * end it where the pace has it.
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
   * Whether a test since that step shows the accuracy of the budget.
   * @param {Budget | null} budget
   * @param {Pick<import('./lane-record.js').LaneRecord, 'test'>[]} lanes
   * @param {number} since
   */
  hasReachedAccuracy(budget, lanes, since) {
    return this.epochEnd === null && lanes.some(({ test }) => isGoodEnough(budget, test, since));
  }
}
