/**
 * Keeps the lines of finished runs and the plan under way over a reload. In a browser that stores
 * no data the page works too, but its results are gone when it closes.
 */
import { inTime } from './patience.js';
import { checkedPlan, readLine } from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {{lines: string[], plan: Plan | null, dropped: number}} Kept */

/** We raise it when the stored data changes its shape; a page leaves a newer page's store alone. */
export const VERSION = 1;
const RUNS = 'runs';
const PLAN = 'plan';
/** @type {Kept} */
const NOTHING = { lines: [], plan: null, dropped: 0 };

/**
 * A site at another path of the same host has a store of its own.
 * @param {string} path folder of the page
 */
export const storeName = (path) => `scale-drift-paper ${path}`;

/** What the browser's own names of errors mean here; a browser's message may be empty. */
const REASONS = /** @type {Record<string, string>} */ ({
  QuotaExceededError: 'its room for this site is used up',
  VersionError: 'a newer version of this page has its results there; reload the page',
  InvalidStateError: 'it stores nothing in this window, as some private windows do',
  SecurityError: 'its settings forbid it',
});

/** @param {any} error */
const reasonOf = (error) => REASONS[error?.name] ?? (error?.message || error?.name || `${error}`);

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

/**
 * @param {IDBOpenDBRequest} request
 * @returns {Promise<never>}
 */
const blockOf = (request) =>
  new Promise((_, reject) => {
    const words = 'another tab has an older version of this page open; close it, then reload';
    request.onblocked = () => reject(new Error(words));
  });

export class Store {
  /**
   * @param {{factory: () => IDBFactory | undefined, onRefused: (reason: string) => void,
   *   name: string, later: (task: () => void, ms: number) => unknown}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {IDBDatabase | null} */
    this.database = null;
    this.isRefused = false;
    /** The store has every line that it was given. */
    this.isWhole = true;
  }

  /** @returns {Promise<Kept>} the data of an earlier visit */
  async open() {
    try {
      // Some private windows refuse even to name it.
      const factory = this.options.factory();
      if (!factory) throw new Error('this browser has no IndexedDB here');
      const request = factory.open(this.options.name, VERSION);
      request.onupgradeneeded = () => {
        for (const name of [RUNS, PLAN]) request.result.createObjectStore(name);
      };
      const opened = resultOf(request);
      // A store that answers too late is not used: its results would be half of the truth.
      opened.then((database) => this.isRefused && database.close()).catch(() => {});
      this.database = await inTime(Promise.race([opened, blockOf(request)]), this.options.later);
      this.database.onversionchange = ({ newVersion }) =>
        this.#close(
          newVersion === null ? 'it has deleted them' : 'a newer page has taken its place',
        );
      // For example when the visitor deletes the data of the site.
      this.database.onclose = () => this.#close('it has closed its store');
    } catch (error) {
      this.#close(reasonOf(error));
    }
    return (await this.read()) ?? NOTHING;
  }

  /** @returns {Promise<Kept | null>} what the store has now; null if it is refused */
  async read() {
    if (!this.database) return null;
    try {
      const stores = this.database.transaction([RUNS, PLAN]);
      const asked = Promise.all([
        resultOf(stores.objectStore(RUNS).getAll()),
        resultOf(stores.objectStore(PLAN).get(PLAN)),
      ]);
      const [values, plan] = await inTime(asked, this.options.later);
      const lines = values.filter((value) => typeof value === 'string' && readLine(value) !== null);
      return { lines, plan: checkedPlan(plan), dropped: values.length - lines.length };
    } catch (error) {
      if (this.database) this.#close(reasonOf(error));
      return null;
    }
  }

  /** @param {string} reason */
  #close(reason) {
    this.database?.close();
    this.database = null;
    this.isRefused = true;
    this.options.onRefused(reason);
  }

  /**
   * @param {string[]} names
   * @param {(transaction: IDBTransaction) => void} write
   */
  async #write(names, write) {
    if (!this.database) return;
    try {
      const transaction = this.database.transaction(names, 'readwrite');
      const written = new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(undefined);
        transaction.onabort = () => reject(transaction.error);
        write(transaction);
      });
      await inTime(written, this.options.later);
    } catch (error) {
      this.isWhole = false;
      // A full store stays open: it can still be cleared.
      const isFull = /** @type {any} */ (error)?.name === 'QuotaExceededError';
      if (isFull) this.options.onRefused(reasonOf(error));
      else if (this.database) this.#close(reasonOf(error));
    }
  }

  /**
   * @param {string} key
   * @param {string} line
   */
  add(key, line) {
    return this.#write([RUNS], (transaction) => transaction.objectStore(RUNS).put(line, key));
  }

  /** @param {Plan | null} plan under way, or none */
  setPlan(plan) {
    return this.#write([PLAN], (transaction) => transaction.objectStore(PLAN).put(plan, PLAN));
  }

  /** Deletes all lines and the plan. */
  clear() {
    this.isWhole = true;
    return this.#write([RUNS, PLAN], (transaction) => {
      for (const name of [RUNS, PLAN]) transaction.objectStore(name).clear();
    });
  }
}
