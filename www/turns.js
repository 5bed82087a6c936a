/**
 * Who draws in which frame. Drawn together, all charts take as long as two frames, and on a machine
 * whose processors all train the page would stutter; so they take turns.
 */

/** @typedef {import('./view.js').View} View */

/** A chart costs more than it gains from every frame. */
const ROUND_MS = 100;
/** No further chart begins in a frame after this: half of it is the browser's own. */
const FRAME_SHARE_MS = 4;

export class Turns {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    this.began = Number.NEGATIVE_INFINITY;
    /** How many have drawn in this round; before the first one none is left. */
    this.drawn = Number.POSITIVE_INFINITY;
  }

  /**
   * Draws whose turn it is: all when nothing moves, for then no later frame may come.
   * @param {readonly {update?: (view: View) => void}[]} parts
   * @param {View} view
   */
  draw(parts, view) {
    const frame = this.now();
    if (!view.isRunning || (this.drawn >= parts.length && frame - this.began >= ROUND_MS)) {
      this.began = frame;
      this.drawn = 0;
    }
    while (this.drawn < parts.length && (!view.isRunning || this.now() - frame < FRAME_SHARE_MS)) {
      parts[this.drawn].update?.(view);
      this.drawn += 1;
    }
  }
}
