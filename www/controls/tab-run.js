/** Offers the run that a reload ended, with the place on the page, and keeps the run of this page. */
import { pack } from '../run-file/container.js';
import { RunFiles } from '../run-file/run-files.js';
import { REST_MS, TabRun } from '../run-file/tab-run.js';
import { TabStore } from '../run-file/tab-store.js';
import { asSentence, formatInteger } from '../words/format.js';
import { LaneWorker } from '../worker/lane-worker.js';

/** @typedef {import('../run-file/tab-run.js').Place} Place */

/** The fields of the page that fold, in their order. */
const folds = () => [...document.querySelectorAll('details')];

/** @param {Place | null} place */
function goTo(place) {
  if (!place) return;
  const all = folds();
  // Another number of fields is another page: then they stay.
  if (all.length === place.folds.length) {
    for (const [at, fold] of all.entries()) fold.open = place.folds[at];
  }
  scrollTo({ top: place.scroll });
}

/** The browser says how this page was opened. */
const opening = () => {
  const [entry] = performance.getEntriesByType('navigation');
  return /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type ?? 'navigate';
};

/**
 * @param {import('../page/lab.js').Lab} lab
 * @param {() => Promise<unknown>} loadAll brings every part of the page
 */
export async function keepRun({ session, runs, catalog, workers, services }, loadAll) {
  const later = (/** @type {() => void} */ task, /** @type {number} */ ms) => setTimeout(task, ms);
  const path = new URL('.', document.baseURI).pathname;
  const runFiles = new RunFiles({
    ...{ session, runs, catalog, later, now: workers.now },
    open: (on) => new LaneWorker({ ...workers, shards: runs.shards, on }),
  });
  const now = () => Date.now();
  const tab = new TabRun({
    store: new TabStore({ factory: () => globalThis.indexedDB, path, now, later }),
    storage: () => sessionStorage,
    key: `scale-drift tab ${path}`,
    id: `${now()}-${Math.random()}`,
    now,
    standing: () => ({
      step: session.step,
      generation: session.generation,
      wasAsked: session.wasAsked,
    }),
    placeOf: () => ({
      scroll: scrollY,
      folds: folds().map(({ open }) => open),
      moment: session.moment.cursor,
      pin: session.moment.pin,
    }),
    glimpse: (most) => runFiles.glimpse(most),
  });
  addEventListener('pagehide', () => tab.leave());
  addEventListener('pageshow', ({ persisted }) => persisted && tab.comeBack());
  document.addEventListener('visibilitychange', () => document.hidden && tab.write());
  const left = await tab.begin();
  const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ task) => task());
  setInterval(() => idle(() => tab.beat(session.isPlaying)), REST_MS);
  if (!left && tab.lost > 0 && opening() === 'reload') {
    const at = formatInteger(tab.lost);
    const text = `The reload began the run anew. The run from before (step ${at}) was too large to be kept for this tab: save a run of this size as a file before a reload.`;
    session.notices.add({ kind: 'data', key: 'tab-run', text });
  }
  if (!left || opening() === 'navigate') return tab.settle();
  const step = formatInteger(left.step);
  const isReload = opening() === 'reload';
  const words = isReload ? 'The reload began the run anew.' : 'The run began anew.';
  let isTaken = false;
  const take = async () => {
    if (isTaken) return;
    isTaken = true;
    const opened = await runFiles.open(await pack([left.bytes]));
    isTaken = false;
    if ('fault' in opened) return offer(asSentence(`The run could not go on: ${opened.fault}`));
    session.notices.dismiss('tab-run');
    await loadAll();
    const { moment = null, pin = null } = left.place ?? {};
    session.moment.setPin(pin);
    session.moment.moveTo(moment);
    if (moment !== null) services.cursor.stay(moment);
    requestAnimationFrame(() => goTo(left.place));
  };
  const offer = (/** @type {string} */ text) => {
    const before = isReload ? 'before the reload' : 'before';
    session.notices.add({
      ...{ kind: 'data', key: 'tab-run', text, onDismiss: () => tab.settle() },
      act: { text: `Go on with the run from ${before} (step ${step})`, run: take },
    });
  };
  offer(words);
}
