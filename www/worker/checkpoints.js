/**
 * A lane's checkpoints in bounded memory: spread over the run, the newest always among them. When
 * they are too many the stride doubles and of each stride only the last stays, so that which steps
 * are kept depends on step numbers alone.
 */
import { CHECKPOINT_STEPS } from './protocol.js';

/** @typedef {import('./protocol.js').Checkpoint} Checkpoint */

export const MOST_CHECKPOINTS = 16;
/** Of all lanes together. */
export const CHECKPOINT_BYTES = 24_000_000;

export class Checkpoints {
  /** @param {number} mostBytes the newest is kept however large it is */
  constructor(mostBytes) {
    this.mostBytes = mostBytes;
    /** In order of steps. @type {Checkpoint[]} */
    this.list = [];
    this.stride = CHECKPOINT_STEPS;
  }

  clear() {
    this.list = [];
    this.stride = CHECKPOINT_STEPS;
  }

  /** @returns {Checkpoint | null} */
  get newest() {
    return this.list[this.list.length - 1] ?? null;
  }

  /**
   * The last step at or before another that a run can be looked at again; a start is always there.
   * @param {number} step
   */
  stepBefore(step) {
    return this.list.findLast((checkpoint) => checkpoint.step <= step)?.step ?? 0;
  }

  /** @param {Checkpoint} checkpoint one of a step that is repeated says nothing new */
  add(checkpoint) {
    if (checkpoint.step <= (this.newest?.step ?? -1)) return;
    this.list.push(checkpoint);
    this.#thin();
  }

  #thin() {
    const size = Math.max(...this.list.map(({ bytes }) => bytes.length), 1);
    const most = Math.min(MOST_CHECKPOINTS, Math.floor(this.mostBytes / size));
    if (most < 2) this.list = this.list.slice(-1);
    if (this.stride > CHECKPOINT_STEPS) this.#keepLastOfEachStretch();
    while (this.list.length > Math.max(1, most)) {
      this.stride *= 2;
      this.#keepLastOfEachStretch();
    }
  }

  #keepLastOfEachStretch() {
    const stretch = (/** @type {number} */ index) =>
      Math.ceil((this.list[index]?.step ?? Number.POSITIVE_INFINITY) / this.stride);
    this.list = this.list.filter((_, index) => stretch(index) !== stretch(index + 1));
  }

  /** @param {number} step nothing of it or later stays */
  dropFrom(step) {
    this.list = this.list.filter((checkpoint) => checkpoint.step < step);
  }
}
