/**
 * The moment that the visitor looks at: a step under the cursor of all pictures, and another one
 * pinned to compare it with. Null: now, or none.
 */
import { formatInteger } from '../words/format.js';

/** @typedef {import('./history.js').History} History */
/**
 * @typedef {{step: number, loss: number, gap: number, accuracy: number, twinAccuracy: number,
 *   drift: number}} Instant
 *   drift: that of the unit, network's or twin's, that has run farthest
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

  /** Nothing of a later step is left. @param {number} step */
  cutAfter(step) {
    this.cursor = null;
    if (this.pin !== null && this.pin > step) this.pin = null;
  }
}

/**
 * What a lane showed at a step, as far as that is kept: at the last kept step before it.
 * @param {{history: History | null, life: History | null}} lane life: as far as its twins lived
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
 * Which step a figure of kept weights shows while the visitor looks back; '' now.
 * @param {number | null} moment that is looked back to
 * @param {number[]} steps that it shows, one a lane
 */
export function backText(moment, ...steps) {
  if (moment === null) return '';
  const [step] = steps;
  if (steps.some((other) => other !== step)) {
    return `At the last steps before ${formatInteger(moment)} whose weights are kept: `;
  }
  const at = `At step ${formatInteger(step)}`;
  if (step > moment) return `${at}, since no earlier weights are here: `;
  const why =
    step === moment ? '' : `, the last before ${formatInteger(moment)} whose weights are kept`;
  return `${at}${why}: `;
}
