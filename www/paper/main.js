/** The composition root of the paper's page: makes every part once, and says who hears of what. */

import { download } from '../charts/download.js';
import { ShardLoader } from '../data/shards.js';
import native from '../generated/native-results.json';
import wasmUrl from '../generated/scale_drift_paper_bg.wasm?url';
import { workersFor } from '../seeds/seed-runs.js';
import { byId, setText } from '../views/element.js';
import { scriptPolicy, workerOpener, workOffline } from '../worker/spawn.js';
import { CHECK_MS } from '../worker/watchdog.js';
import { Asking } from './asking.js';
import { ControlsView } from './controls.js';
import { Digits } from './digits.js';
import { PlanForm } from './form.js';
import { NATIVE_EXTENT, SHORT_PLAN } from './plan.js';
import { readCsv, tablesOf } from './rows.js';
import { Session } from './session.js';
import { Store } from './store.js';
import { TablesView } from './table.js';
import workerUrl from './worker.js?worker&url';

/** @typedef {import('./plan.js').Plan} Plan */

/** @param {string} path from the site's root */
const absolute = (path) => new URL(`../${path}`, document.baseURI).href;
const now = () => performance.now();
const offlineUrl = absolute('offline.js');
const policy = scriptPolicy([workerUrl, offlineUrl]);
const spawn = /** @type {() => any} */ (workerOpener(policy, workerUrl, 'paper'));
const workers = { spawn, wasmUrl: new URL(wasmUrl, document.baseURI).href, now };
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
    onBytes: () => undefined,
  }),
);
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

const form = new PlanForm(byId('plan'), () => {
  if (session.status !== 'interrupted') considerAnew();
});
const controls = new ControlsView({
  start: () => form.plan && session.start(form.plan),
  pause: () => session.pause(),
  resume: () => session.resume(),
  cancel: () => session.cancel(),
  measure: () => form.plan && session.measure(form.plan),
  clear: () => session.clear(),
});
const tables = new TablesView(byId('tables'));

/** What the engine has said of the plan and the results; asked again when either changes. */
const known = { csv: '', work: 0, key: '' };
let isAsking = false;

/** @param {Plan} plan the lines of runs that a plan's table is made of */
const linesOf = ({ epochs, images, width }) =>
  [...session.lines.values()]
    .filter(({ run }) => run.most_epochs === epochs && run.images === images && run.width === width)
    .map(({ line }) => line);

async function consider() {
  const { plan } = form;
  const key = JSON.stringify([plan, session.version]);
  if (!plan || isAsking || key === known.key) return;
  isAsking = true;
  known.key = key;
  try {
    const lines = linesOf(plan);
    const work = await session.workOf(plan);
    known.work = work.reduce((sum, { left }) => sum + left, 0);
    known.csv = lines.length ? await asking.ask({ what: 'table', lines: lines.join('\n') }) : '';
    session.notices.delete('engine');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    session.notices.set('engine', `The engine refused: ${text}.`);
  }
  isAsking = false;
  drawTables();
  requestDraw();
}

function considerAnew() {
  drawTables();
  requestDraw();
}

const nativeRows = readCsv(native.csv);

function drawTables() {
  const { plan } = form;
  if (!plan) return;
  const isComparable = plan.epochs === NATIVE_EXTENT.epochs && plan.images === NATIVE_EXTENT.images;
  const extent = 'Native tool: at most 60 epochs, 60,000 images, as committed.';
  const note = isComparable
    ? `${extent} The plan is the same, so a run has the same weights, to the bit.`
    : `${extent} This plan has fewer, so only the order of the rules can be compared.`;
  tables.update(tablesOf(plan, known.csv ? readCsv(known.csv) : [], nativeRows), note);
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
