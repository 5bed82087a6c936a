/** What the views are given each time: everything they may show, derived from the session. */
import { timeEnd } from './history.js';

/** @typedef {import('./session.js').Session} Session */

/**
 * @param {Session} session
 * @param {boolean} isDark
 * @param {boolean} [areNumbersDue] whether it is time to write the numbers that change with each step
 * @param {boolean} [isForAll] whether it is time for the words of figures that nobody sees
 */
export function viewOf(session, isDark, areNumbersDue = true, isForAll = true) {
  const { state, source, phase } = session;
  const lanes = session.lanes.records;
  return {
    phase,
    isRunning: phase === 'running',
    isPlaying: session.isPlaying,
    /** The first step comes first: until it is done, or nobody waits for it, nothing else loads. */
    mayLoadMore: session.step > 0 || (phase !== 'loading' && !session.isPlaying),
    isDark,
    areNumbersDue,
    isForAll,
    generation: session.generation,
    step: session.step,
    end: timeEnd(Math.max(session.step, ...lanes.map((lane) => lane.step))),
    stepsPerEpoch: session.lanes.stepsPerEpoch,
    wasAsked: session.wasAsked,
    progress: source?.progress ?? 0,
    lanes,
    moment: session.moment.cursor,
    pin: session.moment.pin,
    values: state.values,
    choices: state.lanes.map((lane) => ({
      ...lane,
      values: { ...lane.values, ...session.paceOf(lane) },
    })),
    speed: state.speed,
    budget: state.budget,
    // A link can plan some for later.
    rescalings: state.rescalings.filter(({ step }) => step <= session.step),
    place: session.place,
    notices: session.notices.list,
  };
}

/** @typedef {ReturnType<typeof viewOf>} View */
