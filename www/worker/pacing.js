/** Decides how many steps the next round has. Only the display depends on it, never a result. */
import { CHECKPOINT_STEPS } from './protocol.js';

const TARGET_MS = 45;
const MOST_STEPS = 512;
/** The first steps are slow, so that the eye can see the twins part. */
const SLOW_STEPS = 200;
const SLOW_ROUND_MS = 30;
/** At full speed, rounds are so long that messages cost little, yet short enough to move the picture. */
const FULL_TARGET_MS = 200;
const SLOW_STEP_MS = 200;
const FRAME_MS = 16;

/** @typedef {import('../link/state.js').Speed} Speed */

/**
 * The step of the next test: a quick test or the full test at the end of an epoch.
 * @param {number} step
 * @param {number} stepsPerEpoch
 */
export function nextTest(step, stepsPerEpoch) {
  const ends = [CHECKPOINT_STEPS, stepsPerEpoch].filter((stride) => stride > 0);
  return Math.min(...ends.map((stride) => step + stride - (step % stride)));
}

export class Pacer {
  constructor() {
    this.steps = 1;
    this.stepMs = 0;
  }

  /**
   * Learns from a finished round.
   * @param {number} steps
   * @param {number} milliseconds
   */
  measured(steps, milliseconds) {
    if (steps <= 0) return;
    const stepMs = milliseconds / steps;
    this.stepMs = this.stepMs === 0 ? stepMs : 0.7 * this.stepMs + 0.3 * stepMs;
    // A round at most doubles, because one lucky measurement must not stall the picture.
    this.steps = Math.max(1, Math.min(2 * steps, MOST_STEPS));
  }

  /**
   * @param {Speed} speed
   * @param {number} step steps done
   * @param {number} stopAt where the visitor wants to stop, or Infinity
   */
  next(speed, step, stopAt) {
    return Math.max(0, Math.min(this.#wanted(speed, step), stopAt - step));
  }

  /**
   * @param {Speed} speed
   * @param {number} step
   */
  #wanted(speed, step) {
    if (speed === 'slow' || speed === 'one') return 1;
    const target = speed === 'full' ? FULL_TARGET_MS : TARGET_MS;
    const fitting = Math.max(1, Math.floor(target / Math.max(this.stepMs, 1e-3)));
    const gentle = speed === 'fast' && step < SLOW_STEPS ? 1 + Math.floor(step / 40) : MOST_STEPS;
    return Math.min(fitting, this.steps, gentle);
  }

  /**
   * Milliseconds to wait before the next round.
   * @param {Speed} speed
   * @param {number} step
   * @param {number} sinceRoundBegan
   */
  pause(speed, step, sinceRoundBegan) {
    const gentle = step < SLOW_STEPS ? SLOW_ROUND_MS : 0;
    const least = { slow: SLOW_STEP_MS, one: FRAME_MS, fast: gentle, full: 0 }[speed];
    return Math.max(0, least - sinceRoundBegan);
  }
}
