/** What the views are given each time: everything they may show, derived from the session. */
import { timeEnd } from './charts/scale.js';

/** @typedef {import('./session.js').Session} Session */

/**
 * @param {Session} session
 * @param {boolean} isDark
 */
export function viewOf(session, isDark) {
  const { state, supply, phase } = session;
  const lanes = session.lanes.records;
  /** @type {import('./state.js').Values} */
  const values = { ...state.values, rate: session.pendingRate ?? session.chosenRate };
  return {
    phase,
    isRunning: phase === 'running',
    isPlaying: session.isPlaying,
    isDark,
    generation: session.generation,
    step: session.step,
    end: timeEnd(Math.max(session.step, ...lanes.map((lane) => lane.step))),
    stepsPerEpoch: session.lanes.stepsPerEpoch,
    wasAsked: session.wasAsked,
    progress: supply?.progress ?? 0,
    lanes,
    values,
    rules: state.rules,
    notices: session.notices.list,
  };
}

/** @typedef {ReturnType<typeof viewOf>} View */
