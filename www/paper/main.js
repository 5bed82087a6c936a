/** The composition root of the paper's page: makes every part once, and says who hears of what. */

import { download } from '../charts/download.js';
import { ShardLoader } from '../data/shards.js';
import { workersFor } from '../figures/seeds/seed-runs.js';
import native from '../generated/native-results.json';
import wasmUrl from '../generated/scale_drift_paper_bg.wasm?url';
import { byId, setText } from '../page/element.js';
import { fold } from '../page/fold.js';
import { Asking } from '../worker/asking.js';
import { scriptPolicy, workerOpener, workOffline } from '../worker/spawn.js';
import { CHECK_MS } from '../worker/watchdog.js';
import { ControlsView } from './controls.js';
import { Digits } from './digits.js';
import { PlanForm } from './form.js';
import workerUrl from './inside/worker.js?worker&url';
import { NATIVE_EXTENT, SHORT_PLAN } from './plan.js';
import { readCsv, tablesOf } from './rows.js';
import { Session } from './session.js';
import { Store } from './store.js';
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
const mostWorkers = workersFor(navigator.hardwareConcurrency || 2, 0);

const store = new Store({
  factory: () => globalThis.indexedDB,
  onRefused: (reason) => {
    const text = `Results do not outlive a reload: the browser keeps nothing here (${reason}). Save them as a file.`;
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

/** What the engine has said of the plan and its results; asked again when either changes. */
const known = { csv: '', work: Number.NaN, of: '' };
let isAsking = false;

/** @param {Plan} plan whose table is made of these lines */
const linesOf = ({ epochs, images, width }) =>
  [...session.lines.values()]
    .filter(({ run }) => run.most_epochs === epochs && run.images === images && run.width === width)
    .map(({ line }) => line);

/** @param {Plan | null} plan */
const questionOf = (plan) => JSON.stringify([plan, session.version, session.isBusy]);

async function consider() {
  const { plan } = form;
  const key = questionOf(plan);
  if (!plan || isAsking || key === known.of) return;
  isAsking = true;
  known.of = key;
  try {
    const lines = linesOf(plan);
    const csv = lines.length ? await asking.ask({ what: 'table', lines: lines.join('\n') }) : '';
    // While it goes, the workers say themselves what is left.
    const work = session.isBusy ? [] : await session.workOf(plan);
    // The form may show another plan by now, of which this says nothing.
    if (JSON.stringify(form.plan) === JSON.stringify(plan)) {
      known.csv = csv;
      known.work = session.isBusy ? Number.NaN : work.reduce((sum, { left }) => sum + left, 0);
    }
    session.notices.delete('engine');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    session.notices.set('engine', `Table and time cannot be worked out here: ${text}.`);
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

/** @param {Plan} plan what its results may be compared with */
function noteOf({ epochs, images, width }) {
  const extent = 'Native tool: at most 60 epochs, 60,000 images, 100 neurons a layer.';
  const { epochs: most, images: all } = NATIVE_EXTENT;
  if (width !== SHORT_PLAN.width) return `${extent} No native run has the width of this plan.`;
  return epochs === most && images === all
    ? `${extent} This plan is the same: its runs have the same weights, to the bit.`
    : `${extent} This plan trains less, so its errors are larger.`;
}

let drawIsDue = false;

/** Many changes, one drawing. A hidden tab goes on, and keeps what it finishes. */
function requestDraw() {
  if (drawIsDue) return;
  drawIsDue = true;
  const draw = () => {
    drawIsDue = false;
    form.setOpen(!session.isBusy && session.status !== 'interrupted');
    controls.update(session, form.plan, { work: known.work, workers: mostWorkers });
    const others = session.lines.size - (form.plan ? linesOf(form.plan).length : 0);
    const elsewhere = others > 0 ? ` ${others} more runs with other numbers are kept too.` : '';
    setText(byId('kept'), elsewhere.trim());
    for (const id of ['save-csv', 'save-lines']) {
      const isEmpty = id === 'save-csv' ? known.csv === '' : session.lines.size === 0;
      /** @type {HTMLButtonElement} */ (byId(id)).disabled = isEmpty;
    }
    consider();
  };
  if (document.hidden) setTimeout(draw, 500);
  else requestAnimationFrame(draw);
}

byId('save-csv').addEventListener('click', () => download('scale-drift-paper.csv', known.csv));
byId('save-lines').addEventListener('click', () => {
  const lines = [...session.lines.values()].map(({ line }) => `${line}\n`).join('');
  download('scale-drift-paper.jsonl', lines, 'application/jsonl');
});

fold('settings', '(min-width: 68rem)');
form.show(SHORT_PLAN);
session.open().then((plan) => {
  if (plan) form.show(plan);
  drawTables();
});
workOffline(navigator.serviceWorker, policy, offlineUrl).then(
  () => setText(byId('offline'), 'Works offline now.'),
  () => setText(byId('offline'), 'Offline use is not available here.'),
);
setInterval(() => session.watch(), CHECK_MS);
