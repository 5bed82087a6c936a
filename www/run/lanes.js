/** All lanes together: hears the workers and keeps a record of each lane. */
import { laneLabels } from '../link/lane-choice.js';
import { divergenceText, endText, replacementText, stoppedText } from './lane-messages.js';
import { LaneRecord } from './lane-record.js';

/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('./notices.js').Notices} Notices */
/** @typedef {import('../worker/lane-worker.js').LaneEvent} LaneEvent */
/** @typedef {import('../worker/protocol.js').RoundAnswer} RoundAnswer */

export class Lanes {
  /**
   * @param {Catalog} catalog
   * @param {Notices} notices
   */
  constructor(catalog, notices) {
    this.catalog = catalog;
    this.notices = notices;
    /** @type {LaneRecord[]} */
    this.records = [];
    /** Answers of the round under way. @type {{lane: LaneRecord, answer: RoundAnswer}[]} */
    this.unshown = [];
    this.stepsPerEpoch = 0;
    this.freshSeed = 0;
  }

  /** @param {import('../link/lane-choice.js').LaneChoice[]} choices */
  reset(choices) {
    this.records = [];
    for (const [place, label] of laneLabels(choices, this.catalog).entries()) {
      const { rule } = choices[place];
      const repetition = this.records.filter((lane) => lane.rule === rule).length;
      this.records.push(new LaneRecord(choices[place], label, repetition));
    }
    this.unshown = [];
    this.notices.drop('lane');
  }

  /**
   * Forgets a lane; the other lanes go on.
   * @param {string} id
   */
  remove(id) {
    this.records = this.records.filter((lane) => lane.id !== id);
    this.unshown = this.unshown.filter(({ lane }) => lane.id !== id);
  }

  /** @param {string} id */
  find(id) {
    return this.records.find((lane) => lane.id === id);
  }

  /**
   * Restores all lanes from a file.
   * @param {import('./lane-record.js').KeptLane[]} kept in the order of the lanes
   */
  restore(kept) {
    for (const [place, lane] of this.records.entries()) lane.restore(kept[place]);
  }

  /**
   * Takes all records back to a step. The workers report next the steps that lead there.
   * @param {number} step
   */
  goBack(step) {
    this.unshown = [];
    // A lane that had ended early kept finer steps than the coming rounds will report.
    const stride = Math.max(1, ...this.records.map(({ history }) => history?.stride ?? 1));
    for (const lane of this.records) {
      lane.goBack(step);
      lane.history?.coarsenTo(stride);
      if (lane.end === '') this.notices.dismiss(`lane-${lane.id}`);
    }
  }

  /** @param {string} id */
  placeOf(id) {
    return this.records.findIndex((lane) => lane.id === id);
  }

  get haveAllStarted() {
    return this.records.every((lane) => lane.isStarted || lane.end !== '');
  }

  get haveAllEnded() {
    return this.records.length > 0 && this.records.every((lane) => lane.end !== '');
  }

  /** The stride that the histories have room for, in steps between two columns. */
  get stride() {
    return this.records.find((lane) => lane.end === '')?.history?.stride ?? 1;
  }

  /**
   * Shows the answers of a round together, so that all rows always stand at the same step.
   * @returns {{trainingMs: number}} time of the slowest lane
   */
  showRound() {
    const { unshown } = this;
    this.unshown = [];
    for (const { lane, answer } of unshown) this.#show(lane, answer);
    return { trainingMs: Math.max(0, ...unshown.map(({ answer }) => answer.trainingMs)) };
  }

  /**
   * @param {string} id
   * @param {LaneEvent} event
   * @returns {'' | 'started' | 'stopped'} the change for the run as a whole
   */
  hear(id, event) {
    const lane = this.find(id);
    if (!lane) return '';
    if (event.type === 'answer') return this.#hearAnswer(lane, event.answer);
    if (event.type === 'replaced') {
      this.#noteReplacement(lane, event);
      return '';
    }
    this.#stop(lane, event.cause, event.reason);
    return 'stopped';
  }

  /**
   * @param {LaneRecord} lane
   * @param {import('../worker/protocol.js').Answer} answer
   */
  #hearAnswer(lane, answer) {
    if (answer.type === 'ready') this.freshSeed = answer.seed;
    if (answer.type === 'snapshot' && answer.step === lane.step) lane.hash = answer.hash;
    if (answer.type === 'round') this.unshown.push({ lane, answer });
    if (answer.type !== 'started') return '';
    this.freshSeed = answer.seed;
    this.stepsPerEpoch = answer.stepsPerEpoch;
    lane.started(answer);
    return 'started';
  }

  /**
   * @param {LaneRecord} lane
   * @param {RoundAnswer} answer
   */
  #show(lane, answer) {
    lane.advanced(answer);
    if (answer.diverged === '') return;
    const step = answer.step + 1;
    lane.end = 'diverged';
    const rule = this.catalog.rules.find(({ id }) => id === lane.rule);
    const end = { which: answer.diverged, step, rate: lane.rate };
    lane.message = divergenceText(rule?.divergence ?? '', end);
    const text = endText(lane.label, step);
    this.notices.add({ kind: 'lane', key: `lane-${lane.id}`, text });
  }

  /**
   * @param {LaneRecord} lane
   * @param {import('../worker/lane-worker.js').StopCause} cause
   * @param {string} reason
   */
  #stop(lane, cause, reason) {
    lane.end = 'stopped';
    lane.message = stoppedText(cause, reason);
    const retry = cause === 'wasm' || cause === 'script' || cause === 'engine';
    // A cause that stops the engine itself concerns all lanes, so the page names it once.
    const isCommon = cause !== 'engine' && cause !== 'refused';
    const key = `worker-${isCommon ? cause : lane.id}`;
    const text = `${isCommon ? 'The engine' : `${lane.label}:`} ${lane.message}`;
    const ownTab = cause === 'frame';
    // Each worker fetches its script and the engine anew; a new release takes them away.
    this.notices.add({ kind: 'worker', key, text, retry, ownTab, reload: retry });
  }

  /**
   * @param {LaneRecord} lane
   * @param {{reason: string, fromStep: number}} event
   */
  #noteReplacement(lane, event) {
    const text = replacementText(lane.label, event);
    this.notices.add({ kind: 'worker', key: `worker-${lane.id}`, text });
  }
}
