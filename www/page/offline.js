/**
 * Lets the page work without a network, and says at the page's foot whether it does.
 *
 * @typedef {{path: string, cause: 'missing' | 'changed' | 'unreachable' | 'room', isNeeded: boolean,
 *   isKept: boolean}} Unkept a file that could not be kept; www/offline.js describes it
 */
import { byId, setText } from './element.js';

/** A service worker of an earlier release does not answer; it has kept everything. */
const ANSWER_MS = 60_000;

/**
 * Installs the service worker, which keeps the files of the site. Rejects where none can be
 * installed: no secure address, storage refused.
 * @param {ServiceWorkerContainer | undefined} container
 * @param {string} url
 * @returns {Promise<Unkept[]>} the files that could not be kept
 */
export async function workOffline(container, url) {
  if (!container) throw new Error('it has no service worker');
  const registration = await container.register(url, { updateViaCache: 'none' });
  // An older build that the browser still uses works without a network too.
  if (!registration.active) await activated(registration.installing ?? registration.waiting);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve([]), ANSWER_MS);
    (registration.waiting ?? registration.active)?.postMessage('keep', [port2]);
  });
}

/** @param {ServiceWorker | null} worker */
function activated(worker) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const look = () => {
        if (worker?.state === 'activated') resolve();
        if (!worker || worker.state === 'redundant') reject(new Error('it could not be installed'));
      };
      worker?.addEventListener('statechange', look);
      look();
    })
  );
}

/** A sentence names this many files; a browser without room keeps none of fifty. */
const MOST_NAMES = 3;

/** @param {string} path as the service worker lists it: `paper/` for `paper/index.html` */
const fileName = (path) => path.replace(/\?.*/, '').replace(/^$|\/$/, '$&index.html');

/** @param {Unkept[]} list */
function namesOf(list) {
  const names = list.map(({ path }) => fileName(path));
  const more = names.length - MOST_NAMES;
  const shown = more > 1 ? [...names.slice(0, MOST_NAMES), `${more} more files`] : names;
  return shown.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

/** @type {Record<Unkept['cause'], (names: string) => string>} */
const CAUSES = {
  missing: (names) => `the host does not have ${names}`,
  changed: (names) => `the host has changed ${names}`,
  unreachable: (names) => `${names} did not arrive`,
  room: (names) => `the browser has no room for ${names}`,
};

/** @param {Unkept[]} list */
function reasons(list) {
  return Object.entries(CAUSES)
    .map(([cause, say]) => ({ say, files: list.filter((file) => file.cause === cause) }))
    .filter(({ files }) => files.length > 0)
    .map(({ say, files }) => say(namesOf(files)))
    .join('; ');
}

/**
 * @param {Unkept[]} unkept
 * @returns {string}
 */
export function offlineText(unkept) {
  const lacking = unkept.filter(({ isKept }) => !isKept);
  const needed = lacking.filter(({ isNeeded }) => isNeeded);
  if (needed.length > 0) return `Offline use is not available here: ${reasons(needed)}.`;
  const works =
    lacking.length > 0
      ? `Works offline now, with some files left out: ${reasons(lacking)}.`
      : 'Works offline now.';
  const copies = unkept.filter(({ isKept }) => isKept);
  if (copies.length === 0) return works;
  const why = reasons(copies);
  const they = copies.length > 1 ? 'the pages as they were' : 'the page as it was';
  return `${works} ${why[0].toUpperCase()}${why.slice(1)}; offline you see ${they} published.`;
}

/** @param {unknown} error */
export function refusalText(error) {
  const reason = !globalThis.isSecureContext
    ? 'browsers allow it only at an address that begins with https'
    : `the browser or the host refuses it (${error instanceof Error ? error.message : error})`;
  return `Offline use is not available here: ${reason}.`;
}

/** @param {Promise<Unkept[]>} keeping */
export function sayWhenOffline(keeping) {
  keeping.then(offlineText, refusalText).then((text) => setText(byId('offline'), text));
}

export class OfflineView {
  /** @param {{keep: () => Promise<Unkept[]>}} actions keep: makes the page work without a network */
  constructor(actions) {
    this.actions = actions;
    this.isAsked = false;
  }

  /** @param {import('../run/view.js').View} view */
  update(view) {
    if (view.mayLoadMore) this.begin();
  }

  /** Also when no run can begin: what is missing may be named here. */
  begin() {
    if (this.isAsked) return;
    this.isAsked = true;
    sayWhenOffline(this.actions.keep());
  }
}
