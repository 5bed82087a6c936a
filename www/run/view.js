/** The view: everything that the figures and controls may show, derived from the session. */
import { timeEnd } from './history.js';

/** @typedef {import('./session.js').Session} Session */

/**
 * @param {Session} session
 * @param {boolean} isDark
 * @param {boolean} [areNumbersDue] whether the numbers that change with each step are due
 * @param {boolean} [isForAll] whether the words of figures that nobody sees are due too
 */
export function viewOf(session, isDark, areNumbersDue = true, isForAll = true) {
  const { state, source, phase } = session;
  const lanes = session.lanes.records;
  return {
    phase,
    isRunning: phase === 'running',
    isPlaying: session.isPlaying,
    /** Other parts may load after the first step, or while nobody waits for the first step. */
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
    // A link can plan later rescalings.
    rescalings: state.rescalings.filter(({ step }) => step <= session.step),
    place: session.place,
    notices: session.notices.list,
  };
}

/** @typedef {ReturnType<typeof viewOf>} View */
