/** Mounts the comparison over several seeds. */
import { download } from '../../charts/download.js';
import { numbersText } from '../../charts/save.js';
import { runSpec } from '../../link/spelling.js';
import { LaneWorker } from '../../worker/lane-worker.js';
import { CHECK_MS } from '../../worker/watchdog.js';
import { SEED_LIMITS, SeedRuns, SLICE_STEPS, STEP_LIMITS, workersFor } from './seed-runs.js';
import { runsOf, shownOf, tableOf } from './table.js';
import { SeedsView } from './view.js';

/** @param {import('../../page/lab.js').Lab} lab */
export function mount({ session, runs, services, workers, onShard, requestDraw }) {
  // The page may load other data while the seeds run, so a comparison keeps its own shards.
  let shards = [...runs.shards];
  let begun = services.origin();
  const seedRuns = new SeedRuns({
    open: (on) => new LaneWorker({ ...workers, shards, on }),
    now: workers.now,
    mostWorkers: () => {
      const training = session.phase === 'running' ? runs.living.length : 0;
      return workersFor(navigator.hardwareConcurrency || 2, training);
    },
    onChange: requestDraw,
  });
  const areOfNow = () => shards.length === 0 || shards[0].bytes === runs.shards[0]?.bytes;
  /** Takes more shards of the same images, also the shards that came while other data was in use. */
  const follow = () => {
    for (const shard of areOfNow() ? runs.shards.slice(shards.length) : []) {
      shards.push(shard);
      seedRuns.feed(shard);
    }
  };
  onShard(follow);
  setInterval(() => seedRuns.watch(), CHECK_MS);
  const origin = () => {
    const ended = seedRuns.runs.filter((run) => run.hasEnded);
    const specs = ended.map(({ lane, spec }) => `lane ${lane}: ${spec}`);
    const seeds = `seeds finished ${seedRuns.seedsDone.join(' ')}`;
    return { link: begun.link, notes: [begun.notes[0], seeds, begun.notes[1], ...specs] };
  };
  /** The images and the specs of all lanes, without the step. */
  const settingsOf = ({ notes } = services.origin()) => notes.filter((_, at) => at !== 2).join();
  const view = new SeedsView(
    { seeds: SEED_LIMITS, steps: { ...STEP_LIMITS, slice: SLICE_STEPS } },
    {
      onRun: (count, steps) => {
        if (runs.shards.length === 0) return 'No images have come yet. Wait for them, then run.';
        shards = [...runs.shards];
        begun = services.origin();
        seedRuns.start(planOf(session, count, steps));
        return '';
      },
      onCancel: () => seedRuns.cancel(),
      onTable: () =>
        download('scale-drift-seeds.csv', numbersText(tableOf(seedRuns), origin()), view.offer),
      onRuns: () =>
        download('scale-drift-runs.csv', numbersText(runsOf(seedRuns), origin()), view.offer),
      origin,
    },
  );
  return {
    /** @param {import('../../run/view.js').View} page */
    update: (page) => {
      follow();
      const isEarlier = !areOfNow() || settingsOf(begun) !== settingsOf();
      const version = `${seedRuns.version} ${isEarlier}`;
      view.update(version, () => ({ ...shownOf(seedRuns), isEarlier }), page);
    },
    redraw: () => view.redraw(),
  };
}

/**
 * The plan of the present comparison, over its own seed and the next seeds.
 * @param {import('../../run/session.js').Session} session
 * @param {number} count
 * @param {number} steps
 */
function planOf(session, count, steps) {
  const state = structuredClone(session.state);
  const lanes = session.lanes.records.map(({ id, rule, label, repetition }) => {
    return { id, rule, label, repetition };
  });
  const first = Number(state.values.seed);
  return {
    lanes,
    seeds: Array.from({ length: count }, (_, index) => (first + index) % 2 ** 32),
    steps,
    specOf: (/** @type {string} */ id, /** @type {number} */ seed) => {
      const lane = state.lanes.find((choice) => choice.id === id) ?? state.lanes[0];
      return runSpec({ ...state, values: { ...state.values, seed } }, lane);
    },
  };
}
