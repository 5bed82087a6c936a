/** The composition root: makes every part once, and says who hears of what. Nothing else. */
import { ShardLoader } from './data/shards.js';
import { Supply } from './data/supply.js';
import { ease, weaknessOf } from './device.js';
import catalog from './generated/catalog.js';
import wasmUrl from './generated/scale_drift_bg.wasm?url';
import { linkNotices } from './notices.js';
import { SelfCheck } from './self-check.js';
import { Session, UNASKED_STEPS } from './session.js';
import { formatHash } from './spelling.js';
import { parseHash } from './state.js';
import { viewOf } from './view.js';
import { ByHandView } from './views/by-hand.js';
import { ControlsView } from './views/controls.js';
import { byId } from './views/element.js';
import { gapChart } from './views/gap.js';
import { LaneControlsView } from './views/lane-controls.js';
import { lossChart } from './views/loss.js';
import { NoticesView } from './views/notices.js';
import { OfflineView } from './views/offline.js';
import { PaceView } from './views/pace.js';
import { bindPage } from './views/page.js';
import { SelfCheckView } from './views/self-check.js';
import { StageView } from './views/stage.js';
import { TransportView } from './views/transport.js';
import { Runs } from './worker/runs.js';
import { scriptPolicy, trainerOpener, workOffline } from './worker/spawn.js';
import trainerUrl from './worker/trainer.js?worker&url';
import { CHECK_MS } from './worker/watchdog.js';

/** @typedef {import('./settings.js').Problem} Problem */

/** @param {string} path */
const absolute = (path) => new URL(path, document.baseURI).href;
const now = () => performance.now();
/** @param {() => void} task @param {number} ms */
const later = (task, ms) => setTimeout(task, ms);
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
  later,
  onChange: requestDraw,
});

const engine = { spawn: trainerOpener(policy, trainerUrl), wasmUrl: absolute(wasmUrl) };
const runs = new Runs({
  ...engine,
  now,
  onLane: (id, event) => session.laneSpoke(id, event),
  onRound: () => session.roundDone(),
});

const loader = new ShardLoader({
  base: absolute('data/'),
  fetch: (url, options) => fetch(url, options),
  subtle: globalThis.crypto?.subtle,
  onBytes: (bytes) => supply.received(bytes),
});

const supply = new Supply({
  loader,
  onShard: (shard) => runs.addShard(shard),
  onFault: ({ file, message }) => {
    session.notices.add({ kind: 'shard', key: `shard-${file}`, text: message, retry: true });
  },
  onChange: () => session.dataChanged(),
});

session.connect(runs, supply);

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
const selfCheck = new SelfCheck({
  ...engine,
  rules: catalog.rules,
  later,
  onChange: () => selfCheckView.update(),
});
const selfCheckView = new SelfCheckView(selfCheck, {
  onOpen: () => session.pause(),
  version: catalog.version,
});
const stage = new StageView(catalog);
const views = [byHand, stage, transport, laneControls, pace, controls, notices, offline];
const charts = [gapChart(byId('gap')), lossChart(byId('loss'))];

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
  for (const notice of linkNotices(problems)) session.notices.add(notice);
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
  for (const chart of charts) chart.redraw();
  requestDraw();
});

bindPage({ togglePlay: () => (session.isPlaying ? session.pause() : session.play(true)) });
nameProblems(link.problems);
if (eased) session.notices.add({ kind: 'device', key: 'device', ...eased });
session.begin();
if (link.state.autoplay && !stillness.matches) session.play(false);
setInterval(() => runs.watch(), CHECK_MS);
