/**
 * The choices for the run: the state that a link spells, the part of the state that a link or file
 * has planned, and the changes that wait for the end of the round. This file moves no run.
 */
import { fittingIn } from '../link/rescaling.js';
import { Adjustments, planOf, stateUpTo } from './adjustments.js';

/** @typedef {import('../link/state.js').State} State */
/** @typedef {import('../link/lane-choice.js').LaneChoice} LaneChoice */

export class Chosen {
  /**
   * @param {State} state
   * @param {import('../link/state.js').Catalog} catalog
   */
  constructor(state, catalog) {
    this.state = state;
    this.catalog = catalog;
    this.plan = planOf(state);
    this.adjustments = new Adjustments(catalog.byHand);
  }

  /** @param {State} state as read from a link or file */
  take(state) {
    this.state = state;
    this.plan = planOf(state);
  }

  /** @param {string} id */
  lane(id) {
    return this.state.lanes.find((lane) => lane.id === id);
  }

  /**
   * Undoes all changes by hand after a step.
   * @param {number} step
   */
  goBack(step) {
    this.adjustments.clear();
    this.state = stateUpTo(this.state, step, this.plan);
  }

  /**
   * Prepares a new start: paces that were changed by hand become the paces of the start. Rescalings
   * by hand are forgotten; the rescalings of a link stay if the network still has their neurons.
   * @param {number} step present step of the run
   */
  keepPaces(step) {
    for (const lane of this.state.lanes) {
      const isAsPlanned = lane.changes === this.plan.changes.get(lane.id);
      if (isAsPlanned && !this.adjustments.paces.has(lane.id)) continue;
      Object.assign(lane.values, this.adjustments.paceOf(lane, step));
      lane.changes = [];
    }
    this.state.rescalings = fittingIn(this.state.values, this.plan.rescalings, this.catalog);
  }
}
