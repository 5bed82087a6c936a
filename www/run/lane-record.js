/** What is known of one lane: its newest readings and its history. */
import { History } from './history.js';
import { Inspection } from './inspection.js';

/** @typedef {import('../worker/protocol.js').StartedAnswer} StartedAnswer */
/** @typedef {import('../worker/protocol.js').RoundAnswer} RoundAnswer */
/** @typedef {import('../worker/protocol.js').Accuracy} Accuracy */
/** @typedef {'loading'|'ready'|'running'|'paused'|'diverged'|'stopped'} LaneState */

/**
 * @typedef {{header: {step: number, end: '' | 'diverged', message: string, hasTwin: boolean,
 *   rate: number | null, startGap: number | null, layerUnits: number[]},
 *   startNorms: Float32Array, history: History}} KeptLane a lane as a file has it
 */

/** The loss of a blind guess among ten digits, which a network of dead neurons is left with. */
const SILENT_LOSS = Math.log(10);
/** Below it by so much, a network has learned something. */
const LEARNED = 0.1;
/** A gap that networks with any answers of their own do not lose again. */
const APART = 0.1;
/** Entries of the history. */
const LATELY = 16;

/** @param {number} loss */
const isBlind = (loss) => Math.abs(loss - SILENT_LOSS) < 1e-6;

/**
 * Whether both twins answered a whole batch blindly, as dead ones do.
 * @param {History} history
 * @param {number} at
 */
function areBlindAt({ loss, twinLoss, gap }, at) {
  return isBlind(loss[at]) && isBlind(twinLoss[at]) && gap[at] === 0;
}

export class LaneRecord {
  /**
   * @param {{id: string, rule: string}} choice
   * @param {string} label its name on the page
   * @param {number} repetition how many lanes before it have the same rule
   */
  constructor({ id, rule }, label, repetition) {
    this.id = id;
    this.rule = rule;
    this.label = label;
    this.repetition = repetition;
    this.step = 0;
    this.gap = Number.NaN;
    this.startGap = Number.NaN;
    this.loss = Number.NaN;
    this.twinLoss = Number.NaN;
    this.rate = Number.NaN;
    this.hash = '';
    this.hasTwin = false;
    this.isStarted = false;
    /** @type {'' | 'diverged' | 'stopped'} */
    this.end = '';
    this.message = '';
    /** The newest. @type {Accuracy | null} */
    this.accuracy = null;
    /** The newest of most images. @type {Accuracy | null} */
    this.test = null;
    /** @type {number[]} */
    this.layerUnits = [];
    this.startNorms = /** @type {Float32Array} */ (new Float32Array(0));
    /** @type {History | null} */
    this.history = null;
    this.inspection = new Inspection();
  }

  /** What figures asked for last, each with the step that it is of. */
  get shown() {
    return this.inspection.latest;
  }

  /**
   * Whether network (and twin) answer nearly every image alike, as a dead network does: they lately
   * did so for a whole batch, or came back from far apart to no gap at all, and have learned nothing
   * since. A batch with an image that still gets through changes nothing about that.
   */
  get isSilent() {
    const { history, hasTwin } = this;
    const best = hasTwin ? Math.min(this.loss, this.twinLoss) : this.loss;
    if (!history || !(best > SILENT_LOSS - LEARNED)) return false;
    const { steps, loss, gap, length } = history;
    for (let at = Math.max(0, length - LATELY); at < length; at += 1) {
      const wasBlind = hasTwin ? areBlindAt(history, at) : isBlind(loss[at]) && steps[at] > 1;
      if (wasBlind || (this.gap === 0 && gap[at] > APART)) return true;
    }
    return false;
  }

  /**
   * The history of twins that live: that of dead ones ends with their lives, for their gap of 0
   * afterwards is no agreement.
   */
  get life() {
    const { history } = this;
    if (!history || !this.isSilent) return history;
    let died = 0;
    for (let wereApart = false; died < history.length; died += 1) {
      if (areBlindAt(history, died) || (wereApart && history.gap[died] === 0)) break;
      wereApart ||= history.gap[died] > APART;
    }
    return /** @type {History} */ (Object.assign(Object.create(history), { length: died }));
  }

  /** Dead or ended, and then a gap of 0 would say what it does not mean. */
  get isOver() {
    return this.end !== '' || this.isSilent;
  }

  /** The gap of twins that live, else NaN. */
  get livingGap() {
    return this.isOver ? Number.NaN : this.gap;
  }

  /** @param {StartedAnswer} answer */
  started(answer) {
    this.isStarted = true;
    this.rate = answer.rate;
    this.hasTwin = answer.hasTwin;
    if (this.history !== null) return; // a replacement that goes on
    this.layerUnits = [...answer.layerUnits];
    this.startNorms = answer.norms;
    this.gap = answer.gap;
    this.startGap = answer.gap;
    this.hash = answer.hash;
    this.history = new History(answer.norms.length);
    const { gap } = answer;
    const readings = { loss: Number.NaN, twinLoss: Number.NaN, gap, accuracy: Number.NaN };
    this.history.append(0, readings, answer.drift);
  }

  /** @param {RoundAnswer} answer */
  advanced(answer) {
    this.rate = answer.rate;
    if (answer.step > this.step) this.hash = '';
    const rows = this.history?.rows ?? 0;
    const accuracies = [...answer.accuracies];
    answer.columnSteps.forEach((step, index) => {
      while (accuracies.length > 0 && accuracies[0].step <= step) {
        this.#take(/** @type {Accuracy} */ (accuracies.shift()));
      }
      const at = step - answer.first;
      const readings = {
        loss: answer.loss[at],
        twinLoss: answer.twinLoss[at],
        gap: answer.gap[at],
        ...this.#tested(),
      };
      this.history?.append(
        step,
        readings,
        answer.columns.subarray(index * rows, (index + 1) * rows),
      );
    });
    if (answer.step < this.step) return; // catching up on steps that were already shown
    this.step = answer.step;
    if (answer.loss.length === 0) return;
    this.loss = answer.loss[answer.loss.length - 1];
    this.twinLoss = answer.twinLoss[answer.twinLoss.length - 1];
    this.gap = answer.gap[answer.gap.length - 1];
  }

  /**
   * Tests on fewer images differ by the choice of images too: beside one on all of them their
   * numbers would only hop.
   * @param {Accuracy} test
   */
  #take(test) {
    this.accuracy = test;
    if (!this.test || test.of >= this.test.of) this.test = test;
  }

  #tested() {
    if (!this.accuracy) return { accuracy: Number.NaN };
    const { step, correct, of, twinCorrect } = this.accuracy;
    const [accuracy, twinAccuracy] = [correct / of, twinCorrect / of];
    return { accuracy, twinAccuracy, testStep: step, testImages: of };
  }

  /**
   * Forgets what came after a step; the steps from what is kept to there are told again.
   * @param {number} step
   */
  goBack(step) {
    const { history } = this;
    if (this.end === 'diverged' && this.step < step) return;
    this.end = '';
    this.message = '';
    this.inspection.cutAfter(step);
    if (!history) return;
    history.cutAfter(step);
    this.#readNewest(history);
  }

  /** @param {KeptLane} kept */
  restore({ header, startNorms, history }) {
    const { rate, startGap } = header;
    const { end, message, hasTwin, layerUnits } = header;
    Object.assign(this, { end, message, hasTwin, layerUnits, startNorms, history });
    this.isStarted = true;
    this.rate = rate ?? Number.NaN;
    this.startGap = startGap ?? Number.NaN;
    this.#readNewest(history);
    this.step = header.step;
  }

  /** @param {History} history */
  #readNewest(history) {
    const last = history.length - 1;
    this.step = history.lastStep;
    this.loss = history.loss[last];
    this.twinLoss = history.twinLoss[last];
    this.gap = history.gap[last];
    this.accuracy = null;
    this.test = null;
    history.testImages.subarray(0, history.length).forEach((of, at) => {
      const correct = Math.round(history.accuracy[at] * of);
      const twinCorrect = Math.round(history.twinAccuracy[at] * of);
      if (of > 0) this.#take({ step: history.testStep[at], correct, of, twinCorrect });
    });
    this.hash = '';
  }

  /**
   * @param {boolean} isRunning whether steps are being taken on the page as a whole
   * @returns {LaneState}
   */
  state(isRunning) {
    if (this.end !== '') return this.end;
    if (!this.isStarted) return 'loading';
    if (isRunning) return 'running';
    return this.step === 0 ? 'ready' : 'paused';
  }
}
