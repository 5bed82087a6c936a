/** The composition root: makes every part once, and says who hears of what. Nothing else. */

import { download } from './charts/download.js';
import { Cursor } from './cursor.js';
import { ShardLoader } from './data/shards.js';
import { Supply } from './data/supply.js';
import { ease, weaknessOf } from './device.js';
import catalog from './generated/catalog.js';
import wasmUrl from './generated/scale_drift_bg.wasm?url';
import { Inspector } from './inspector.js';
import { SEED_LIMITS, SeedRuns, SLICE_STEPS, STEP_LIMITS, workersFor } from './seeds/seed-runs.js';
import { runsCsv, shownOf, tableCsv } from './seeds/table.js';
import { Session, UNASKED_STEPS } from './session.js';
import { formatHash, runSpec } from './spelling.js';
import { parseHash } from './state.js';
import { viewOf } from './view.js';
import { bitsChart } from './views/bits.js';
import { ByHandView } from './views/by-hand.js';
import { chargeLines, chargePicture } from './views/charges.js';
import { ConfusionView } from './views/confusion.js';
import { ControlsView } from './views/controls.js';
import { DriftFigure } from './views/drift-figure.js';
import { effectiveRateChart } from './views/effective-rate.js';
import { byId } from './views/element.js';
import { errorChart } from './views/error.js';
import { gapChart } from './views/gap.js';
import { LaneControlsView } from './views/lane-controls.js';
import { lossChart } from './views/loss.js';
import { NoticesView } from './views/notices.js';
import { OfflineView } from './views/offline.js';
import { PaceView } from './views/pace.js';
import { bindPage } from './views/page.js';
import { SeedsView } from './views/seeds.js';
import { StageView } from './views/stage.js';
import { TransportView } from './views/transport.js';
import { LaneWorker } from './worker/lane-worker.js';
import { Runs } from './worker/runs.js';
import { scriptPolicy, trainerOpener, workOffline } from './worker/spawn.js';
import trainerUrl from './worker/trainer.js?worker&url';
import { CHECK_MS } from './worker/watchdog.js';

/** @typedef {import('./settings.js').Problem} Problem */

/** @param {string} path */
const absolute = (path) => new URL(path, document.baseURI).href;
const now = () => performance.now();
const offlineUrl = absolute('offline.js');
const policy = scriptPolicy([trainerUrl, offlineUrl]);

const dark = matchMedia('(prefers-color-scheme: dark)');
const stillness = matchMedia('(prefers-reduced-motion: reduce)');
const link = parseHash(location.hash, catalog);
const eased = ease(link.state, location.hash, catalog, weaknessOf(navigator));

const session = new Session({
  catalog,
  state: link.state,
  now,
  isHidden: () => document.hidden,
  later: (task, ms) => setTimeout(task, ms),
  onChange: requestDraw,
});

const workers = { spawn: trainerOpener(policy, trainerUrl), wasmUrl: absolute(wasmUrl), now };

const runs = new Runs({
  ...workers,
  onLane: (id, event) => {
    inspector.hear(session.lanes.find(id), event);
    session.laneSpoke(id, event);
  },
  onRound: () => {
    inspector.roundDone(session.lanes.records);
    session.roundDone();
  },
});

const seedRuns = new SeedRuns({
  open: (on) => new LaneWorker({ ...workers, shards: runs.shards, on }),
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

const inspector = new Inspector({ ask: (id, wants) => runs.inspect(id, wants), now });

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
const offline = new OfflineView({
  keep: async () => workOffline(navigator.serviceWorker, policy, offlineUrl),
});
const byHand = new ByHandView(byId('by-hand'), {
  onLook: (place) => session.look(place),
  onRescale: (wanted) => session.rescale(wanted),
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
/** @type {import('./views/services.js').Services} */
const services = {
  cursor: new Cursor(),
  origin: () => ({
    link: location.href,
    notes: [
      `scale drift ${catalog.version}`,
      `step ${session.step}`,
      ...session.state.lanes.map((lane) => `lane ${lane.id}: ${runSpec(session.state, lane)}`),
    ],
  }),
  redraw: requestDraw,
  watch: (figure, wants = () => null, remembers = false) =>
    inspector.register({ figure, wants, remembers }),
};
const stage = new StageView(catalog, services.cursor);
const views = [byHand, stage, transport, laneControls, pace, controls, notices, offline];
const charts = [
  new DriftFigure(byId('drift'), services, stage),
  gapChart(byId('gap'), services),
  lossChart(byId('loss'), services),
  errorChart(byId('error'), services),
  chargePicture(byId('charges'), services),
  chargeLines(byId('charge-lines'), services),
  effectiveRateChart(byId('effective-rate'), services, {
    onNormalize: () => session.change('architecture', 'arch2'),
  }),
  bitsChart(byId('bits'), services),
  new ConfusionView(byId('confusion'), services),
];

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
    if (!view.isRunning) inspector.rest(view.lanes);
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
  session.notices.drop('device');
  nameProblems(read.problems);
  session.adopt(read.state);
});
dark.addEventListener('change', () => {
  for (const chart of [...charts, seeds]) chart.redraw();
  requestDraw();
});

bindPage({ togglePlay: () => (session.isPlaying ? session.pause() : session.play(true)) });
nameProblems(link.problems);
if (eased) session.notices.add({ kind: 'device', key: 'device', ...eased });
session.begin();
if (link.state.autoplay && !stillness.matches) session.play(false);
setInterval(() => {
  runs.watch();
  seedRuns.watch();
}, CHECK_MS);
