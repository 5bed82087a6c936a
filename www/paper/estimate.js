/** Estimates how long a plan takes, from a measurement and never from a guess. */

import { formatFixed } from '../words/format.js';

/** The unit of work is a multiplication of a forward pass, as in the native tool. */

/** @param {number} seconds */
export function timeText(seconds) {
  if (seconds < 100) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${formatFixed(seconds / 3600, 1)} h`;
}

/**
 * The estimate before the start.
 * @param {number} work at most; NaN before the engine has answered
 * @param {number} pace work a second in one worker; NaN before a measurement
 * @param {number} workers
 */
export function estimateText(work, pace, workers) {
  if (work === 0) return 'Nothing is left to do: all runs of this plan are finished.';
  if (!Number.isFinite(work / pace)) {
    return 'Time: unknown until the page has measured a few steps. Measure before the start, or wait for the first seconds.';
  }
  const seconds = work / (pace * workers);
  const together = workers === 1 ? 'one worker' : `${workers} workers`;
  return `Time: at most about ${timeText(seconds)} with ${together}. A network that stops early takes less.`;
}

/** Measures how fast the work goes, pauses left out. */
export class Pace {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    this.done = 0;
    this.milliseconds = 0;
    this.since = Number.NaN;
  }

  go() {
    if (Number.isNaN(this.since)) this.since = this.now();
  }

  rest() {
    if (Number.isNaN(this.since)) return;
    this.milliseconds += this.now() - this.since;
    this.since = Number.NaN;
  }

  /** @param {number} work that is done, or that turned out to be unnecessary */
  add(work) {
    this.done += work;
  }

  /** @param {number} left */
  secondsFor(left) {
    const going = Number.isNaN(this.since) ? 0 : this.now() - this.since;
    const seconds = (this.milliseconds + going) / 1000;
    // The first slice alone says little about the pace.
    return seconds < 1 || this.done <= 0 ? Number.NaN : (left * seconds) / this.done;
  }
}
