import { defaultState } from '../../www/link/state.js';
import { Session } from '../../www/run/session.js';
import { Runs } from '../../www/worker/runs.js';
import { sampleCatalog as catalog } from './catalog-sample.js';
import { CountingWorker } from './counting-worker.js';

/**
 * Opens a session over counting workers, ready at step 0.
 * @param {(step: number) => string} [hashAt] of the workers
 */
export async function openSession(hashAt) {
  /** @type {CountingWorker[]} */
  const workers = [];
  const session = new Session({
    catalog,
    state: defaultState(catalog),
    now: () => 0,
    isHidden: () => true,
    later: (task) => task(),
    onChange: () => {},
  });
  const runs = new Runs({
    spawn: () => {
      const worker = new CountingWorker();
      if (hashAt) worker.hashAt = hashAt;
      workers.push(worker);
      return worker;
    },
    wasmUrl: '',
    now: () => 0,
    onLane: (id, event) => session.laneSpoke(id, event),
    onRound: () => session.roundDone(),
  });
  const supply = { isReady: true, progress: 1, need: () => {}, retry: () => {}, use: () => [] };
  session.connect(runs, /** @type {any} */ (supply));
  session.begin();
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  await rest();
  return { session, runs, workers, rest };
}
