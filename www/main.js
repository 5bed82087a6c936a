/** The Lab's composition root: makes every part once and connects the parts. */

import { ControlsView } from './controls/controls.js';
import { LaneControlsView } from './controls/lane-controls.js';
import { MomentView } from './controls/moment.js';
import { PaceView } from './controls/pace.js';
import { TransportView } from './controls/transport.js';
import { ShardLoader } from './data/shards.js';
import { Source } from './data/source.js';
import { Supply } from './data/supply.js';
import { ByHandView } from './figures/by-hand/by-hand.js';
import { DiagonalCells } from './figures/diagonal/cells.js';
import { DriftFigure } from './figures/drift/drift-figure.js';
import { StageView } from './figures/drift/stage.js';
import { errorChart } from './figures/lines/error.js';
import { gapChart } from './figures/lines/gap.js';
import { lossChart } from './figures/lines/loss.js';
import wholeCatalog from './generated/catalog.js';
import wasmUrl from './generated/scale_drift_bg.wasm?url';
import { ease, lanesAtOnce, weaknessOf } from './link/device.js';
import { offering } from './link/networks.js';
import { Address } from './page/address.js';
import { ArrivalView } from './page/arrival.js';
import { Cursor } from './page/cursor.js';
import { takeArrivals } from './page/drops.js';
import { byId } from './page/element.js';
import { bindKeys } from './page/keys.js';
import { NearParts } from './page/near.js';
import { NoticesView } from './page/notices.js';
import { OfflineView, workOffline } from './page/offline.js';
import { bindPage } from './page/page.js';
import { PresenterView } from './page/presenter.js';
import { PresetsView } from './page/presets.js';
import { drawForPaper } from './page/print.js';
import { Screen } from './page/screen.js';
import { UNASKED_STEPS } from './run/ending.js';
import { Inspector } from './run/inspector.js';
import { linkNotice } from './run/notices.js';
import { Session } from './run/session.js';
import { asSentence } from './words/format.js';
import trainerUrl from './worker/inside/trainer.js?worker&url';
import { Runs } from './worker/runs.js';
import { scriptPolicy, workerOpener } from './worker/spawn.js';
import { CHECK_MS } from './worker/watchdog.js';

/** After this time the parts further down are loaded even if the page cannot train. */
const PATIENCE_MS = 5000;

/** @param {string} path */
const absolute = (path) => new URL(path, document.baseURI).href;
const now = () => performance.now();
const offlineUrl = absolute('offline.js');
const policy = scriptPolicy([trainerUrl, offlineUrl]);

const stillness = matchMedia('(prefers-reduced-motion: reduce)');
// The figures of this page show dense networks.
const catalog = offering(wholeCatalog, ['dense']);
const address = new Address(catalog);
const link = address.opened;
const eased = ease(link.state, address.hash, catalog, weaknessOf(navigator));
const screen = new Screen(now);

const session = new Session({
  catalog,
  state: link.state,
  now,
  isHidden: () => document.hidden,
  later: (task, ms) => setTimeout(task, ms),
  onChange: screen.request,
  deviceMemory: /** @type {{deviceMemory?: number}} */ (navigator).deviceMemory,
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
    session.notices.add({
      kind: 'shard',
      key: `shard-${file}`,
      text: message,
      retry: true,
      reload: true,
    });
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
const pace = new PaceView(catalog, {
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
  onSave: async () => {
    const said = await (await near.need(byId('files')))?.save?.();
    // Where it is not sure that the browser saves, the words stand beside the other button.
    if (said !== undefined) return said || 'The words under “Save run” say what came of it.';
    return 'The part that saves runs is missing, too. “Copy link” gives a link that repeats the run.';
  },
});
const offline = new OfflineView({
  keep: async () => workOffline(navigator.serviceWorker, policy.createScriptURL(offlineUrl)),
});
const byHand = new ByHandView(byId('by-hand'), {
  onLook: (place) => session.choices.look(place),
  onRescale: (wanted) => session.choices.rescale(wanted),
  onCopies: () => session.choices.beginFromCopies(),
});
/** @type {import('./page/services.js').Services} */
const services = {
  cursor: new Cursor(),
  origin: () => address.originOf(session),
  redraw: screen.request,
  watch: (figure, wants = () => null, { remembers = false, follows = false } = {}) =>
    inspector.register({ figure, wants, remembers, follows }),
};
const diagonals = new DiagonalCells(byId('lanes'), services);
const stage = new StageView(catalog, services.cursor, (id) => diagonals.make(id));
const moment = new MomentView({
  moveTo: (step) => {
    session.moment.moveTo(step);
    services.cursor.stay(step);
  },
  setPin: (step) => session.moment.setPin(step),
  goBack: (step) => session.goBack(step),
});
const controlViews = [
  byHand,
  stage,
  moment,
  transport,
  laneControls,
  pace,
  controls,
  notices,
  offline,
];
const figures = [
  diagonals,
  new DriftFigure(byId('drift'), services, stage),
  gapChart(byId('gap'), services),
  lossChart(byId('loss'), services),
  errorChart(byId('error'), services),
];

/** @type {import('./page/lab.js').Lab} */
const lab = {
  catalog,
  session,
  runs,
  services,
  workers,
  onShard: (listener) => shardListeners.push(listener),
  requestDraw: screen.request,
  arrive: (files, field) => arrive({ files, folders: [], link: '' }, field),
};
const near = new NearParts({
  onLoaded: screen.request,
  onFailure: (error) => session.notices.addMissingPart(error),
  onCame: () => session.notices.drop('part'),
  // A new release on the host takes late parts away, and then the run must be saved before a reload.
  first: byId('files'),
});
addEventListener('partmissing', (event) =>
  session.notices.addMissingPart(/** @type {CustomEvent} */ (event).detail),
);
/** @type {Record<string, (root: HTMLElement) => Promise<import('./page/near.js').Part>>} */
const late = {
  diagonal: async (root) =>
    (await import('./figures/diagonal/diagonal.js')).diagonalPicture(root, services),
  charges: async (root) =>
    (await import('./figures/pictures/charges.js')).chargePicture(root, services),
  'charge-lines': async (root) =>
    (await import('./figures/lines/charges.js')).chargeLines(root, services),
  'effective-rate': async (root) =>
    (await import('./figures/lines/effective-rate.js')).effectiveRateChart(root, services, {
      onNormalize: () => session.choices.change('architecture', 'arch2'),
    }),
  bits: async (root) => (await import('./figures/pictures/bits.js')).bitsChart(root, services),
  confusion: async (root) =>
    new (await import('./figures/pictures/confusion.js')).ConfusionView(root, services),
  filters: async (root) => (await import('./figures/filters/filters.js')).mount(root, lab),
  landscape: async (root) => (await import('./figures/landscape/landscape.js')).mount(root, lab),
  files: async () => (await import('./controls/files.js')).mount(lab),
  draw: async (root) => (await import('./figures/draw/draw.js')).mount(root, lab),
  seeds: async () => (await import('./figures/seeds/seeds.js')).mount(lab),
  'open-self-check': async () => (await import('./self-check/self-check.js')).mount(lab),
  'own-data': async (root) => (await import('./controls/own-data.js')).mount(root, lab),
};
for (const [id, mount] of Object.entries(late)) {
  const root = byId(id);
  near.add(root, () => mount(root));
}

let isKeeping = false;
/** Once the page trains or rests. Nothing waits for it, and where it fails, nothing is offered. */
function keepTabRun() {
  if (isKeeping) return;
  isKeeping = true;
  // After this frame, which may be the frame that shows the first step.
  setTimeout(() =>
    import('./controls/tab-run.js')
      .then(({ keepRun }) => keepRun(lab, () => near.loadAll()))
      .catch(() => {}),
  );
}

const presets = new PresetsView((hash) => address.respell(hash));
/** @param {import('./link/settings.js').Problem[]} problems of a link */
function nameProblems(problems) {
  session.notices.drop('link');
  const notice = linkNotice(problems);
  if (notice) session.notices.add(notice);
}

address.follow(({ state, problems }) => {
  session.notices.drop('device');
  nameProblems(problems);
  session.adopt(state);
  if (state.autoplay && !stillness.matches) session.play(false);
});

const freshenLink = bindPage({
  link: () => ({
    href: address.whole(session.state),
    note: source.own
      ? 'Link copied. The link holds no images: others need the same files.'
      : 'Link copied. The link replays this run.',
  }),
});
const arrivalView = new ArrivalView();
/** @type {Promise<import('./controls/arrivals.js').Arrivals> | undefined} */
let arrivals;
const makeArrivals = async () =>
  new (await import('./controls/arrivals.js')).Arrivals({
    openRun: async (file) => (await near.need(byId('files')))?.take?.([file]),
    useImages: async (files) => (await near.need(byId('own-data')))?.take?.(files),
    openLink: (hash) => {
      location.hash = hash;
    },
    here: location.href,
    view: arrivalView,
  });
/** @type {import('./controls/arrivals.js').Arrivals['take']} */
async function arrive(arrival, field) {
  try {
    arrivals ??= makeArrivals();
    await (await arrivals).take(arrival, field);
  } catch (error) {
    arrivals = undefined;
    const cause = error instanceof Error ? error.message : error;
    arrivalView.say([asSentence(`That failed: ${cause}`)]);
  }
}
takeArrivals(arrive);
const presenter = new PresenterView({ load: () => near.loadAll() });
byId('present').addEventListener('click', () => presenter.toggle());
screen.show({
  session,
  controls: controlViews,
  figures,
  near,
  after: (view) => {
    presets.update(address.write(session.state));
    presenter.update();
    freshenLink();
    if (view.mayLoadMore) keepTabRun();
    if (!view.isRunning) inspector.rest(view.lanes, view.moment);
  },
});
const selfCheck = /** @type {HTMLButtonElement} */ (byId('open-self-check'));
selfCheck.addEventListener('click', async () => {
  const part = await near.need(selfCheck);
  if (part) part.show?.();
  // The notice with the cause is far from the page's foot.
  else byId('notices').scrollIntoView({ block: 'center' });
});
selfCheck.disabled = false;
drawForPaper(screen);
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
setTimeout(() => {
  near.begin();
  offline.begin();
}, PATIENCE_MS);
// Now the style sheet chooses; without scripts the page has one of two sentences.
for (const words of document.querySelectorAll('.without-sgd, .with-others')) {
  words.removeAttribute('hidden');
}
// Last: where anything above fails, the words stay.
byId('unstarted').remove();
