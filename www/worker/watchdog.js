/**
 * Judges from the times of heartbeats whether a worker is alive. It starts no timer: the caller
 * gives the clock and asks `isSilent()` every now and then.
 */
import { MOST_PATIENCE_MS } from './patience.js';

export const CHECK_MS = 500;
const LIMIT_MS = { running: 3000, loading: 15000 };
/** A worker that came back from a silence may be silent for this many times as long. */
const SLACK = 4;

/** @typedef {'idle' | 'loading' | 'running'} Duty what the worker has been asked to do */

export class Watchdog {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    /** @type {Duty} */
    this.duty = 'idle';
    this.lastSign = now();
    this.lastCheck = now();
    /** What the worker may take at least, as its work or its past says. */
    this.patienceMs = 0;
  }

  /** The worker showed life. */
  sign() {
    const now = this.now();
    const silence = now - this.lastSign;
    // A silence while the page itself slept is none.
    const isKnown = this.duty !== 'idle' && !this.#hasSlept(now);
    if (isKnown) this.allow(Math.max(this.patienceMs, SLACK * silence));
    this.lastSign = now;
  }

  /** @param {number} milliseconds of silence that are no fault */
  allow(milliseconds) {
    this.patienceMs = Math.min(milliseconds, MOST_PATIENCE_MS);
  }

  /** @param {Duty} duty */
  expect(duty) {
    this.duty = duty;
    this.lastSign = this.now();
  }

  /** The longest silence after which the worker still counts as alive. */
  get limitMs() {
    if (this.duty === 'idle') return Number.POSITIVE_INFINITY;
    return Math.max(LIMIT_MS[this.duty], this.patienceMs);
  }

  /** @param {number} now */
  #hasSlept(now) {
    return now - this.lastCheck > 4 * CHECK_MS;
  }

  /**
   * True when the owner must give up the worker. A late check means that the page itself was asleep
   * (hidden, suspended, stopped in a debugger): that silence says nothing about the worker.
   */
  isSilent() {
    const now = this.now();
    if (this.#hasSlept(now)) this.lastSign = now;
    this.lastCheck = now;
    return now - this.lastSign > this.limitMs;
  }
}
