/** Keeps the readings of one lane's run with one seed. */
import { CHECKPOINT_STEPS } from '../../worker/protocol.js';

/** @typedef {import('../../worker/protocol.js').RoundAnswer} RoundAnswer */
/** @typedef {import('../../worker/protocol.js').Accuracy} Accuracy */
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
    /** In the order of steps. @type {Accuracy[]} */
    this.tests = [];
    /** The mean loss of each stretch of CHECKPOINT_STEPS batches. */
    this.losses = new Float64Array(steps / CHECKPOINT_STEPS);
  }

  get hasEnded() {
    return this.outcome !== 'waiting' && this.outcome !== 'going';
  }

  /**
   * The tests on the most or on the fewest images; only tests on equally many images compare.
   * @param {'max' | 'min'} most
   */
  testsOf(most) {
    const wanted = Math[most](...this.tests.map(({ of }) => of));
    return this.tests.filter(({ of }) => of === wanted);
  }

  /** The last test on the most images. */
  get test() {
    return this.testsOf('max').at(-1) ?? null;
  }

  get curves() {
    const shares = (/** @type {'max' | 'min'} */ most) =>
      this.testsOf(most).map(({ correct, of }) => correct / of);
    return { accuracy: shares('max'), quick: shares('min'), loss: this.losses };
  }

  get accuracy() {
    return this.curves.accuracy.at(-1) ?? Number.NaN;
  }

  /** The twin's accuracy on the same images; NaN without a twin. */
  get twinAccuracy() {
    const { test } = this;
    return test ? test.twinCorrect / test.of : Number.NaN;
  }

  get loss() {
    return this.losses[this.losses.length - 1];
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
      this.losses[Math.ceil(step / CHECKPOINT_STEPS) - 1] += loss / CHECKPOINT_STEPS;
    });
    for (const test of answer.accuracies) {
      if (test.step > (this.tests.at(-1)?.step ?? 0)) this.tests.push(test);
    }
    if (answer.gap.length > 0) this.gap = answer.gap[answer.gap.length - 1];
    this.step = Math.max(this.step, answer.step);
    if (answer.diverged !== '') this.outcome = 'diverged';
    else if (this.step >= this.steps) this.outcome = 'done';
  }
}
