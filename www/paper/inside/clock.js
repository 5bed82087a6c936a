/**
 * Measures a unit's work as the native tool does: the median over epochs of a training step's mean
 * time, without judgements and search, and the total time.
 */
export class UnitClock {
  constructor() {
    this.milliseconds = 0;
    this.epoch = { milliseconds: 0, steps: 0 };
    /** @type {number[]} */
    this.means = [];
  }

  /**
   * @param {string} what a slice did
   * @param {number} milliseconds that it took
   * @param {number} steps that it trained
   */
  add(what, milliseconds, steps) {
    this.milliseconds += milliseconds;
    if (what === 'trained') {
      this.epoch.milliseconds += milliseconds;
      this.epoch.steps += steps;
    } else if (what === 'judged') this.#endEpoch();
  }

  #endEpoch() {
    const { milliseconds, steps } = this.epoch;
    if (steps > 0) this.means.push(milliseconds / steps);
    this.epoch = { milliseconds: 0, steps: 0 };
  }

  /** Seconds a step since the last reading; NaN without a step, or if the clock did not tick. */
  takeSecondsPerStep() {
    this.#endEpoch();
    const means = this.means.sort((a, b) => a - b);
    this.means = [];
    const middle = means.length / 2;
    const median = (means[Math.ceil(middle) - 1] + means[Math.floor(middle)]) / 2;
    return median > 0 ? median / 1000 : Number.NaN;
  }

  takeSeconds() {
    const seconds = this.milliseconds / 1000;
    this.milliseconds = 0;
    return seconds;
  }
}
