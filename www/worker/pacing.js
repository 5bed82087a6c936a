/** How many steps the next round has. Only the display depends on it: results never do. */

const TARGET_MS = 45;
const MOST_STEPS = 512;
/** While the twins part for the first time the eye gets time to see it. */
const SLOW_STEPS = 200;
const SLOW_ROUND_MS = 30;

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
    // At most twice as long as the round before: one lucky measurement must not stall the picture.
    const wanted = Math.floor(TARGET_MS / Math.max(this.stepMs, 1e-3));
    this.steps = Math.max(1, Math.min(wanted, 2 * this.steps, MOST_STEPS));
  }

  /**
   * @param {number} step steps done
   * @param {number} stopAt where the visitor wants to stop, or Infinity
   */
  next(step, stopAt) {
    const gentle = step < SLOW_STEPS ? 1 + Math.floor(step / 40) : MOST_STEPS;
    return Math.max(0, Math.min(this.steps, gentle, stopAt - step));
  }

  /**
   * Milliseconds to wait before the next round.
   * @param {number} step
   * @param {number} sinceRoundBegan
   */
  pause(step, sinceRoundBegan) {
    return step < SLOW_STEPS ? Math.max(0, SLOW_ROUND_MS - sinceRoundBegan) : 0;
  }
}
