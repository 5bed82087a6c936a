/**
 * The answers that a lane gave on request: the last, the first, the answers of the moment that the
 * visitor looks back to, and lines over steps.
 */
import { Trace } from './trace.js';

/** @typedef {import('../worker/protocol.js').Wants} Wants */
/** @typedef {import('../worker/protocol.js').Inspection} Shown */
/** @typedef {import('../worker/protocol.js').InspectionAnswer} InspectionAnswer */
/** @typedef {keyof Wants & keyof Shown} Key */
/**
 * @template {Key} K
 * @typedef {{step: number, want: Wants[K], numbers: NonNullable<Shown[K]> | null}} Reading
 *   numbers: null when the engine refused
 */
/** @typedef {{[K in Key]?: Reading<K>}} Readings */

/** Columns of the effective rates. */
export const RATE = { smallest: 0, median: 1, largest: 2 };
export const CHARGE = { change: 0, difference: 1 };

/**
 * The smallest, the middle and the largest of some numbers.
 * @param {Float32Array} numbers
 */
export function spread(numbers) {
  const sorted = Float32Array.from(numbers).sort();
  const last = sorted.length - 1;
  const median = (sorted[Math.floor(last / 2)] + sorted[Math.ceil(last / 2)]) / 2;
  return [sorted[0], median, sorted[last]];
}

/**
 * The largest change of a charge, and the largest difference between measured and predicted change.
 * @param {Float64Array} charges measured and predicted change, alternating
 */
export function agreement(charges) {
  let change = 0;
  let difference = 0;
  for (let at = 0; at < charges.length; at += 2) {
    change = Math.max(change, Math.abs(charges[at + 1]));
    difference = Math.max(difference, Math.abs(charges[at] - charges[at + 1]));
  }
  return [change, difference];
}

export class Inspection {
  constructor() {
    /** @type {Readings} */
    this.latest = {};
    /** @type {Readings} */
    this.first = {};
    /** Readings of the moment that the visitor looks back to. @type {Readings} */
    this.back = {};
    /** Effective rates: see RATE. */
    this.rates = new Trace(3);
    /** Charges: see CHARGE. */
    this.charges = new Trace(2);
    /** The question that has no answer yet. @type {Wants | null} */
    this.asked = null;
    /** The past step that this question is about; null: now. @type {number | null} */
    this.askedBack = null;
    /** The largest size of an output in all answers so far, for axes that never shrink. */
    this.reach = 0;
    /** This number grows with every answer. */
    this.version = 0;
  }

  /**
   * The readings of a moment; while the lane has not answered yet, the present reading.
   * @param {number | null} moment null: now
   * @returns {Readings}
   */
  at(moment) {
    return moment === null ? this.latest : { ...this.latest, ...this.back };
  }

  /**
   * @param {Wants} wants
   * @param {{step: number, isPast?: boolean} & Shown} answer
   */
  take(wants, answer) {
    // An answer to somebody else's question does not end this question.
    if (Object.keys(this.asked ?? {}).every((key) => key in wants)) this.asked = null;
    this.version += 1;
    const { step, isPast = false, logits } = answer;
    for (const outputs of [logits?.network, logits?.twin]) {
      for (const output of outputs ?? []) {
        const size = Math.abs(output);
        if (size > this.reach && size < Number.POSITIVE_INFINITY) this.reach = size;
      }
    }
    for (const key of /** @type {Key[]} */ (Object.keys(wants))) {
      const reading = { step, want: wants[key], numbers: answer[key] ?? null };
      Object.assign(isPast ? this.back : this.latest, { [key]: reading });
      if (!isPast && !this.first[key]) Object.assign(this.first, { [key]: reading });
    }
    if (isPast) return;
    if (answer.effectiveRates?.length) this.rates.append(step, spread(answer.effectiveRates));
    if (answer.charges?.length) this.charges.append(step, agreement(answer.charges));
  }

  /** @param {number} step later readings go */
  cutAfter(step) {
    this.version += 1;
    this.back = {};
    this.rates.cutAfter(step);
    this.charges.cutAfter(step);
    for (const readings of [this.latest, this.first]) {
      for (const key of /** @type {Key[]} */ (Object.keys(readings))) {
        if (Number(readings[key]?.step) > step) delete readings[key];
      }
    }
  }

  /**
   * The part of the wants that the latest answers do not meet.
   * @param {Wants} wants
   * @param {number} step
   * @param {boolean} [isPast] whether the visitor looks back to this step
   * @returns {Wants}
   */
  missing(wants, step, isPast = false) {
    const keys = /** @type {Key[]} */ (Object.keys(wants));
    const unmet = keys.filter((key) => {
      const reading = (isPast ? this.back : this.latest)[key];
      return reading?.step !== step || !isSame(reading.want, wants[key]);
    });
    return Object.fromEntries(unmet.map((key) => [key, wants[key]]));
  }
}

/**
 * Whether two wants are the same.
 * @param {unknown} one
 * @param {unknown} other
 */
export function isSame(one, other) {
  if (one === other) return true;
  // The worker sends the pixels of a prediction back as a copy.
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return one.length === other.length && one.every((byte, at) => byte === other[at]);
  }
  return JSON.stringify(one) === JSON.stringify(other);
}
