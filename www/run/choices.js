/**
 * Carries out the visitor's choices of settings, lanes, paces and data, and decides whether the run
 * goes on or begins anew.
 */
import { reconcile } from '../link/couplings.js';
import { freeId, laneOf } from '../link/lane-choice.js';
import { withNetwork } from '../link/networks.js';

/** @typedef {import('./chosen.js').Chosen} Chosen */
/** @typedef {import('../link/settings.js').Problem} Problem */
/** @typedef {import('../link/lane-choice.js').LaneChoice} LaneChoice */
/** @typedef {import('../worker/protocol.js').Pace} Pace */
/** @typedef {import('../data/source.js').OwnData} OwnData */
/**
 * The run that the choices change.
 * @typedef {object} Run
 * @property {number} step
 * @property {boolean} isBusy whether a round is under way
 * @property {{layer: number, unit: number}} place the neuron, or layer, of the shown gradients
 * @property {() => void} begin starts the chosen run at step 0
 * @property {() => void} restart starts the run at step 0; a run that played goes on playing
 * @property {() => void} keepPaces called before a new start, see `Chosen`
 * @property {() => void} pause
 * @property {() => void} adjust makes the changes that wait, as soon as the round ends
 * @property {() => void} heedNewBudget
 * @property {(place: {layer: number, unit: number}) => void} look
 * @property {(id: string) => void} dropLane removes a lane; the other lanes go on
 * @property {(data: OwnData | null) => void} replaceImages
 * @property {() => number} freshSeed
 * @property {() => void} changed
 */

export class Choices {
  /**
   * @param {import('../link/state.js').Catalog} catalog
   * @param {Chosen} chosen
   * @param {Run} run
   */
  constructor(catalog, chosen, run) {
    this.catalog = catalog;
    this.chosen = chosen;
    this.run = run;
    /**
     * The number of images that the visitor wanted, and the smaller number that a data set had.
     * @type {{wanted: number, had: number} | null}
     */
    this.fewer = null;
  }

  get #state() {
    return this.chosen.state;
  }

  /**
   * Begins anew on the visitor's own images, or on MNIST again.
   * @param {OwnData | null} data
   */
  useData(data) {
    this.run.keepPaces();
    this.run.replaceImages(data);
    const images = Number(this.#state.values.images);
    const wanted = this.fewer?.had === images ? this.fewer.wanted : images;
    const had = Math.min(wanted, data?.counts.training ?? wanted);
    this.fewer = had < wanted ? { wanted, had } : null;
    const values = { ...this.#state.values, images: had };
    this.#state.values = reconcile(values, this.catalog, 'images').values;
    this.run.begin();
  }

  /** @param {import('../link/budget.js').Budget | null} budget */
  setBudget(budget) {
    this.#state.budget = budget;
    this.run.heedNewBudget();
  }

  /** Begins a paused run whose twins are copies of their networks until the visitor rescales. */
  beginFromCopies() {
    this.run.pause();
    this.chosen.plan.rescalings = [];
    this.change('strength', 0);
  }

  /** @param {import('../link/state.js').Speed} speed */
  setSpeed(speed) {
    this.#state.speed = speed;
    this.run.changed();
  }

  newSeed() {
    this.#state.values.seed = this.run.freshSeed();
    this.run.restart();
  }

  /**
   * Sets a setting to a value that is in range.
   * @param {string} key
   * @param {number|string} value
   * @returns {Problem[]} other settings that had to follow
   */
  change(key, value) {
    const { values } = this.#state;
    const wanted =
      key === 'network'
        ? withNetwork(values, String(value), this.catalog)
        : { ...values, [key]: value };
    const checked = reconcile(wanted, this.catalog, key);
    this.#state.values = checked.values;
    this.run.restart();
    return checked.problems;
  }

  /**
   * Sets a lane's own setting. The catalogue says which settings begin the run anew; after the other
   * settings, the lane's pace, the run goes on.
   * @param {string} id
   * @param {string} key
   * @param {number|string} value
   */
  changeLane(id, key, value) {
    const lane = this.chosen.lane(id);
    if (!lane) return;
    const setting = this.catalog.laneSettings.find((entry) => entry.key === key);
    if (setting?.restarts === false) {
      const pace = this.chosen.adjustments.paceOf(lane, this.run.step);
      this.#changePace(lane, { ...pace, [key]: value });
      return;
    }
    lane.values[key] = value;
    this.run.restart();
  }

  /**
   * @param {string} id
   * @param {string} rule brings its own defaults
   */
  changeRule(id, rule) {
    this.run.keepPaces();
    this.#state.lanes = this.#state.lanes.map((lane) =>
      lane.id === id ? laneOf(this.catalog, id, rule) : lane,
    );
    this.run.restart();
  }

  /** @param {string} rule */
  addLane(rule) {
    const id = freeId(this.#state.lanes, this.catalog);
    if (id === '') return;
    this.run.keepPaces();
    this.#state.lanes = [...this.#state.lanes, laneOf(this.catalog, id, rule)];
    this.run.restart();
  }

  /** @param {string} id */
  removeLane(id) {
    if (this.#state.lanes.length === 1) return;
    this.#state.lanes = this.#state.lanes.filter((lane) => lane.id !== id);
    this.chosen.adjustments.forget(id);
    this.run.dropLane(id);
  }

  /**
   * @param {LaneChoice} lane
   * @param {Pace} pace
   */
  #changePace(lane, pace) {
    if (this.run.step === 0 && !this.run.isBusy) {
      Object.assign(lane.values, pace);
      lane.changes = [];
      this.run.begin();
      return;
    }
    this.chosen.adjustments.setPace(lane.id, pace);
    this.run.adjust();
  }

  /**
   * Rescales every twin by hand from here on, without changing its function.
   * @param {import('../worker/protocol.js').Rescaling} wanted log2: all rescalings of this place in
   *   this run, together
   */
  rescale(wanted) {
    this.run.place = { layer: wanted.layer, unit: wanted.unit };
    this.chosen.adjustments.rescale(wanted);
    this.run.adjust();
  }

  /**
   * Chooses the neuron, or layer, whose gradients the page shows.
   * @param {{layer: number, unit: number}} place
   */
  look(place) {
    this.run.look(place);
  }
}
