/**
 * A few numbers of a lane over steps, measured when somebody looks, in bounded memory: each
 * interval of one stride keeps its first entry, and when the store is full the stride doubles. The
 * newest entry is always kept too.
 */

const CAPACITY = 512;

export class Trace {
  /**
   * @param {number} width numbers per entry
   * @param {number} [capacity]
   */
  constructor(width, capacity = CAPACITY) {
    this.width = width;
    this.capacity = capacity;
    this.stride = 1;
    this.length = 0;
    /** This number grows with every change, so that a view knows whether to draw again. */
    this.version = 0;
    this.steps = new Float64Array(capacity + 1);
    this.numbers = new Float64Array((capacity + 1) * width);
  }

  /** The newest step, or −1 before the first entry. */
  get lastStep() {
    return this.length === 0 ? -1 : this.steps[this.length - 1];
  }

  /** @param {number} index */
  #interval(index) {
    return Math.floor(this.steps[index] / this.stride);
  }

  /**
   * @param {number} index
   * @param {number} column
   */
  at(index, column) {
    return this.numbers[index * this.width + column];
  }

  /**
   * The last entry at or before a step, or else the first entry.
   * @param {number} step
   */
  indexAt(step) {
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.steps[middle] <= step) low = middle;
      else high = middle - 1;
    }
    return this.length === 0 ? -1 : low;
  }

  /**
   * Adds an entry; steps that are already there are ignored.
   * @param {number} step
   * @param {ArrayLike<number>} numbers
   */
  append(step, numbers) {
    if (step <= this.lastStep) return;
    const last = this.length - 1;
    const isProvisional = last > 0 && this.#interval(last) === this.#interval(last - 1);
    this.#write(isProvisional ? last : this.length, step, numbers);
    this.length = isProvisional ? this.length : this.length + 1;
    this.version += 1;
    if (this.length > this.capacity) this.#thin();
  }

  /** @param {number} step later entries go */
  cutAfter(step) {
    while (this.lastStep > step) this.length -= 1;
    this.version += 1;
  }

  /**
   * @param {number} index
   * @param {number} step
   * @param {ArrayLike<number>} numbers
   */
  #write(index, step, numbers) {
    this.steps[index] = step;
    this.numbers.set(numbers, index * this.width);
  }

  #thin() {
    this.stride *= 2;
    const newest = this.length - 1;
    let kept = 1;
    for (let index = 1; index <= newest; index += 1) {
      if (this.#interval(index) === this.#interval(kept - 1) && index !== newest) continue;
      const entry = this.numbers.subarray(index * this.width, (index + 1) * this.width);
      this.#write(kept, this.steps[index], entry);
      kept += 1;
    }
    this.length = kept;
  }
}
