/** Collects the readings of one round of steps, so that the worker posts them as one message. */

/** @typedef {import('../protocol.js').Accuracy} Accuracy */

/**
 * The members that a round reads; the Trainer has them, and so has a test's stand-in.
 * @typedef {{steps: number, loss: number, twin_loss: number, twin_gap: number,
 *   drift: () => Float32Array}} Readable
 */

export class Round {
  /**
   * @param {number} first number of the round's first step
   * @param {number} steps
   * @param {number} stride
   */
  constructor(first, steps, stride) {
    this.first = first;
    this.last = first + steps - 1;
    this.stride = stride;
    /** @type {number[]} */
    this.loss = [];
    /** @type {number[]} */
    this.twinLoss = [];
    /** @type {number[]} */
    this.gap = [];
    /** @type {number[]} */
    this.columnSteps = [];
    /** @type {Float32Array[]} */
    this.columns = [];
    /** @type {Accuracy[]} */
    this.accuracies = [];
  }

  /** @param {Readable} engine */
  record(engine) {
    const step = engine.steps;
    this.loss.push(engine.loss);
    this.twinLoss.push(engine.twin_loss);
    this.gap.push(engine.twin_gap);
    if (step % this.stride === 0 || step === this.last) {
      this.columnSteps.push(step);
      this.columns.push(engine.drift());
    }
  }

  /** The last step with readings; a step whose weights give no finite logits has none. */
  get step() {
    return this.first - 1 + this.loss.length;
  }

  /** The readings as arrays that can be transferred. */
  pack() {
    const rows = this.columns[0]?.length ?? 0;
    const columns = new Float32Array(rows * this.columns.length);
    this.columns.forEach((column, index) => {
      columns.set(column, index * rows);
    });
    return {
      step: this.step,
      first: this.first,
      loss: Float64Array.from(this.loss),
      twinLoss: Float64Array.from(this.twinLoss),
      gap: Float64Array.from(this.gap),
      columnSteps: Float64Array.from(this.columnSteps),
      columns,
      accuracies: this.accuracies,
    };
  }
}
