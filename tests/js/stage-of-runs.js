/** Runs on workers that only count, on a clock that the test moves. */
import { Runs } from '../../www/worker/runs.js';
import { CHECK_MS } from '../../www/worker/watchdog.js';
import { CountingWorker } from './counting-worker.js';

export function setUp({ mostAtOnce = Number.POSITIVE_INFINITY } = {}) {
  const state = { time: 0, rounds: 0 };
  /** @type {CountingWorker[]} */
  const workers = [];
  /** @type {[string, any][]} */
  const events = [];
  const runs = new Runs({
    spawn: () => {
      const worker = new CountingWorker();
      workers.push(worker);
      return worker;
    },
    wasmUrl: '',
    now: () => state.time,
    mostAtOnce: () => mostAtOnce,
    onLane: (rule, event) => events.push([rule, event]),
    onRound: () => {
      state.rounds += 1;
    },
  });
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  return { state, workers, events, runs, rest };
}

/**
 * @param {ReturnType<typeof setUp>} stage
 * @param {number} milliseconds
 */
export function wait(stage, milliseconds) {
  for (let past = 0; past < milliseconds; past += CHECK_MS) {
    stage.state.time += CHECK_MS;
    stage.runs.watch();
  }
}
