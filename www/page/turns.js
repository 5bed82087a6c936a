/**
 * Which part draws in which frame. All charts together take as long as two frames, and the page
 * would stutter where every processor trains; so the charts take turns.
 */

/** @typedef {import('../run/view.js').View} View */

/** The least time of a round: a chart in every frame would cost more than it shows. */
const ROUND_MS = 100;
/** After this many rounds figures out of sight update their words: about once a second. */
const ROUNDS_UNTOLD = 10;
/** No further chart begins in a frame after this time: the browser needs half of a frame. */
const FRAME_SHARE_MS = 4;

export class Turns {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    this.began = Number.NEGATIVE_INFINITY;
    /** The number of parts that have drawn in this round. */
    this.drawn = 0;
    this.isDone = true;
    /** Whether something has changed since the last round began. */
    this.isOwed = false;
    this.rounds = 0;
    /** Whether this round updates figures out of sight, too. */
    this.isForAll = true;
    /** Whether this frame has written the numbers, which is all the work it can hold. */
    this.areNumbersWritten = false;
  }

  /** Whether another frame is needed, even if nothing changes any more. */
  get isBehind() {
    return this.isOwed || !this.isDone;
  }

  /**
   * Starts a frame. The first frame of a round writes the numbers: nobody reads sixty numbers a
   * second, and each of them makes the browser lay the page out.
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
   * Draws the parts whose turn it is; draws all parts when nothing moves.
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
