/**
 * The readings of a lane over its steps, in bounded memory.
 *
 * Entries lie on multiples of `stride`; when they fill the store, the stride doubles and every
 * other entry goes. The kept steps therefore depend on step numbers alone, never on the rounds that
 * the steps were split into. The newest step is always kept too, as a provisional last entry.
 */

/**
 * @typedef {{loss: number, twinLoss: number, gap: number, accuracy: number, testStep?: number,
 *   testImages?: number, twinAccuracy?: number}} Readings testStep, testImages: step of the test
 *   that gave the accuracy, and number of its images
 */

/** The numbers of an entry beside its drift; a saved run of format 1 lacks the last number. */
export const LINES = /** @type {const} */ ([
  'steps',
  'loss',
  'twinLoss',
  'gap',
  'accuracy',
  'testStep',
  'testImages',
  'twinAccuracy',
]);

/** The most floats that a lane's drift picture may take: 16 MB. */
const DRIFT_BUDGET = 4 * 1024 * 1024;
const MOST_COLUMNS = 1024;
const FEWEST_COLUMNS = 64;

/**
 * The largest power of two that keeps `rows` × columns inside the budget.
 * @param {number} rows
 */
export function columnsFor(rows) {
  let columns = MOST_COLUMNS;
  while (columns > FEWEST_COLUMNS && columns * rows > DRIFT_BUDGET) columns /= 2;
  return columns;
}

export class History {
  /**
   * @param {number} rows units in the drift picture (units of the network, then of its twin)
   * @param {number} [capacity] most entries on the stride; even
   */
  constructor(rows, capacity = columnsFor(rows)) {
    this.rows = rows;
    this.capacity = capacity;
    this.stride = 1;
    this.length = 0;
    /** This number grows with every change, so that a view knows whether to draw again. */
    this.version = 0;
    /** Counts how often the end was cut off, so that a view knows when to draw everything anew. */
    this.cuts = 0;
    this.steps = new Float64Array(capacity + 1);
    this.loss = new Float64Array(capacity + 1);
    this.twinLoss = new Float64Array(capacity + 1);
    this.gap = new Float64Array(capacity + 1);
    this.accuracy = new Float64Array(capacity + 1);
    this.testStep = new Float64Array(capacity + 1);
    this.testImages = new Float64Array(capacity + 1);
    this.twinAccuracy = new Float64Array(capacity + 1);
    this.drift = new Float32Array((capacity + 1) * rows);
  }

  /** The newest step, or −1 before the first entry. */
  get lastStep() {
    return this.length === 0 ? -1 : this.steps[this.length - 1];
  }

  /**
   * The drift of all units at an entry; a view, not a copy.
   * @param {number} index
   */
  column(index) {
    return this.drift.subarray(index * this.rows, (index + 1) * this.rows);
  }

  /**
   * The last entry at or before a step.
   * @param {number} step
   */
  indexAt(step) {
    const last = this.length - 1;
    if (last < 0) return -1;
    if (step >= this.steps[last]) return last;
    return Math.max(0, Math.min(last, Math.floor(step / this.stride)));
  }

  /**
   * The entry with the test that counts at a given entry: the last test on most images so far. A
   * lane's row shows the same test.
   * @param {number} index
   */
  testedAt(index) {
    const of = this.testImages.subarray(0, index + 1);
    return of.lastIndexOf(Math.max(...of.filter((images) => images > 0)));
  }

  /**
   * Adds an entry. Steps that are already there are ignored: a lane that catches up repeats them.
   * @param {number} step
   * @param {Readings} readings
   * @param {Float32Array} drift log2(norm / start) by unit
   */
  append(step, readings, drift) {
    if (step <= this.lastStep) return;
    const provisional = this.length > 0 && this.lastStep % this.stride !== 0;
    const index = provisional ? this.length - 1 : this.length;
    this.#write(index, step, readings, drift);
    this.length = index + 1;
    this.version += 1;
    if (this.length > this.capacity) this.#halve();
  }

  /** @param {number} step later entries go */
  cutAfter(step) {
    if (step >= this.lastStep) return;
    this.length = this.indexAt(step) + 1;
    this.version += 1;
    this.cuts += 1;
  }

  /** @param {number} stride the least stride afterwards */
  coarsenTo(stride) {
    while (this.stride < stride) this.#halve();
  }

  /**
   * @param {number} index
   * @param {number} step
   * @param {Readings} readings
   * @param {Float32Array} drift
   */
  #write(index, step, readings, drift) {
    /** @type {Partial<Record<typeof LINES[number], number>>} */
    const entry = { ...readings, steps: step };
    for (const line of LINES) this[line][index] = entry[line] ?? Number.NaN;
    this.drift.set(drift.subarray(0, this.rows), index * this.rows);
  }

  #halve() {
    this.stride *= 2;
    const newest = this.length - 1;
    let kept = 0;
    for (let index = 0; index <= newest; index += 1) {
      if (this.steps[index] % this.stride !== 0 && index !== newest) continue;
      for (const line of LINES) this[line][kept] = this[line][index];
      this.drift.copyWithin(kept * this.rows, index * this.rows, (index + 1) * this.rows);
      kept += 1;
    }
    this.length = kept;
    this.version += 1;
  }
}

/**
 * The end of a time axis that grows: 200, 300, 400, 600, 800, 1200, … so that at most a third of
 * the picture is empty and the axis changes rarely.
 * @param {number} step
 */
export function timeEnd(step) {
  let end = 200;
  while (end < step) end *= Math.log2(end / 200) % 1 === 0 ? 1.5 : 4 / 3;
  return Math.round(end);
}
