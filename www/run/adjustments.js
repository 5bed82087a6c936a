/**
 * The changes of a run under way: rates, schedules, rescalings by hand. The visitor may want them
 * at any time; they are made between two rounds, where all lanes stand at the same step, and
 * written into the state, so that a link repeats them.
 */
import { paceAt } from '../link/lane-choice.js';
import { doublings, withRescaling } from '../link/rescaling.js';

/** @typedef {import('../link/state.js').State} State */
/** @typedef {import('../worker/protocol.js').Pace} Pace */
/** @typedef {import('../worker/protocol.js').Rescaling} Rescaling */
/** @typedef {import('../link/lane-choice.js').LaneChoice} LaneChoice */
/** @typedef {import('../link/lane-choice.js').PaceChange} PaceChange */
/** @typedef {import('../link/rescaling.js').ByHand} ByHand */
/** @typedef {{setPace: (id: string, pace: Pace) => void, rescale: (rescaling: Rescaling) => void}} Lanes */

/**
 * The changes that a link or a file has planned, as opposed to changes by hand.
 * @typedef {{rescalings: ByHand[], changes: Map<string, PaceChange[]>}} Plan changes: for each lane
 */

/**
 * @param {State} state as read from a link or file
 * @returns {Plan}
 */
export const planOf = ({ rescalings, lanes }) => ({
  rescalings,
  changes: new Map(lanes.map(({ id, changes }) => [id, changes])),
});

/**
 * The state without the changes and rescalings that were made by hand after a step.
 * @param {State} state
 * @param {number} step
 * @param {Plan} plan
 * @returns {State}
 */
export function stateUpTo(state, step, plan) {
  /**
   * @template {{step: number}} Made
   * @param {Made[]} made
   * @param {Made[]} planned
   */
  const upTo = (made, planned = []) => {
    const kept = made.filter((one) => one.step <= step || planned.includes(one));
    // An unchanged list stays the same object.
    return kept.length === made.length ? made : kept;
  };
  const lanes = state.lanes.map((lane) => {
    return { ...lane, changes: upTo(lane.changes, plan.changes.get(lane.id)) };
  });
  return { ...state, lanes, rescalings: upTo(state.rescalings, plan.rescalings) };
}

export class Adjustments {
  /** @param {{changes: number, rescalings: number}} most of a lane, and of a run */
  constructor(most) {
    this.most = most;
    /** @type {Map<string, Pace>} */
    this.paces = new Map();
    /** By layer and unit: the last rescaling wanted counts. @type {Map<string, Rescaling>} */
    this.rescalings = new Map();
  }

  clear() {
    this.paces.clear();
    this.rescalings.clear();
  }

  /**
   * @param {LaneChoice} lane
   * @param {number} step
   * @returns {Pace} the pace after the changes that wait
   */
  paceOf(lane, step) {
    const { rate, schedule } = this.paces.get(lane.id) ?? paceAt(lane, step);
    return { rate, schedule };
  }

  /**
   * @param {string} id
   * @param {Pace} pace
   */
  setPace(id, pace) {
    this.paces.set(id, pace);
  }

  /** @param {string} id of a lane that was removed */
  forget(id) {
    this.paces.delete(id);
  }

  /** @param {Rescaling} wanted log2: all rescalings of this place in this run, together */
  rescale(wanted) {
    this.rescalings.set(`${wanted.layer}:${wanted.unit}`, wanted);
  }

  /**
   * @param {State} state
   * @param {number} step
   * @param {Lanes} lanes
   * @returns {string} the reason why a change was not made, or ''
   */
  apply(state, step, lanes) {
    let refusal = '';
    for (const [id, pace] of this.paces) {
      const lane = state.lanes.find((choice) => choice.id === id);
      const earlier = lane?.changes.filter((change) => change.step < step) ?? [];
      if (lane && earlier.length < this.most.changes) {
        lane.changes = [...earlier, { step, ...pace }];
        lanes.setPace(id, pace);
      } else if (lane) {
        refusal = `A lane can have ${this.most.changes} changes of pace; press Reset to begin anew.`;
      }
    }
    for (const wanted of this.rescalings.values()) {
      const before = doublings(state.rescalings, wanted, step);
      const rescaling = { ...wanted, log2: wanted.log2 - before };
      const next = withRescaling(state.rescalings, { step, ...rescaling });
      if (next.length <= this.most.rescalings) {
        state.rescalings = next;
        lanes.rescale(rescaling);
      } else {
        refusal = `A run can have ${this.most.rescalings} rescalings; press Reset to begin anew.`;
      }
    }
    this.clear();
    return refusal;
  }
}
