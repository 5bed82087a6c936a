/**
 * The moment that the visitor looks at: a step under the cursor of all pictures (null: now), and a
 * pinned step to compare it with (null: none).
 */
import { formatInteger } from '../words/format.js';

/** @typedef {import('./history.js').History} History */
/**
 * @typedef {{step: number, loss: number, gap: number, accuracy: number, twinAccuracy: number,
 *   drift: number}} Instant
 *   drift: drift of the unit, in network or twin, that has drifted farthest
 */

export class Moment {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {number | null} */
    this.cursor = null;
    /** @type {number | null} */
    this.pin = null;
  }

  /** @param {number | null} step */
  moveTo(step) {
    this.cursor = step;
    this.onChange();
  }

  /** @param {number | null} step */
  setPin(step) {
    this.pin = step;
    this.onChange();
  }

  /** Forgets cursor and pin at later steps. @param {number} step */
  cutAfter(step) {
    this.cursor = null;
    if (this.pin !== null && this.pin > step) this.pin = null;
  }
}

/**
 * The readings of a lane at the last kept step at or before a step.
 * @param {{history: History | null, life: History | null}} lane life: the history of living twins
 * @param {number} step
 * @returns {Instant | null}
 */
export function instantOf({ history, life }, step) {
  const index = history?.indexAt(step) ?? -1;
  if (!history || index < 0 || step > history.lastStep) return null;
  const tested = history.testedAt(index);
  let drift = 0;
  for (const change of history.column(index)) {
    if (Math.abs(change) > Math.abs(drift)) drift = change;
  }
  return {
    step: history.steps[index],
    loss: history.loss[index],
    gap: step > Number(life?.lastStep) ? Number.NaN : history.gap[index],
    accuracy: history.accuracy[tested] ?? Number.NaN,
    twinAccuracy: history.twinAccuracy[tested] ?? Number.NaN,
    drift,
  };
}

/**
 * Words for the step that a figure of kept weights shows while the visitor looks back, else ''.
 * @param {number | null} moment the moment that the visitor looks back to; null: now
 * @param {number[]} steps the step that the figure shows, for each lane
 */
export function backText(moment, ...steps) {
  if (moment === null) return '';
  const [step] = steps;
  if (steps.some((other) => other !== step)) {
    return `At the last steps before ${formatInteger(moment)} whose weights are kept: `;
  }
  const at = `At step ${formatInteger(step)}`;
  if (step > moment) return `${at}, since no earlier weights are kept: `;
  const why =
    step === moment ? '' : `, the last before ${formatInteger(moment)} whose weights are kept`;
  return `${at}${why}: `;
}
