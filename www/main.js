/** The composition root: makes every part once, and says who hears of what. Nothing else. */
import { ShardLoader } from './data/shards.js';
import { Supply } from './data/supply.js';
import { download } from './download.js';
import catalog from './generated/catalog.js';
import wasmUrl from './generated/scale_drift_bg.wasm?url';
import { RunFiles } from './run-file/run-files.js';
import { SEED_LIMITS, SeedRuns, SLICE_STEPS, STEP_LIMITS, workersFor } from './seeds/seed-runs.js';
import { runsCsv, shownOf, tableCsv } from './seeds/table.js';
import { Session, UNASKED_STEPS } from './session.js';
import { formatHash, runSpec } from './spelling.js';
import { parseHash } from './state.js';
import { viewOf } from './view.js';
import { ControlsView } from './views/controls.js';
import { byId } from './views/element.js';
import { FilesView } from './views/files.js';
import { gapChart } from './views/gap.js';
import { LaneControlsView } from './views/lane-controls.js';
import { lossChart } from './views/loss.js';
import { MomentView } from './views/moment.js';
import { NoticesView } from './views/notices.js';
import { PaceView } from './views/pace.js';
import { bindPage } from './views/page.js';
import { SeedsView } from './views/seeds.js';
import { StageView } from './views/stage.js';
import { TransportView } from './views/transport.js';
import { LaneWorker } from './worker/lane-worker.js';
import { Runs } from './worker/runs.js';
import { trainerOpener } from './worker/spawn.js';
import trainerUrl from './worker/trainer.js?worker&url';
import { CHECK_MS } from './worker/watchdog.js';

/** @typedef {import('./settings.js').Problem} Problem */

/** @param {string} path */
const absolute = (path) => new URL(path, document.baseURI).href;
const now = () => performance.now();

const dark = matchMedia('(prefers-color-scheme: dark)');
const stillness = matchMedia('(prefers-reduced-motion: reduce)');
const link = parseHash(location.hash, catalog);

const session = new Session({
  catalog,
  state: link.state,
  now,
  isHidden: () => document.hidden,
  later: (task, ms) => setTimeout(task, ms),
  onChange: requestDraw,
});

const workers = { spawn: trainerOpener(trainerUrl), wasmUrl: absolute(wasmUrl), now };

const runs = new Runs({
  ...workers,
  onLane: (id, event) => session.laneSpoke(id, event),
  onRound: () => session.roundDone(),
});

/**
 * A worker beside those of the stage, with the same data.
 * @param {(event: import('./worker/lane-worker.js').LaneEvent) => void} on
 */
function openWorker(on) {
  return new LaneWorker({ ...workers, shards: runs.shards, on });
}

const seedRuns = new SeedRuns({
  open: openWorker,
  now,
  mostWorkers: () => {
    const training = session.phase === 'running' ? runs.living.length : 0;
    return workersFor(navigator.hardwareConcurrency || 2, training);
  },
  onChange: requestDraw,
});

const loader = new ShardLoader({
  base: absolute('data/'),
  fetch: (url, options) => fetch(url, options),
  subtle: globalThis.crypto?.subtle,
  onBytes: (bytes) => supply.received(bytes),
});

const supply = new Supply({
  loader,
  onShard: (shard) => {
    runs.addShard(shard);
    seedRuns.feed(shard);
  },
  onFault: ({ file, message }) => {
    session.notices.add({ kind: 'shard', key: `shard-${file}`, text: message, retry: true });
  },
  onChange: () => session.dataChanged(),
});

session.connect(runs, supply);

const runFiles = new RunFiles({
  session,
  runs,
  catalog,
  open: openWorker,
  now,
  later: (task, ms) => setTimeout(task, ms),
});
new FilesView({
  save: async () => {
    const saved = await runFiles.save();
    if ('fault' in saved) return saved;
    const name = `scale-drift-step-${saved.step}.scaledrift`;
    download(name, saved.file);
    return { name };
  },
  open: (file) => runFiles.open(file),
});

const controls = new ControlsView(catalog, {
  onChange: (key, value) => session.change(key, value),
});
const laneControls = new LaneControlsView(catalog, {
  onSetting: (id, key, value) => session.changeLane(id, key, value),
  onRule: (id, rule) => session.changeRule(id, rule),
  onAdd: (rule) => session.addLane(rule),
  onRemove: (id) => session.removeLane(id),
});
const pace = new PaceView({
  onSpeed: (speed) => session.setSpeed(speed),
  onBudget: (budget) => session.setBudget(budget),
});
const transport = new TransportView(
  {
    play: () => session.play(true),
    pause: () => session.pause(),
    oneStep: () => session.oneStep(),
    oneEpoch: () => session.oneEpoch(),
    reset: () => session.reset(),
    newSeed: () => session.newSeed(),
  },
  { unaskedSteps: UNASKED_STEPS },
);
const notices = new NoticesView({
  onRetry: () => session.retry(),
  onDismiss: (key) => session.notices.dismiss(key),
});
const seeds = new SeedsView(
  { seeds: SEED_LIMITS, steps: { ...STEP_LIMITS, slice: SLICE_STEPS } },
  {
    onRun: (count, steps) => runSeeds(count, steps),
    onCancel: () => seedRuns.cancel(),
    onTable: () => download('scale-drift-seeds.csv', tableCsv(seedRuns)),
    onRuns: () => download('scale-drift-runs.csv', runsCsv(seedRuns)),
  },
);
const moment = new MomentView({
  moveTo: (step) => session.moment.moveTo(step),
  setPin: (step) => session.moment.setPin(step),
  goBack: (step) => session.goBack(step),
});
const views = [new StageView(catalog), moment, transport, laneControls, pace, controls, notices];
const charts = [gapChart(byId('gap')), lossChart(byId('loss'))];

/**
 * The comparison as it stands now, over its own seed and those that follow.
 * @param {number} count
 * @param {number} steps
 */
function runSeeds(count, steps) {
  const state = structuredClone(session.state);
  const lanes = session.lanes.records.map(({ id, rule, label, repetition }) => {
    return { id, rule, label, repetition };
  });
  const first = Number(state.values.seed);
  seedRuns.start({
    lanes,
    seeds: Array.from({ length: count }, (_, index) => (first + index) % 2 ** 32),
    steps,
    specOf: (id, seed) => {
      const lane = state.lanes.find((choice) => choice.id === id) ?? state.lanes[0];
      return runSpec({ ...state, values: { ...state.values, seed } }, lane);
    },
  });
}

/** The line charts cost more than they gain from every frame. */
const CHARTS_EVERY_MS = 100;
let drawIsDue = false;
let chartsDrawn = 0;
let hash = location.hash.replace(/^#/, '');

/** Many changes, one drawing: the newest state wins, and a hidden tab draws nothing. */
function requestDraw() {
  if (drawIsDue) return;
  drawIsDue = true;
  requestAnimationFrame(() => {
    drawIsDue = false;
    const view = viewOf(session, dark.matches);
    for (const each of views) each.update(view);
    seeds.update(seedRuns.version, () => shownOf(seedRuns), view);
    if (!view.isRunning || now() - chartsDrawn >= CHARTS_EVERY_MS) {
      chartsDrawn = now();
      for (const chart of charts) chart.update(view);
    }
    writeHash();
  });
}

function writeHash() {
  const wanted = formatHash(session.state, catalog);
  if (wanted === hash) return;
  hash = wanted;
  history.replaceState(
    null,
    '',
    wanted === '' ? location.pathname + location.search : `#${wanted}`,
  );
}

/** @param {Problem[]} problems of a link */
function nameProblems(problems) {
  session.notices.drop('link');
  for (const { key, message } of problems) {
    session.notices.add({
      kind: 'link',
      key: `link-${key}`,
      text: `In the link, ${key}: ${message}`,
    });
  }
}

addEventListener('hashchange', () => {
  if (location.hash.replace(/^#/, '') === hash) return;
  hash = location.hash.replace(/^#/, '');
  const read = parseHash(hash, catalog);
  nameProblems(read.problems);
  session.adopt(read.state);
});
dark.addEventListener('change', () => {
  for (const chart of [...charts, seeds]) chart.redraw();
  requestDraw();
});

bindPage({ togglePlay: () => (session.isPlaying ? session.pause() : session.play(true)) });
nameProblems(link.problems);
session.begin();
if (link.state.autoplay && !stillness.matches) session.play(false);
setInterval(() => {
  runs.watch();
  seedRuns.watch();
}, CHECK_MS);
