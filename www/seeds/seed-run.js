/** One lane with one seed: what is kept of its run. */
import { CHECKPOINT_STEPS } from '../worker/protocol.js';

/** @typedef {import('../worker/protocol.js').RoundAnswer} RoundAnswer */
/** @typedef {import('../worker/protocol.js').Accuracy} Accuracy */
/** @typedef {{id: string, rule: string, label: string, repetition: number}} ComparedLane */

export class SeedRun {
  /**
   * @param {string} lane id
   * @param {number} seed
   * @param {string} spec
   * @param {number} steps a multiple of the steps between tests
   */
  constructor(lane, seed, spec, steps) {
    this.lane = lane;
    this.seed = seed;
    this.spec = spec;
    this.steps = steps;
    this.step = 0;
    /** @type {import('./statistics.js').Outcome} */
    this.outcome = 'waiting';
    this.reason = '';
    this.gap = Number.NaN;
    /** The last test of most images. @type {Accuracy | null} */
    this.test = null;
    const points = steps / CHECKPOINT_STEPS;
    /** At each multiple of CHECKPOINT_STEPS: the test, and the mean loss of the batches up to it. */
    this.curves = {
      accuracy: new Float64Array(points).fill(Number.NaN),
      loss: new Float64Array(points),
    };
  }

  get hasEnded() {
    return this.outcome !== 'waiting' && this.outcome !== 'going';
  }

  get accuracy() {
    return this.test ? this.test.correct / this.test.of : Number.NaN;
  }

  get loss() {
    return this.curves.loss[this.curves.loss.length - 1];
  }

  /** @param {string} reason */
  fail(reason) {
    this.outcome = 'failed';
    this.reason = reason;
  }

  /** @param {RoundAnswer} answer steps that a replaced worker repeats count once */
  take(answer) {
    answer.loss.forEach((loss, index) => {
      const step = answer.first + index;
      if (step <= this.step) return;
      this.curves.loss[Math.ceil(step / CHECKPOINT_STEPS) - 1] += loss / CHECKPOINT_STEPS;
    });
    for (const test of answer.accuracies) this.#keepTest(test);
    if (answer.gap.length > 0) this.gap = answer.gap[answer.gap.length - 1];
    this.step = Math.max(this.step, answer.step);
    if (answer.diverged !== '') this.outcome = 'diverged';
    else if (this.step >= this.steps) this.outcome = 'done';
  }

  /** @param {Accuracy} test */
  #keepTest(test) {
    if (test.of >= (this.test?.of ?? 0)) this.test = test;
    if (test.step % CHECKPOINT_STEPS !== 0) return;
    this.curves.accuracy[test.step / CHECKPOINT_STEPS - 1] = test.correct / test.of;
  }
}
