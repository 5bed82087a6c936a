/**
 * Tries in a worker of its own whether a saved run can go on: the engine must accept the newest
 * checkpoint of every lane, and its weights must have the hash that the file states. The page gives
 * up its present run only after this trial.
 */

import { CHECK_MS } from '../worker/watchdog.js';

/** @typedef {import('../worker/lane-worker.js').LaneEvent} LaneEvent */
/** @typedef {import('./saved-run.js').SavedRun} SavedRun */
/** @typedef {import('./saved-run.js').SavedLane} SavedLane */
/** @typedef {import('../worker/lane-worker.js').LaneWorker} LaneWorker */
/** @typedef {Pick<LaneWorker, 'resume' | 'watch' | 'close'>} ResumingWorker */

/**
 * @param {LaneEvent} event
 * @param {SavedLane} lane
 * @returns {string | null} the fault; '' when the lane can go on; null when undecided
 */
function verdict(event, { header }) {
  if (event.type === 'stopped') return event.reason;
  if (event.type !== 'answer') return null;
  const { answer } = event;
  if (answer.type === 'refused') return answer.message;
  if (answer.type !== 'started') return null;
  const isSame =
    answer.hasTwin === header.hasTwin && [...answer.layerUnits].join() === header.layerUnits.join();
  if (!isSame) return 'its network does not match its spec';
  return answer.hash === header.hash ? '' : 'its weights do not match its hash';
}

/**
 * @param {SavedLane} lane
 * @param {number} step
 * @param {(on: (event: LaneEvent) => void) => ResumingWorker} open
 * @returns {Promise<string>} the fault, or ''
 */
function tryLane(lane, step, open) {
  return new Promise((resolve) => {
    const worker = open((event) => {
      const found = verdict(event, lane);
      if (found === null) return;
      clearInterval(watching);
      worker.close();
      resolve(found);
    });
    const watching = setInterval(() => worker.watch(), CHECK_MS);
    worker.resume(1, lane.header.spec, step, lane.checkpoints.slice(-1));
  });
}

/**
 * @param {SavedRun} run
 * @param {(on: (event: LaneEvent) => void) => ResumingWorker} open
 * @returns {Promise<string>} the fault, or ''
 */
export async function tryRun({ lanes, step }, open) {
  for (const [place, lane] of lanes.entries()) {
    if (lane.header.hash === '') continue;
    const fault = await tryLane(lane, step, open);
    if (fault !== '') return `its lane ${place + 1}: ${fault.replace(/\.$/, '')}`;
  }
  return '';
}
