/**
 * Judges from the times of heartbeats whether a worker is alive. It starts no timer: the caller
 * gives the clock and asks `isSilent()` every now and then.
 */

export const CHECK_MS = 500;
const LIMIT_MS = { running: 3000, loading: 15000 };

/** @typedef {'idle' | 'loading' | 'running'} Duty what the worker has been asked to do */

export class Watchdog {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    /** @type {Duty} */
    this.duty = 'idle';
    this.lastSign = now();
    this.lastCheck = now();
  }

  /** The worker showed life. */
  sign() {
    this.lastSign = this.now();
  }

  /** @param {Duty} duty */
  expect(duty) {
    this.duty = duty;
    this.sign();
  }

  /** The longest silence after which the worker still counts as alive. */
  get limitMs() {
    return this.duty === 'idle' ? Number.POSITIVE_INFINITY : LIMIT_MS[this.duty];
  }

  /**
   * True when the owner must give up the worker. A late check means that the page itself was asleep
   * (hidden, suspended, stopped in a debugger): that silence says nothing about the worker.
   */
  isSilent() {
    const now = this.now();
    const pageSlept = now - this.lastCheck > 4 * CHECK_MS;
    this.lastCheck = now;
    if (pageSlept) this.lastSign = now;
    return now - this.lastSign > this.limitMs;
  }
}
