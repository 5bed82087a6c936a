/**
 * Keeps the lines of finished runs and the plan under way over a reload. In a browser that stores
 * no data the page works too, but its results are gone when it closes.
 */
import { checkedPlan, readLine } from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {{lines: string[], plan: Plan | null, dropped: number}} Kept */

const NAME = 'scale-drift-paper';
/** A store that is silent for so long counts as refused: nobody waits on it. */
const LIMIT_MS = 5000;
/** We raise it when the stored data changes its shape; a page leaves a newer page's store alone. */
export const VERSION = 1;
const RUNS = 'runs';
const PLAN = 'plan';

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
 * @param {IDBFactory} factory
 * @param {string} name
 */
function openDatabase(factory, name) {
  const request = factory.open(name, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(RUNS);
    request.result.createObjectStore(PLAN);
  };
  return resultOf(request);
}

export class Store {
  /**
   * @param {{factory: () => IDBFactory | undefined, onRefused: (reason: string) => void,
   *   path: string, later: (task: () => void, ms: number) => unknown}} options path: folder of the
   *   page; a site at another path of the same host has a store of its own
   */
  constructor(options) {
    this.options = options;
    /** @type {IDBDatabase | null} */
    this.database = null;
    this.isRefused = false;
  }

  /**
   * What is asked of the store, or its refusal where the store is silent.
   * @template T
   * @param {Promise<T>} asked
   * @returns {Promise<T>}
   */
  #soon(asked) {
    const silence = new Promise((_, reject) => {
      const words = `its store did not answer for ${LIMIT_MS / 1000} seconds`;
      this.options.later(() => reject(new Error(words)), LIMIT_MS);
    });
    return Promise.race([asked, /** @type {Promise<never>} */ (silence)]);
  }

  /** @returns {Promise<Kept>} the data of an earlier visit */
  async open() {
    try {
      // Some private windows refuse even to name it.
      const factory = this.options.factory();
      if (!factory) throw new Error('this browser has no IndexedDB here');
      const opened = openDatabase(factory, `${NAME} ${this.options.path}`);
      // A store that answers too late is not used: its results would be half of the truth.
      opened.then((database) => this.isRefused && database.close()).catch(() => {});
      this.database = await this.#soon(opened);
      this.database.onversionchange = () => this.#close('a newer page has taken its place');
      const stores = this.database.transaction([RUNS, PLAN]);
      const asked = Promise.all([
        resultOf(stores.objectStore(RUNS).getAll()),
        resultOf(stores.objectStore(PLAN).get(PLAN)),
      ]);
      const [values, plan] = await this.#soon(asked);
      const lines = values.filter((value) => typeof value === 'string' && readLine(value) !== null);
      return { lines, plan: checkedPlan(plan), dropped: values.length - lines.length };
    } catch (error) {
      this.#close(error instanceof Error ? error.message : String(error));
      return { lines: [], plan: null, dropped: 0 };
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
      await this.#soon(written);
    } catch (error) {
      if (this.database) this.#close(error instanceof Error ? error.message : String(error));
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
    return this.#write([RUNS, PLAN], (transaction) => {
      for (const name of [RUNS, PLAN]) transaction.objectStore(name).clear();
    });
  }
}
