/**
 * Who draws in which frame. Drawn together, all charts take as long as two frames, and on a machine
 * whose processors all train the page would stutter; so they take turns.
 */

/** @typedef {import('../run/view.js').View} View */

/** A chart costs more than it gains from every frame. */
const ROUND_MS = 100;
/** Figures that nobody sees put their words right in every such round: about once a second. */
const ROUNDS_UNTOLD = 10;
/** No further chart begins in a frame after this: half of it is the browser's own. */
const FRAME_SHARE_MS = 4;

export class Turns {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    this.began = Number.NEGATIVE_INFINITY;
    /** How many have drawn in this round. */
    this.drawn = 0;
    this.isDone = true;
    /** Whether something has changed that no round has begun with. */
    this.isOwed = false;
    this.rounds = 0;
    /** Whether figures that nobody sees are told in this round too. */
    this.isForAll = true;
    /** Whether this frame has had its share of work: the numbers. */
    this.areNumbersWritten = false;
  }

  /** Whether another frame is needed, even if nothing changes any more. */
  get isBehind() {
    return this.isOwed || !this.isDone;
  }

  /**
   * At the start of a frame. Numbers are written with the first frame of a round: nobody reads sixty
   * in a second, and each makes the browser lay the page out.
   * @param {boolean} isRunning
   * @param {boolean} hasChanged whether there is anything new since the last frame
   * @returns {boolean} whether a round begins; always when nothing moves
   */
  begin(isRunning, hasChanged) {
    const frame = this.now();
    this.isOwed ||= hasChanged;
    const isDue = this.isOwed && this.isDone && frame - this.began >= ROUND_MS;
    if (isRunning && !isDue) return false;
    this.isOwed = false;
    this.began = frame;
    this.drawn = 0;
    this.isDone = false;
    this.areNumbersWritten = true;
    this.isForAll = !isRunning || this.rounds % ROUNDS_UNTOLD === 0;
    this.rounds += 1;
    return true;
  }

  /**
   * Draws whose turn it is: all when nothing moves.
   * @param {readonly {update?: (view: View) => void}[]} parts
   * @param {View} view
   */
  draw(parts, view) {
    const start = this.now();
    const isFull = this.areNumbersWritten && view.isRunning;
    this.areNumbersWritten = false;
    if (isFull) return;
    while (this.drawn < parts.length && (!view.isRunning || this.now() - start < FRAME_SHARE_MS)) {
      parts[this.drawn].update?.(view);
      this.drawn += 1;
    }
    this.isDone = this.drawn >= parts.length;
  }
}
