/** What the visitor chooses: settings, lanes, paces, data. What goes on and what begins anew. */
import { freeId, laneOf } from '../link/lane-choice.js';
import { reconcile } from '../link/settings.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('../link/settings.js').Problem} Problem */
/** @typedef {import('../link/lane-choice.js').LaneChoice} LaneChoice */
/** @typedef {import('../worker/protocol.js').Pace} Pace */

export class Choices {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** Images that were wanted, where a smaller set had fewer. @type {{wanted: number, had: number} | null} */
    this.fewer = null;
  }

  /**
   * Begins anew on the visitor's own images, or on MNIST again.
   * @param {import('../data/source.js').OwnData | null} data
   */
  useData(data) {
    this.session.keepPaces();
    this.session.runs?.replaceShards(this.session.source?.use(data) ?? []);
    this.session.notices.dismiss('own-data');
    const { state } = this.session;
    const images = Number(state.values.images);
    const wanted = this.fewer?.had === images ? this.fewer.wanted : images;
    const had = Math.min(wanted, data?.counts.training ?? wanted);
    this.fewer = had < wanted ? { wanted, had } : null;
    state.values = reconcile({ ...state.values, images: had }, 'images').values;
    if (data) {
      const text = `Training on ${data.name}, which a link cannot hold: others need the same files.`;
      this.session.notices.add({ kind: 'data', key: 'own-data', text });
    }
    this.session.begin();
  }

  /** @param {import('../link/budget.js').Budget | null} budget */
  setBudget(budget) {
    this.session.state.budget = budget;
    this.session.heedBudget();
    this.session.wasAsked ||= this.session.isPlaying;
    this.session.options.onChange();
  }

  /** At rest, with twins that are copies of their networks and stay so until somebody rescales. */
  beginFromCopies() {
    this.session.pause();
    this.session.plan.rescalings = [];
    this.change('strength', 0);
  }

  /** @param {import('../link/state.js').Speed} speed */
  setSpeed(speed) {
    this.session.state.speed = speed;
    this.session.options.onChange();
  }

  newSeed() {
    this.session.state.values.seed = this.session.lanes.freshSeed;
    this.session.restart();
  }

  /**
   * A control was changed to a value that is in range.
   * @param {string} key
   * @param {number|string} value
   * @returns {Problem[]} other settings that had to follow
   */
  change(key, value) {
    const checked = reconcile({ ...this.session.state.values, [key]: value }, key);
    this.session.state.values = checked.values;
    this.session.restart();
    return checked.problems;
  }

  /**
   * A lane's own setting: rate and schedule go on, the others begin anew.
   * @param {string} id
   * @param {string} key
   * @param {number|string} value
   */
  changeLane(id, key, value) {
    const lane = this.session.choice(id);
    if (!lane) return;
    if (key === 'rate')
      this.#changePace(lane, { ...this.session.paceOf(lane), rate: Number(value) });
    else if (key === 'schedule') {
      this.#changePace(lane, { ...this.session.paceOf(lane), schedule: String(value) });
    } else {
      lane.values[key] = value;
      this.session.restart();
    }
  }

  /**
   * @param {string} id
   * @param {string} rule with its own defaults
   */
  changeRule(id, rule) {
    this.session.keepPaces();
    this.session.state.lanes = this.session.state.lanes.map((lane) =>
      lane.id === id ? laneOf(this.session.options.catalog, id, rule) : lane,
    );
    this.session.restart();
  }

  /** @param {string} rule */
  addLane(rule) {
    const id = freeId(this.session.state.lanes);
    if (id === '') return;
    this.session.keepPaces();
    this.session.state.lanes = [
      ...this.session.state.lanes,
      laneOf(this.session.options.catalog, id, rule),
    ];
    this.session.restart();
  }

  /**
   * The other lanes go on.
   * @param {string} id
   */
  removeLane(id) {
    if (this.session.state.lanes.length === 1) return;
    this.session.state.lanes = this.session.state.lanes.filter((lane) => lane.id !== id);
    this.session.adjustments.forget(id);
    this.session.lanes.remove(id);
    this.session.runs?.setLanes(this.session.state.lanes.map((lane) => lane.id));
    this.session.keepStep();
    this.session.options.onChange();
  }

  /**
   * @param {LaneChoice} lane
   * @param {Pace} pace
   */
  #changePace(lane, pace) {
    if (this.session.step === 0 && !this.session.runs?.isBusy) {
      Object.assign(lane.values, pace);
      lane.changes = [];
      this.session.begin();
      return;
    }
    this.session.adjustments.setPace(lane.id, pace);
    if (!this.session.runs?.isBusy) this.session.applyChanges();
    this.session.options.onChange();
  }

  /**
   * Rescales every twin by hand from here on, without changing its function.
   * @param {import('../worker/protocol.js').Rescaling} wanted log2: of all rescalings of this place
   *   together, in this run
   */
  rescale(wanted) {
    this.session.place = wanted;
    this.session.adjustments.rescale(wanted);
    if (!this.session.runs?.isBusy) this.session.applyChanges();
    this.session.options.onChange();
  }

  /**
   * The neuron, or layer, whose gradients the page shows.
   * @param {{layer: number, unit: number}} place
   */
  look(place) {
    this.session.place = place;
    if (!this.session.runs?.isBusy) this.session.preview();
    this.session.options.onChange();
  }
}
