/**
 * Keeps a lane's checkpoints in bounded memory, spread over the run, and always keeps the newest.
 * When there are too many, the stride doubles and only the last checkpoint of each stride stays.
 * The choice of steps therefore depends on step numbers alone.
 */
import { CHECKPOINT_STEPS } from './protocol.js';

/** @typedef {import('./protocol.js').Checkpoint} Checkpoint */

export const MOST_CHECKPOINTS = 16;
/** The limit for all lanes together. */
export const CHECKPOINT_BYTES = 24_000_000;

export class Checkpoints {
  /** @param {number} mostBytes the newest checkpoint stays even if it is larger */
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
   * The last step, at or before the given one, whose checkpoint is kept; 0, the start, if none is.
   * @param {number} step
   */
  stepBefore(step) {
    return this.list.findLast((checkpoint) => checkpoint.step <= step)?.step ?? 0;
  }

  /** @param {Checkpoint} checkpoint ignored when its step is not after the newest one */
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

  /** @param {number} step drops the checkpoints of this step and of all later steps */
  dropFrom(step) {
    this.list = this.list.filter((checkpoint) => checkpoint.step < step);
  }
}
