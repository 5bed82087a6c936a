/** The record of a lane: its newest readings and its history. */
import { History } from './history.js';
import { Inspection } from './inspection.js';

/** @typedef {import('../worker/protocol.js').StartedAnswer} StartedAnswer */
/** @typedef {import('../worker/protocol.js').RoundAnswer} RoundAnswer */
/** @typedef {import('../worker/protocol.js').Accuracy} Accuracy */
/** @typedef {'loading'|'ready'|'running'|'paused'|'diverged'|'stopped'} LaneState */

/**
 * @typedef {{header: {step: number, end: '' | 'diverged', message: string, hasTwin: boolean,
 *   rate: number | null, startGap: number | null, layerUnits: number[]},
 *   startNorms: Float32Array, history: History}} KeptLane a lane as a file holds it
 */

/** The loss of a blind guess among ten digits: a network of dead neurons has this loss. */
const SILENT_LOSS = Math.log(10);
/** A network whose loss is this much lower has learned something. */
const LEARNED = 0.1;
/** Once twins that live have a gap this large, they do not lose it again. */
const APART = 0.1;
/** The number of history entries that count as recent. */
const LATELY = 16;

/** @param {number} loss */
const isBlind = (loss) => Math.abs(loss - SILENT_LOSS) < 1e-6;

/**
 * Whether both twins answered a whole batch blindly, as dead networks do.
 * @param {History} history
 * @param {number} at
 */
function areBlindAt({ loss, twinLoss, gap }, at) {
  return isBlind(loss[at]) && isBlind(twinLoss[at]) && gap[at] === 0;
}

export class LaneRecord {
  /**
   * @param {{id: string, rule: string}} choice
   * @param {string} label name of the lane on the page
   * @param {number} repetition number of earlier lanes with the same rule
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
    /** The newest test. @type {Accuracy | null} */
    this.accuracy = null;
    /** The newest test on the largest number of images. @type {Accuracy | null} */
    this.test = null;
    /** @type {number[]} */
    this.layerUnits = [];
    this.startNorms = /** @type {Float32Array} */ (new Float32Array(0));
    /** @type {History | null} */
    this.history = null;
    this.inspection = new Inspection();
  }

  /** The latest answers to the figures' questions, each with its step. */
  get shown() {
    return this.inspection.latest;
  }

  /**
   * Whether network (and twin) give nearly every image the same answer, as a dead network does.
   * They do if, a short time ago, they answered a whole batch alike or came back from a large gap
   * to no gap at all, and have learned nothing since. A batch with an image that still gets through
   * does not change this.
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
   * Whether the network answered blindly in its very first step: then no step has killed it, but
   * nothing reaches its classifier, as with images that have no ink.
   */
  get wasSilentAtStart() {
    const { history } = this;
    const first = history?.steps.subarray(0, history.length).findIndex((step) => step >= 1) ?? -1;
    return first >= 0 && isBlind(/** @type {History} */ (history).loss[first]);
  }

  /**
   * The history while the twins live. The history of dead twins ends with their lives, because
   * their gap of 0 afterwards is no agreement.
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

  /** Whether the lane is dead or has ended, so that a gap of 0 would mislead. */
  get isOver() {
    return this.end !== '' || this.isSilent;
  }

  /** The gap while the twins live, else NaN. */
  get livingGap() {
    return this.isOver ? Number.NaN : this.gap;
  }

  /** @param {StartedAnswer} answer */
  started(answer) {
    this.isStarted = true;
    this.rate = answer.rate;
    this.hasTwin = answer.hasTwin;
    if (this.history !== null) return; // a replaced worker goes on
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
    if (answer.step < this.step) return; // a lane that catches up repeats steps already shown
    this.step = answer.step;
    if (answer.loss.length === 0) return;
    this.loss = answer.loss[answer.loss.length - 1];
    this.twinLoss = answer.twinLoss[answer.twinLoss.length - 1];
    this.gap = answer.gap[answer.gap.length - 1];
  }

  /**
   * Keeps a test unless an earlier test had more images: the accuracy would jump with the choice of
   * images.
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
   * Forgets all readings after a step. The worker then reports the steps from its checkpoint again.
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
   * @param {boolean} isRunning whether the run as a whole takes steps
   * @returns {LaneState}
   */
  state(isRunning) {
    if (this.end !== '') return this.end;
    if (!this.isStarted) return 'loading';
    if (isRunning) return 'running';
    return this.step === 0 ? 'ready' : 'paused';
  }
}
