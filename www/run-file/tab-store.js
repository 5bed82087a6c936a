/**
 * Keeps the run of a tab over a reload, in the browser's own database. Everything may fail without
 * a word, as in a private window: then there is nothing to offer.
 */

const NAME = 'scale-drift-tabs';
const RUNS = 'runs';
const TIMES = 'times';
/** A store that is silent for so long has nothing: nobody waits on it. */
const LIMIT_MS = 5000;
export const KEPT_MS = 24 * 3600 * 1000;
/** Runs of tabs that were closed stay until they expire, and no more of them than this. */
const MOST_RUNS = 8;

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const resultOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export class TabStore {
  /**
   * @param {{factory: () => IDBFactory | undefined, path: string, now: () => number,
   *   later: (task: () => void, ms: number) => unknown}} options path: folder of the page, as
   *   another site on the same host has other runs; now: milliseconds of the calendar
   */
  constructor(options) {
    this.options = options;
    /** @type {IDBDatabase | null} */
    this.database = null;
  }

  /** Opens the store and drops the runs that are too old or too many. */
  async open() {
    try {
      const request = this.options.factory()?.open(`${NAME} ${this.options.path}`, 1);
      if (!request) return;
      request.onupgradeneeded = () => {
        request.result.createObjectStore(RUNS);
        request.result.createObjectStore(TIMES);
      };
      const silence = new Promise((resolve) => this.options.later(() => resolve(null), LIMIT_MS));
      this.database = await Promise.race([resultOf(request), silence]);
      if (this.database) this.database.onversionchange = () => this.#close();
      await this.#prune();
    } catch {
      this.#close();
    }
  }

  #close() {
    this.database?.close();
    this.database = null;
  }

  async #prune() {
    const times = this.database?.transaction(TIMES).objectStore(TIMES);
    if (!times) return;
    const [ids, written] = await Promise.all([
      resultOf(times.getAllKeys()),
      resultOf(times.getAll()),
    ]);
    const runs = ids.map((id, place) => ({ id: String(id), at: Number(written[place]) }));
    runs.sort((one, other) => other.at - one.at);
    const now = this.options.now();
    for (const [place, { id, at }] of runs.entries()) {
      if (place >= MOST_RUNS || !(Math.abs(now - at) < KEPT_MS)) this.drop(id);
    }
  }

  /**
   * @param {(runs: IDBObjectStore, times: IDBObjectStore) => void} change
   */
  #change(change) {
    try {
      const transaction = this.database?.transaction([RUNS, TIMES], 'readwrite');
      if (!transaction) return;
      // No room, for example: the run before stays.
      transaction.onabort = (event) => event.preventDefault();
      change(transaction.objectStore(RUNS), transaction.objectStore(TIMES));
      // At once: a page that is being left cannot wait to be asked whether there is more.
      transaction.commit?.();
    } catch {
      this.#close();
    }
  }

  /**
   * @param {string} id
   * @param {{step: number, bytes: Uint8Array}} run
   */
  put(id, run) {
    this.#change((runs, times) => {
      runs.put(run, id);
      times.put(this.options.now(), id);
    });
  }

  /** @param {string} id */
  drop(id) {
    this.#change((runs, times) => {
      runs.delete(id);
      times.delete(id);
    });
  }

  /**
   * @param {string} id
   * @returns {Promise<{step: number, bytes: Uint8Array<ArrayBuffer>} | null>}
   */
  async take(id) {
    try {
      const run = this.database?.transaction(RUNS).objectStore(RUNS).get(id);
      const found = run && (await resultOf(run));
      return Number.isInteger(found?.step) && found.bytes instanceof Uint8Array ? found : null;
    } catch {
      return null;
    }
  }
}
