/**
 * The page without its looks: turns what the visitor does and what the workers answer into one
 * state that the views draw. Touches no document, so it can be tested on its own.
 */
import { Lanes } from './lanes.js';
import { Notices } from './notices.js';
import { runSpec } from './spelling.js';
import { MOST_CHANGES, reconcile } from './state.js';
import { Pacer } from './worker/pacing.js';

/** @typedef {import('./state.js').Catalog} Catalog */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./state.js').Problem} Problem */
/** @typedef {import('./worker/lane-worker.js').LaneEvent} LaneEvent */
/** @typedef {import('./worker/runs.js').Runs} Runs */
/** @typedef {import('./data/supply.js').Supply} Supply */
/** @typedef {'loading'|'ready'|'running'|'paused'|'finished'} Phase */

/** A run that nobody asked for stops here, so that a forgotten tab does not empty a battery. */
export const UNASKED_STEPS = 1000;

export class Session {
  /**
   * @param {{catalog: Catalog, state: State, now: () => number, isHidden: () => boolean,
   *   later: (task: () => void, ms: number) => void, onChange: () => void}} options
   */
  constructor(options) {
    this.options = options;
    this.state = options.state;
    this.notices = new Notices(options.onChange);
    this.pacer = new Pacer();
    this.lanes = new Lanes(options.catalog, this.notices);
    this.step = 0;
    this.stopAt = Number.POSITIVE_INFINITY;
    this.isPlaying = false;
    this.wasAsked = false;
    this.roundBegan = 0;
    this.roundSteps = 0;
    this.isStarted = false;
    /** @type {number | null} */
    this.pendingRate = null;
    /** Counts starts, so that a task set for later knows whether its run is still the one. */
    this.generation = 0;
  }

  /**
   * @param {Runs} runs
   * @param {Supply} supply
   */
  connect(runs, supply) {
    this.runs = runs;
    this.supply = supply;
  }

  /** The rate chosen last, before any schedule. */
  get chosenRate() {
    const past = this.state.changes.filter((change) => change.step <= this.step);
    return past.length > 0 ? past[past.length - 1].rate : Number(this.state.values.rate);
  }

  /** @returns {Phase} */
  get phase() {
    if (this.lanes.haveAllEnded) return 'finished';
    if (!this.lanes.haveAllStarted) return 'loading';
    if (this.isPlaying || this.runs?.isBusy) return 'running';
    return this.step === 0 ? 'ready' : 'paused';
  }

  /** Starts the run that the state describes at step 0, as soon as its data is there. */
  begin() {
    this.generation += 1;
    this.step = 0;
    this.pendingRate = null;
    this.pacer = new Pacer();
    this.lanes.reset(this.state.rules);
    this.notices.drop('lane');
    this.runs?.stop();
    this.runs?.setRules(this.state.rules);
    this.isStarted = false;
    this.supply?.need(Number(this.state.values.images));
    this.#startIfReady();
    this.options.onChange();
  }

  dataChanged() {
    this.#startIfReady();
    this.options.onChange();
  }

  #startIfReady() {
    if (this.isStarted || !this.supply?.isReady) return;
    this.isStarted = true;
    this.runs?.start((rule) => runSpec(this.state, rule));
  }

  /** @param {boolean} byVisitor false: the page plays by itself on arrival */
  play(byVisitor) {
    this.wasAsked = byVisitor;
    this.isPlaying = true;
    this.stopAt = byVisitor ? Number.POSITIVE_INFINITY : UNASKED_STEPS;
    this.#goOn();
    this.options.onChange();
  }

  pause() {
    this.isPlaying = false;
    if (!this.runs?.isBusy) this.#rest();
    this.options.onChange();
  }

  oneStep() {
    if (this.isPlaying) return this.pause();
    this.#round(1);
    this.options.onChange();
  }

  oneEpoch() {
    const { stepsPerEpoch } = this.lanes;
    if (stepsPerEpoch === 0) return;
    this.wasAsked = true;
    this.stopAt = (Math.floor(this.step / stepsPerEpoch) + 1) * stepsPerEpoch;
    this.isPlaying = true;
    this.#goOn();
    this.options.onChange();
  }

  /** Back to the same start, with the rate chosen last. */
  reset() {
    this.state.values.rate = this.chosenRate;
    this.state.changes = [];
    this.isPlaying = false;
    this.begin();
  }

  newSeed() {
    this.state.values.seed = this.lanes.freshSeed;
    this.#restart();
  }

  /** After a setting that makes another network: same rate, step 0, still playing if it was. */
  #restart() {
    this.state.values.rate = this.chosenRate;
    this.state.changes = [];
    if (this.isPlaying) this.stopAt = Number.POSITIVE_INFINITY;
    this.begin();
  }

  /**
   * A control was changed to a value that is in range.
   * @param {string} key
   * @param {number|string} value
   * @returns {Problem[]} other settings that had to follow
   */
  change(key, value) {
    if (key === 'rate') {
      this.#changeRate(Number(value));
      return [];
    }
    const checked = reconcile({ ...this.state.values, [key]: value }, key);
    this.state.values = checked.values;
    this.#restart();
    return checked.problems;
  }

  /** @param {string[]} rules */
  changeRules(rules) {
    this.state.rules = rules;
    this.#restart();
  }

  /** @param {State} state from a link */
  adopt(state) {
    this.state = state;
    this.begin();
  }

  /** @param {number} rate */
  #changeRate(rate) {
    if (this.step === 0 && !this.runs?.isBusy) {
      this.state.values.rate = rate;
      this.state.changes = [];
      this.begin();
      return;
    }
    this.pendingRate = rate;
    if (!this.runs?.isBusy) this.#applyRate();
    this.options.onChange();
  }

  /** Between rounds only, where all lanes stand at the same step. */
  #applyRate() {
    if (this.pendingRate === null) return;
    const rate = this.pendingRate;
    this.pendingRate = null;
    const others = this.state.changes.filter((change) => change.step !== this.step);
    if (others.length >= MOST_CHANGES) {
      const text = `A run can have ${MOST_CHANGES} rate changes; press Reset to begin anew.`;
      this.notices.add({ kind: 'link', key: 'changes', text });
      return;
    }
    others.push({ step: this.step, rate });
    this.state.changes = others.sort((one, other) => one.step - other.step);
    this.runs?.setRate(rate);
    for (const lane of this.lanes.records) lane.rate = rate;
  }

  #goOn() {
    const steps = this.pacer.next(this.step, this.stopAt);
    if (this.isPlaying && steps > 0) this.#round(steps);
  }

  /** @param {number} steps */
  #round(steps) {
    if (!this.runs || this.runs.isBusy || this.phase === 'loading' || this.phase === 'finished')
      return;
    this.roundBegan = this.options.now();
    this.roundSteps = steps;
    this.runs.advance(this.step + steps, this.lanes.stride);
  }

  /** All living lanes have reached the round's step. */
  roundDone() {
    const { trainingMs } = this.lanes.showRound();
    this.step += this.roundSteps;
    this.pacer.measured(this.roundSteps, trainingMs);
    this.#applyRate();
    if (this.step >= this.stopAt || this.phase === 'finished') this.isPlaying = false;
    if (this.isPlaying) this.#scheduleRound();
    else this.#rest();
    this.options.onChange();
  }

  #scheduleRound() {
    const took = this.options.now() - this.roundBegan;
    const wait = this.options.isHidden() ? 0 : this.pacer.pause(this.step, took);
    const { generation } = this;
    if (wait === 0) return this.#goOn();
    this.options.later(() => {
      if (generation === this.generation) this.#goOn();
    }, wait);
  }

  /** At rest the weights are hashed, which would be too slow while running. */
  #rest() {
    this.runs?.askSnapshots();
  }

  /**
   * @param {string} rule
   * @param {LaneEvent} event
   */
  laneSpoke(rule, event) {
    const change = this.lanes.hear(rule, event);
    if (change === 'started' || change === 'stopped') this.#playIfReady();
    this.options.onChange();
  }

  #playIfReady() {
    if (this.isPlaying && !this.runs?.isBusy && this.phase === 'running') this.#goOn();
  }

  /** Files that failed are fetched again; lanes that gave up get new workers. */
  retry() {
    this.notices.drop('shard');
    this.supply?.retry();
    if (this.lanes.records.some((lane) => lane.end === 'stopped')) {
      this.notices.drop('worker');
      this.begin();
    }
    this.options.onChange();
  }
}
