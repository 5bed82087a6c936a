/**
 * Tries in a worker of its own whether a saved run can be gone on with: the engine takes the newest
 * checkpoint of every lane, and the weights in it have the hash that the file says. Only then does
 * the page give up the run it has.
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
 * @returns {string | null} '' when all is well, null when this says nothing yet
 */
function verdict(event, { header }) {
  if (event.type === 'stopped') return event.reason;
  if (event.type !== 'answer') return null;
  const { answer } = event;
  if (answer.type === 'refused') return answer.message;
  if (answer.type !== 'started') return null;
  const isSame =
    answer.hasTwin === header.hasTwin && [...answer.layerUnits].join() === header.layerUnits.join();
  if (!isSame) return 'its network is not that of its spec';
  return answer.hash === header.hash ? '' : 'its weights have another hash than it says';
}

/**
 * @param {SavedLane} lane
 * @param {number} step
 * @param {(on: (event: LaneEvent) => void) => ResumingWorker} open
 * @returns {Promise<string>} what is wrong, or ''
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
 * @returns {Promise<string>} what is wrong, or ''
 */
export async function tryRun({ lanes, step }, open) {
  for (const [place, lane] of lanes.entries()) {
    if (lane.header.hash === '') continue;
    const fault = await tryLane(lane, step, open);
    if (fault !== '') return `its lane ${place + 1}: ${fault.replace(/\.$/, '')}`;
  }
  return '';
}
