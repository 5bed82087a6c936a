/** How long it takes: from what was measured, never from a guess. */

import { formatFixed } from '../words/format.js';

/** Work is counted in multiplications of forward passes, as the native tool counts it. */

/** @param {number} seconds */
export function timeText(seconds) {
  if (seconds < 100) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${formatFixed(seconds / 3600, 1)} h`;
}

/**
 * Before the start.
 * @param {number} work at most; NaN before the engine has said it
 * @param {number} pace work a second in one worker; NaN before anything was measured
 * @param {number} workers
 */
export function estimateText(work, pace, workers) {
  if (work === 0) return 'Nothing is left to do: all these runs are finished.';
  if (!Number.isFinite(work / pace)) {
    return 'Time: not known until a few steps have been measured, before the start or in its first seconds.';
  }
  const seconds = work / (pace * workers);
  const together = workers === 1 ? 'one worker' : `${workers} workers`;
  return `Time: at most about ${timeText(seconds)} with ${together}. A network that stops early takes less.`;
}

/** How fast the work goes while it goes; pauses are left out. */
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

  /** @param {number} work that was done or turned out not to be needed */
  add(work) {
    this.done += work;
  }

  /** @param {number} left */
  secondsFor(left) {
    const going = Number.isNaN(this.since) ? 0 : this.now() - this.since;
    const seconds = (this.milliseconds + going) / 1000;
    // A first slice says little.
    return seconds < 1 || this.done <= 0 ? Number.NaN : (left * seconds) / this.done;
  }
}
