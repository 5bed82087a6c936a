/** The composition root of the paper's page: makes every part once and connects the parts. */

import { download } from '../charts/download.js';
import { ShardLoader } from '../data/shards.js';
import { workersFor } from '../figures/seeds/seed-runs.js';
import native from '../generated/native-results.json';
import wasmUrl from '../generated/scale_drift_paper_bg.wasm?url';
import { ArrivalView } from '../page/arrival.js';
import { takeArrivals } from '../page/drops.js';
import { byId, setText } from '../page/element.js';
import { keepFocus } from '../page/focus.js';
import { fold } from '../page/fold.js';
import { sayWhenOffline, workOffline } from '../page/offline.js';
import { asSentence } from '../words/format.js';
import { Asking } from '../worker/asking.js';
import { scriptPolicy, workerOpener } from '../worker/spawn.js';
import { CHECK_MS } from '../worker/watchdog.js';
import { openChannelLocks } from './channel-locks.js';
import { ControlsView } from './controls.js';
import { Digits } from './digits.js';
import { PlanForm } from './form.js';
import workerUrl from './inside/worker.js?worker&url';
import { NATIVE_EXTENT, SHORT_PLAN } from './plan.js';
import { readCsv, tablesOf } from './rows.js';
import { Session } from './session.js';
import { Store, storeName } from './store.js';
import { TabLock } from './tab-lock.js';
import { TablesView } from './table.js';

/** @typedef {import('./plan.js').Plan} Plan */

/** @param {string} path from the site's root */
const absolute = (path) => new URL(`../${path}`, document.baseURI).href;
const now = () => performance.now();
const offlineUrl = absolute('offline.js');
const policy = scriptPolicy([workerUrl, offlineUrl]);
const workers = {
  spawn: workerOpener(policy, workerUrl, 'paper'),
  wasmUrl: new URL(wasmUrl, document.baseURI).href,
  now,
  words: {
    loading: 'the worker could not be loaded',
    silence: () => 'it gave no sign of life',
  },
};
const NO_FILES =
  'This page takes no files and no links. The Lab opens saved runs, images and links: drop them there.';
const mostWorkers = workersFor(navigator.hardwareConcurrency || 2, 0);

/** A frame that the host has cut off from the site has no workers, no storage and no other tabs. */
const isCutOff = globalThis.origin === 'null';
const later = (/** @type {() => void} */ task, /** @type {number} */ ms) => setTimeout(task, ms);
const name = storeName(new URL('.', document.baseURI).pathname);
const channelLocks =
  isCutOff || navigator.locks
    ? undefined
    : openChannelLocks(() => new BroadcastChannel(name), later);
const store = new Store({
  factory: () => globalThis.indexedDB,
  name,
  later,
  onRefused: (reason) => {
    const text = `A reload loses the results, because the browser does not store them (${reason}). Save them as a file.`;
    session.notices.set('store', text);
    requestDraw();
  },
});
const digits = new Digits(
  new ShardLoader({
    base: absolute('data/'),
    fetch: (url, options) => fetch(url, options),
    subtle: globalThis.crypto?.subtle,
    onBytes: (bytes) => {
      digits.received += bytes;
      requestDraw();
    },
  }),
);
/** @type {import('./session.js').Asking} */
const asking = new Asking(workers);
const session = new Session({
  store,
  lock: new TabLock({ locks: () => navigator.locks ?? channelLocks, name, later }),
  digits,
  asking,
  workers,
  mostWorkers,
  now,
  onChange: requestDraw,
});

const form = new PlanForm(byId('plan'), considerAnew);
const controls = new ControlsView({
  start: () => form.plan && session.start(form.plan),
  pause: () => session.pause(),
  resume: () => session.resume(),
  cancel: () => session.cancel(),
  measure: () => form.plan && session.measure(form.plan),
  clear: () => session.clear(),
});
const tables = new TablesView(byId('tables'));

/** The engine's answers about the plan and its results; a change of either needs new answers. */
const known = { csv: '', work: Number.NaN, of: '' };
let isAsking = false;

/** @param {Plan} plan the lines make its table */
const linesOf = ({ epochs, images, width }) =>
  [...session.results.lines.values()]
    .filter(({ run }) => run.most_epochs === epochs && run.images === images && run.width === width)
    .map(({ line }) => line);

/** @param {Plan | null} plan */
const questionOf = (plan) => JSON.stringify([plan, session.results.version, session.isBusy]);

async function consider() {
  const { plan } = form;
  const key = questionOf(plan);
  if (!plan || isAsking || key === known.of || session.status === 'barred') return;
  isAsking = true;
  known.of = key;
  try {
    const lines = linesOf(plan);
    const csv = lines.length ? await asking.ask({ what: 'table', lines: lines.join('\n') }) : '';
    // While the runs go on, the workers themselves say how much work is left.
    const work = session.isBusy ? [] : await session.workOf(plan);
    // The form may show another plan by now; this answer is not about that plan.
    if (JSON.stringify(form.plan) === JSON.stringify(plan)) {
      known.csv = csv;
      known.work = session.isBusy ? Number.NaN : work.reduce((sum, { left }) => sum + left, 0);
    }
    session.notices.delete('engine');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const fault = `The engine could not work out the table and the time: ${text}`;
    session.notices.set('engine', asSentence(fault));
  }
  isAsking = false;
  drawTables();
  requestDraw();
}

function considerAnew() {
  known.csv = '';
  known.work = Number.NaN;
  drawTables();
  requestDraw();
}

const nativeRows = readCsv(native.csv);

function drawTables() {
  const { plan } = form;
  if (!plan) return;
  tables.update(tablesOf(plan, known.csv ? readCsv(known.csv) : [], nativeRows), noteOf(plan));
}

/** Says how far the native results compare with the plan's. @param {Plan} plan */
function noteOf({ epochs, images, width }) {
  const extent = 'The native results: at most 60 epochs, 60,000 images, 100 neurons per layer.';
  const { epochs: most, images: all } = NATIVE_EXTENT;
  if (width !== SHORT_PLAN.width)
    return `${extent} No native run has as many neurons per layer as this plan.`;
  return epochs === most && images === all
    ? `${extent} This plan is the same: its runs end at the same weights, to the bit.`
    : `${extent} This plan trains less, so its errors are larger.`;
}

let drawIsDue = false;

/** Draws once for many changes. A hidden tab works on and keeps its finished runs. */
function requestDraw() {
  if (drawIsDue) return;
  drawIsDue = true;
  const draw = () => {
    drawIsDue = false;
    const { status, plan } = session;
    const isBegun = ['interrupted', 'elsewhere'].includes(status);
    if (isBegun && plan && JSON.stringify(plan) !== JSON.stringify(form.plan)) form.show(plan);
    form.setOpen(!session.isBusy && !isBegun);
    controls.update(session, form.plan, { work: known.work, workers: mostWorkers });
    const others = session.results.lines.size - (form.plan ? linesOf(form.plan).length : 0);
    const elsewhere = others > 0 ? ` The page also keeps ${others} runs with other numbers.` : '';
    setText(byId('kept'), elsewhere.trim());
    for (const id of ['save-csv', 'save-lines']) {
      const isEmpty = id === 'save-csv' ? known.csv === '' : session.results.lines.size === 0;
      /** @type {HTMLButtonElement} */ (byId(id)).disabled = isEmpty;
    }
    consider();
  };
  if (document.hidden) setTimeout(draw, 500);
  else requestAnimationFrame(draw);
}

byId('save-csv').addEventListener('click', () =>
  download('scale-drift-paper.csv', known.csv, byId('saved')),
);
byId('save-lines').addEventListener('click', () => {
  const lines = [...session.results.lines.values()].map(({ line }) => `${line}\n`).join('');
  download('scale-drift-paper.jsonl', lines, byId('saved'), 'application/jsonl');
});

const arrivalView = new ArrivalView();
takeArrivals(() => arrivalView.say([NO_FILES]));
keepFocus();
fold('settings', '(min-width: 68rem)');
form.show(SHORT_PLAN);
if (isCutOff) {
  session.bar(
    'The frame around this page lets no worker start, so nothing can be trained here. Open the page in a tab of its own.',
  );
} else session.open();
// Reading it throws in some frames.
const offline = async () =>
  workOffline(navigator.serviceWorker, policy.createScriptURL(offlineUrl));
sayWhenOffline(offline());
setInterval(() => session.watch(), CHECK_MS);
// Another tab may have changed the results while this tab was out of sight.
for (const type of ['focus', 'visibilitychange']) {
  addEventListener(type, () => document.hidden || session.look(true));
}
// Last: where anything above fails, the words stay.
byId('unstarted').remove();
