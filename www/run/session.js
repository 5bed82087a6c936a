/**
 * The page without its looks: turns the visitor's actions and the workers' answers into a state
 * that the views draw. It touches no document, so it can be tested on its own.
 */

import { runSpec } from '../link/spelling.js';
import { Pacer } from '../worker/pacing.js';
import { Choices } from './choices.js';
import { Chosen } from './chosen.js';
import { Ending } from './ending.js';
import { Lanes } from './lanes.js';
import { memoryWarning } from './memory.js';
import { Moment } from './moment.js';
import { Notices } from './notices.js';

/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('../link/state.js').State} State */
/** @typedef {import('../link/lane-choice.js').LaneChoice} LaneChoice */
/** @typedef {import('../worker/protocol.js').Pace} Pace */
/** @typedef {import('../worker/lane-worker.js').LaneEvent} LaneEvent */
/** @typedef {import('../worker/runs.js').Runs} Runs */
/** @typedef {Pick<import('../data/source.js').Source, 'name' | 'need' | 'retry' | 'use' | 'isReady' | 'progress'>} Source */
/**
 * @typedef {{state: State, step: number, lanes: (import('./lane-record.js').KeptLane &
 *   {checkpoints: import('../worker/protocol.js').Checkpoint[]})[]}} SavedRun
 */
/** @typedef {'loading'|'ready'|'running'|'paused'|'finished'} Phase */

export class Session {
  /**
   * @param {{catalog: Catalog, state: State, now: () => number, isHidden: () => boolean,
   *   later: (task: () => void, ms: number) => void, onChange: () => void,
   *   deviceMemory?: number}} options deviceMemory: in gigabytes, where the browser tells
   */
  constructor(options) {
    this.options = options;
    this.chosen = new Chosen(options.state, options.catalog);
    this.notices = new Notices(options.onChange);
    this.pacer = new Pacer();
    this.lanes = new Lanes(options.catalog, this.notices);
    this.step = 0;
    this.ending = new Ending();
    this.isPlaying = false;
    this.roundBegan = 0;
    this.roundSteps = 0;
    this.isStarted = false;
    /** A run from a file that the workers do not have yet. @type {SavedRun | null} */
    this.saved = null;
    this.choices = new Choices(options.catalog, this.chosen, this);
    /** The neuron or layer that the visitor rescales. @type {{layer: number, unit: number}} */
    this.place = { layer: 0, unit: 0 };
    this.moment = new Moment(options.onChange);
    /** Counts the starts, so that a delayed task knows whether its run still goes on. */
    this.generation = 0;
  }

  /**
   * @param {Runs} runs
   * @param {Source} source
   */
  connect(runs, source) {
    this.runs = runs;
    this.source = source;
  }

  /**
   * The rate and schedule chosen last for a lane.
   * @param {LaneChoice} lane
   * @returns {Pace}
   */
  paceOf(lane) {
    return this.chosen.adjustments.paceOf(lane, this.step);
  }

  get state() {
    return this.chosen.state;
  }

  changed() {
    this.options.onChange();
  }

  get isBusy() {
    return this.runs?.isBusy ?? false;
  }

  /** @returns {Phase} */
  get phase() {
    if (this.lanes.haveAllEnded) return 'finished';
    if (!this.lanes.haveAllStarted) return 'loading';
    if (this.isPlaying || this.isBusy) return 'running';
    return this.step === 0 ? 'ready' : 'paused';
  }

  /**
   * Starts the run that the state describes, as soon as its data is there: at step 0, or at the
   * step of a saved run.
   * @param {SavedRun | null} [saved]
   */
  begin(saved = null) {
    this.generation += 1;
    this.saved = saved;
    this.step = saved?.step ?? 0;
    this.ending.heedBudgetFrom(this.step);
    this.chosen.adjustments.clear();
    this.moment.cutAfter(0);
    this.pacer = new Pacer();
    this.lanes.reset(this.state.lanes);
    if (saved) this.lanes.restore(saved.lanes);
    this.notices.drop('lane');
    this.#warn();
    this.runs?.stop();
    this.runs?.setLanes(this.state.lanes.map((lane) => lane.id));
    this.isStarted = false;
    this.source?.need(Number(this.state.values.images));
    this.#startIfReady();
    this.changed();
  }

  /** Before the workers take their memory. */
  #warn() {
    this.notices.dismiss('memory');
    const text = memoryWarning(this.state, this.options.deviceMemory);
    if (text !== '') this.notices.add({ kind: 'device', key: 'memory', text });
  }

  dataChanged() {
    this.#startIfReady();
    this.changed();
  }

  #startIfReady() {
    if (this.isStarted || !this.source?.isReady) return;
    this.isStarted = true;
    const { saved } = this;
    this.saved = null;
    if (!saved) return this.runs?.start((id) => this.specOf(id));
    const keptOf = (/** @type {string} */ id) => {
      const { header, checkpoints } = saved.lanes[this.lanes.placeOf(id)];
      return { checkpoints, endedAt: header.end === '' ? null : header.step };
    };
    this.roundSteps = 0;
    this.runs?.resume(saved.step, (id) => this.specOf(id), keptOf);
  }

  /**
   * Replaces the present run by a run from a file, and leaves it at rest.
   * @param {SavedRun} saved
   */
  open(saved) {
    this.isPlaying = false;
    this.chosen.take(saved.state);
    this.begin(saved);
  }

  /** @param {string} id of a lane that is there */
  specOf(id) {
    return runSpec(this.state, /** @type {LaneChoice} */ (this.chosen.lane(id)));
  }

  /**
   * Takes the run itself back to an earlier step, to the bit, and undoes the changes by hand after
   * this step.
   * @param {number} step
   */
  goBack(step) {
    if (!this.runs || !this.isStarted || step < 0 || step >= this.step) return;
    this.generation += 1;
    this.isPlaying = false;
    this.chosen.goBack(step);
    this.moment.cutAfter(step);
    this.lanes.goBack(step);
    this.step = step;
    this.roundSteps = 0;
    this.runs.goBack(step, (id) => this.specOf(id));
    this.changed();
  }

  /** @param {boolean} byVisitor false: the page plays by itself on arrival */
  play(byVisitor) {
    this.ending.wasAsked = byVisitor;
    this.isPlaying = true;
    this.ending.heedBudgetFrom(this.step);
    this.#goOn();
    this.changed();
  }

  /** Plays on to the same end, after a pause that nobody asked for. */
  playOn() {
    this.isPlaying = true;
    this.#goOn();
    this.changed();
  }

  pause() {
    this.isPlaying = false;
    if (!this.isBusy) this.#rest();
    this.changed();
  }

  /**
   * The step where the run ends; computed anew, as a lane tells the steps of an epoch at its start.
   */
  get stopAt() {
    return this.ending.lastStep(this.state.budget, this.lanes.stepsPerEpoch);
  }

  get wasAsked() {
    return this.ending.wasAsked;
  }

  oneStep() {
    if (this.isPlaying) return this.pause();
    this.#round(1);
    this.changed();
  }

  oneEpoch() {
    const { stepsPerEpoch } = this.lanes;
    if (stepsPerEpoch === 0) return;
    this.ending.endWithEpoch(this.step, stepsPerEpoch);
    this.isPlaying = true;
    this.#goOn();
    this.changed();
  }

  /** Goes back to the same start, with the plan of the link and the latest rates and schedules. */
  reset() {
    this.keepPaces();
    this.isPlaying = false;
    this.begin();
  }

  keepPaces() {
    this.chosen.keepPaces(this.step);
  }

  /** Starts anew with the same rates after a setting made another network; playing goes on. */
  restart() {
    this.keepPaces();
    this.begin();
    this.ending.wasAsked ||= this.isPlaying;
  }

  /** @param {State} state from a link */
  adopt(state) {
    this.chosen.take(state);
    // A link that does not play by itself is at rest, whatever went on before.
    this.isPlaying &&= state.autoplay;
    this.begin();
  }

  /** Makes the changes that wait. Only between rounds, where all lanes stand at the same step. */
  applyChanges() {
    if (!this.runs) return;
    const { adjustments } = this.chosen;
    const isRescaling = adjustments.rescalings.size > 0;
    const refusal = adjustments.apply(this.state, this.step, this.runs);
    if (isRescaling) this.preview();
    if (refusal !== '') this.notices.add({ kind: 'link', key: 'changes', text: refusal });
    for (const record of this.lanes.records) {
      const lane = this.chosen.lane(record.id);
      if (lane?.changes.some((change) => change.step === this.step)) {
        record.rate = this.paceOf(lane).rate;
      }
    }
  }

  /** Makes the changes that wait, at once or at the end of the round under way. */
  adjust() {
    if (!this.isBusy) this.applyChanges();
    this.changed();
  }

  heedNewBudget() {
    this.ending.heedBudgetFrom(this.step);
    this.ending.wasAsked ||= this.isPlaying;
    this.changed();
  }

  /**
   * Chooses the neuron, or layer, whose gradients the page shows.
   * @param {{layer: number, unit: number}} place
   */
  look({ layer, unit }) {
    this.place = { layer, unit };
    if (!this.isBusy) this.preview();
    this.changed();
  }

  /**
   * Removes a lane; the other lanes go on.
   * @param {string} id
   */
  dropLane(id) {
    this.lanes.remove(id);
    this.runs?.setLanes(this.state.lanes.map((lane) => lane.id));
    this.keepStep();
    this.changed();
  }

  /** @param {import('../data/source.js').OwnData | null} data null: MNIST */
  replaceImages(data) {
    this.runs?.replaceShards(this.source?.use(data) ?? []);
    this.notices.dismiss('own-data');
    if (!data) return;
    const text = `Training on ${data.name}, which a link cannot hold: others need the same files.`;
    this.notices.add({ kind: 'data', key: 'own-data', text });
  }

  freshSeed() {
    return this.lanes.freshSeed;
  }

  /** When no lane goes on, the run stands at the step where the last lane ended. */
  keepStep() {
    if (this.lanes.haveAllEnded) {
      this.step = Math.max(...this.lanes.records.map((lane) => lane.step));
      this.moment.cutAfter(this.step);
    }
  }

  /** Another network may have fewer layers and neurons. */
  #keepPlace() {
    const units = this.lanes.records.find((lane) => lane.isStarted)?.layerUnits ?? [];
    const layer = Math.min(this.place.layer, Math.max(0, units.length - 1));
    const unit = Math.min(this.place.unit, Math.max(0, (units[layer] ?? 1) - 1));
    this.place = { layer, unit };
    this.preview();
  }

  preview() {
    const { layer, unit } = this.place;
    for (const { id, hasTwin } of this.lanes.records) {
      if (hasTwin) this.runs?.inspect(id, { preview: { layer, unit } });
    }
  }

  #goOn() {
    const { budget, speed } = this.state;
    const end = this.ending.roundLimit(budget, this.step, this.lanes.stepsPerEpoch);
    const steps = this.pacer.next(speed, this.step, end);
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

  /** To be called when all living lanes have reached the round's step. */
  roundDone() {
    const { trainingMs } = this.lanes.showRound();
    this.step += this.roundSteps;
    this.keepStep();
    this.pacer.measured(this.roundSteps, trainingMs);
    this.applyChanges();
    const isDone = this.step >= this.stopAt || this.#hasReachedAccuracy();
    if (isDone || this.phase === 'finished') this.isPlaying = false;
    if (this.isPlaying) this.#scheduleRound();
    else this.#rest();
    this.changed();
  }

  /** Whether a test of this round shows the budget's accuracy; the first such lane ends the run. */
  #hasReachedAccuracy() {
    const since = this.step - this.roundSteps;
    return this.ending.hasReachedAccuracy(this.state.budget, this.lanes.records, since);
  }

  #scheduleRound() {
    const took = this.options.now() - this.roundBegan;
    const wait = this.options.isHidden() ? 0 : this.pacer.pause(this.state.speed, this.step, took);
    const { generation } = this;
    if (wait === 0) return this.#goOn();
    this.options.later(() => {
      if (generation === this.generation) this.#goOn();
    }, wait);
  }

  /** Has the weights hashed at rest; hashing would be too slow while the run plays. */
  #rest() {
    this.runs?.askSnapshots();
    this.preview();
  }

  /**
   * @param {string} id
   * @param {LaneEvent} event
   */
  laneSpoke(id, event) {
    const change = this.lanes.hear(id, event);
    if (change === 'started') this.#keepPlace();
    if (change === 'started' || change === 'stopped') this.#playIfReady();
    this.changed();
  }

  #playIfReady() {
    if (this.isPlaying && !this.isBusy && this.phase === 'running') this.#goOn();
  }

  /** Fetches failed files again, and gives new workers to lanes that gave up. */
  retry() {
    this.notices.drop('shard');
    this.source?.retry();
    if (this.lanes.records.some((lane) => lane.end === 'stopped')) {
      this.notices.drop('worker');
      this.begin();
    }
    this.changed();
  }
}
