/** The composition root: makes every part once, and says who hears of what. Nothing else. */

import { ControlsView } from './controls/controls.js';
import { LaneControlsView } from './controls/lane-controls.js';
import { MomentView } from './controls/moment.js';
import { PaceView } from './controls/pace.js';
import { TransportView } from './controls/transport.js';
import { ShardLoader } from './data/shards.js';
import { Source } from './data/source.js';
import { Supply } from './data/supply.js';
import { ByHandView } from './figures/by-hand/by-hand.js';
import { DriftFigure } from './figures/drift/drift-figure.js';
import { StageView } from './figures/drift/stage.js';
import { chargeLines } from './figures/lines/charges.js';
import { effectiveRateChart } from './figures/lines/effective-rate.js';
import { errorChart } from './figures/lines/error.js';
import { gapChart } from './figures/lines/gap.js';
import { lossChart } from './figures/lines/loss.js';
import { bitsChart } from './figures/pictures/bits.js';
import catalog from './generated/catalog.js';
import wasmUrl from './generated/scale_drift_bg.wasm?url';
import { ease, lanesAtOnce, weaknessOf } from './link/device.js';
import { formatHash, runSpec } from './link/spelling.js';
import { parseHash } from './link/state.js';
import { Cursor } from './page/cursor.js';
import { byId } from './page/element.js';
import { bindKeys } from './page/keys.js';
import { NearParts } from './page/near.js';
import { NoticesView } from './page/notices.js';
import { OfflineView } from './page/offline.js';
import { bindPage } from './page/page.js';
import { PresenterView } from './page/presenter.js';
import { PresetsView } from './page/presets.js';
import { Turns } from './page/turns.js';
import { Inspector } from './run/inspector.js';
import { linkNotice } from './run/notices.js';
import { Session, UNASKED_STEPS } from './run/session.js';
import { viewOf } from './run/view.js';
import { Runs } from './worker/runs.js';
import { scriptPolicy, workerOpener, workOffline } from './worker/spawn.js';
import trainerUrl from './worker/trainer.js?worker&url';
import { CHECK_MS } from './worker/watchdog.js';

/** @typedef {import('./link/settings.js').Problem} Problem */

/** After this the parts further down are loaded even if the page cannot train. */
const PATIENCE_MS = 5000;

/** @param {string} path */
const absolute = (path) => new URL(path, document.baseURI).href;
const now = () => performance.now();
const offlineUrl = absolute('offline.js');
const policy = scriptPolicy([trainerUrl, offlineUrl]);

const dark = matchMedia('(prefers-color-scheme: dark)');
const stillness = matchMedia('(prefers-reduced-motion: reduce)');
let hash = hashOf();
const link = parseHash(hash, catalog);
const eased = ease(link.state, hash, catalog, weaknessOf(navigator));

const session = new Session({
  catalog,
  state: link.state,
  now,
  isHidden: () => document.hidden,
  later: (task, ms) => setTimeout(task, ms),
  onChange: requestDraw,
});

/** @type {((shard: import('./worker/lane-worker.js').Shard) => void)[]} */
const shardListeners = [];
const workers = { spawn: workerOpener(policy, trainerUrl), wasmUrl: absolute(wasmUrl), now };

const runs = new Runs({
  ...workers,
  onLane: (id, event) => {
    inspector.hear(session.lanes.find(id), event);
    session.laneSpoke(id, event);
  },
  mostAtOnce: () => lanesAtOnce(navigator, session.state.speed),
  onRound: () => {
    inspector.roundDone(session.lanes.records, session.moment.cursor);
    session.roundDone();
  },
});

const loader = new ShardLoader({
  base: absolute('data/'),
  fetch: (url, options) => fetch(url, options),
  subtle: globalThis.crypto?.subtle,
  onBytes: (bytes) => supply.received(bytes),
});

const supply = new Supply({
  loader,
  onShard: (shard) => source.supplied(shard),
  onFault: ({ file, message }) => {
    session.notices.add({ kind: 'shard', key: `shard-${file}`, text: message, retry: true });
  },
  onChange: () => session.dataChanged(),
});

const source = new Source({
  supply,
  onShard: (shard) => {
    runs.addShard(shard);
    for (const listener of shardListeners) listener(shard);
  },
});

session.connect(runs, source);

const inspector = new Inspector({
  ask: (id, wants, step) => runs.inspect(id, wants, step),
  stepBefore: (id, step) => runs.stepBefore(id, step),
  now,
});

const controls = new ControlsView(catalog, {
  onChange: (key, value) => session.choices.change(key, value),
});
const laneControls = new LaneControlsView(catalog, {
  onSetting: (id, key, value) => session.choices.changeLane(id, key, value),
  onRule: (id, rule) => session.choices.changeRule(id, rule),
  onAdd: (rule) => session.choices.addLane(rule),
  onRemove: (id) => session.choices.removeLane(id),
});
const pace = new PaceView({
  onSpeed: (speed) => session.choices.setSpeed(speed),
  onBudget: (budget) => session.choices.setBudget(budget),
});
const transport = new TransportView(
  {
    play: () => session.play(true),
    pause: () => session.pause(),
    oneStep: () => session.oneStep(),
    oneEpoch: () => session.oneEpoch(),
    reset: () => session.reset(),
    newSeed: () => session.choices.newSeed(),
  },
  { unaskedSteps: UNASKED_STEPS },
);
const notices = new NoticesView({
  onRetry: () => {
    session.notices.drop('part');
    near.retry();
    session.retry();
  },
  onDismiss: (key) => session.notices.dismiss(key),
});
const offline = new OfflineView({
  keep: async () => workOffline(navigator.serviceWorker, policy, offlineUrl),
});
const byHand = new ByHandView(byId('by-hand'), {
  onLook: (place) => session.choices.look(place),
  onRescale: (wanted) => session.choices.rescale(wanted),
  onCopies: () => session.choices.beginFromCopies(),
});
/** Of the run with everything that it depends on. */
const wholeLink = () => new URL(`#${formatHash(session.state, catalog, true)}`, location.href).href;

/** @type {import('./page/services.js').Services} */
const services = {
  cursor: new Cursor(),
  origin: () => ({
    link: wholeLink(),
    notes: [
      `scale drift ${catalog.version}`,
      `images ${source.name}`,
      `step ${session.step}${session.moment.cursor === null ? '' : `, looking back to ${session.moment.cursor}`}`,
      ...session.state.lanes.map((lane) => `lane ${lane.id}: ${runSpec(session.state, lane)}`),
    ],
  }),
  redraw: requestDraw,
  watch: (figure, wants = () => null, { remembers = false, follows = false } = {}) =>
    inspector.register({ figure, wants, remembers, follows }),
};
const stage = new StageView(catalog, services.cursor);
const moment = new MomentView({
  moveTo: (step) => {
    session.moment.moveTo(step);
    services.cursor.stay(step);
  },
  setPin: (step) => session.moment.setPin(step),
  goBack: (step) => session.goBack(step),
});
const views = [byHand, stage, moment, transport, laneControls, pace, controls, notices, offline];
const charts = [
  new DriftFigure(byId('drift'), services, stage),
  gapChart(byId('gap'), services),
  lossChart(byId('loss'), services),
  errorChart(byId('error'), services),
  chargeLines(byId('charge-lines'), services),
  effectiveRateChart(byId('effective-rate'), services, {
    onNormalize: () => session.choices.change('architecture', 'arch2'),
  }),
  bitsChart(byId('bits'), services),
];

/** @type {import('./page/lab.js').Lab} */
const lab = {
  catalog,
  session,
  runs,
  services,
  workers,
  onShard: (listener) => shardListeners.push(listener),
  requestDraw,
};
const near = new NearParts({
  onLoaded: requestDraw,
  onFailure: (error) => {
    // Some browsers ask for it again only after a reload.
    const cause = error instanceof Error ? error.message : error;
    const text = `A part of the page could not be loaded: ${cause}. If trying again does not help, reload the page.`;
    session.notices.add({ kind: 'part', key: 'part', text, retry: true });
  },
});
const [charges, confusion] = ['charges', 'confusion'].map(byId);
const [filters, landscape, draw] = ['filters', 'landscape', 'draw'].map(byId);
const [ownData, seeds] = ['own-data', 'seeds'].map(byId);
near.add(charges, async () =>
  (await import('./figures/pictures/charges.js')).chargePicture(charges, services),
);
near.add(
  confusion,
  async () =>
    new (await import('./figures/pictures/confusion.js')).ConfusionView(confusion, services),
);
near.add(filters, async () => (await import('./figures/filters/filters.js')).mount(filters, lab));
near.add(landscape, async () =>
  (await import('./figures/landscape/landscape.js')).mount(landscape, lab),
);
const files = byId('files');
near.add(files, async () => (await import('./controls/files.js')).mount(lab));
near.add(draw, async () => (await import('./figures/draw/draw.js')).mount(draw, lab));
near.add(seeds, async () => (await import('./figures/seeds/seeds.js')).mount(lab));
const selfCheck = byId('open-self-check');
near.add(selfCheck, async () => (await import('./self-check/self-check.js')).mount(lab));
near.add(ownData, async () => (await import('./controls/own-data.js')).mount(ownData, lab));

const turns = new Turns(now);
let [frameIsAsked, hasChanged] = [false, false];
const presets = new PresetsView((text) => formatHash(parseHash(text, catalog).state, catalog));

/** Many changes, one drawing: the newest state wins, and a hidden tab draws nothing. */
function requestDraw() {
  hasChanged = true;
  askFrame();
}

function askFrame() {
  if (frameIsAsked) return;
  frameIsAsked = true;
  requestAnimationFrame(drawFrame);
}

function drawFrame() {
  const beginsRound = turns.begin(session.phase === 'running', hasChanged);
  [frameIsAsked, hasChanged] = [false, false];
  const view = viewOf(session, dark.matches, beginsRound, turns.isForAll);
  for (const each of views) each.update(view);
  turns.draw([...charts, ...near.parts], view);
  presenter.update();
  if (!view.isRunning) inspector.rest(view.lanes, view.moment);
  if (view.mayLoadMore) near.begin();
  if (view.phase === 'paused') near.complete();
  writeHash();
  // A slow run may not ask for another frame for long.
  if (turns.isBehind || stage.isBehind) askFrame();
}

// On paper all figures are of now, whoever's turn it is, and light as paper is.
for (const name of ['beforeprint', 'afterprint']) {
  addEventListener(name, () => {
    const isPaper = name === 'beforeprint';
    document.documentElement.toggleAttribute('data-paper', isPaper);
    const view = viewOf(session, dark.matches && !isPaper);
    // It may paint one lane at a time.
    for (let lane = 0; lane < view.lanes.length; lane += 1) stage.update(view);
    for (const part of [...charts, ...near.parts]) {
      part.redraw?.();
      part.update?.(view);
    }
  });
}

function writeHash() {
  const wanted = formatHash(session.state, catalog);
  presets.update(wanted);
  if (wanted === hash) return;
  hash = wanted;
  showAddress();
}

function showAddress() {
  history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
}

/** @param {Problem[]} problems of a link */
function nameProblems(problems) {
  session.notices.drop('link');
  const notice = linkNotice(problems);
  if (notice) session.notices.add(notice);
}

/** The settings that the address names; a place on the page, as of the skip link, is none. */
function hashOf(current = '') {
  const named = location.hash.replace(/^#/, '');
  return document.getElementById(named) ? current : named;
}

addEventListener('hashchange', () => {
  const named = hashOf(hash);
  if (named === hash) {
    showAddress();
    return;
  }
  hash = named;
  const read = parseHash(hash, catalog);
  session.notices.drop('device');
  nameProblems(read.problems);
  session.adopt(read.state);
  if (read.state.autoplay && !stillness.matches) session.play(false);
});
dark.addEventListener('change', () => {
  for (const chart of [...charts, near]) chart.redraw();
  requestDraw();
});

bindPage({
  onDrop: async (file) => (await near.need(files))?.open?.(file),
  link: () => ({
    href: wholeLink(),
    note: source.own
      ? 'Link copied; it holds no images: others need the same files.'
      : 'Link copied; it replays this run.',
  }),
});
const presenter = new PresenterView({ load: () => near.loadAll() });
byId('present').addEventListener('click', () => presenter.toggle());
bindKeys({
  togglePlay: () => (session.isPlaying ? session.pause() : session.play(true)),
  oneStep: () => session.oneStep(),
  oneEpoch: () => session.oneEpoch(),
  reset: () => session.reset(),
  newSeed: () => session.choices.newSeed(),
  stepBack: () => moment.move(-1),
  stepForward: () => moment.move(1),
  present: () => presenter.toggle(),
});
nameProblems(link.problems);
if (eased) session.notices.add({ kind: 'device', key: 'device', ...eased });
session.begin();
if (link.state.autoplay && !stillness.matches) session.play(false);
setInterval(() => runs.watch(), CHECK_MS);
setTimeout(() => near.begin(), PATIENCE_MS);
