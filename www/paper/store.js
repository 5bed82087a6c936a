/**
 * Keeps the lines of finished runs and the plan under way over a reload. In a browser that stores
 * no data the page works too, but its results are gone when it closes.
 */
import { checkedPlan, readLine } from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {{lines: string[], plan: Plan | null, dropped: number}} Kept */

const NAME = 'scale-drift-paper';
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

/** @param {IDBFactory} factory */
function openDatabase(factory) {
  const request = factory.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(RUNS);
    request.result.createObjectStore(PLAN);
  };
  return resultOf(request);
}

export class Store {
  /** @param {{factory: () => IDBFactory | undefined, onRefused: (reason: string) => void}} options */
  constructor(options) {
    this.options = options;
    /** @type {IDBDatabase | null} */
    this.database = null;
  }

  /** @returns {Promise<Kept>} the data of an earlier visit */
  async open() {
    try {
      // Some private windows refuse even to name it.
      const factory = this.options.factory();
      if (!factory) throw new Error('this browser has no IndexedDB here');
      this.database = await openDatabase(factory);
      this.database.onversionchange = () => this.#close('a newer page has taken its place');
      const stores = this.database.transaction([RUNS, PLAN]);
      const [values, plan] = await Promise.all([
        resultOf(stores.objectStore(RUNS).getAll()),
        resultOf(stores.objectStore(PLAN).get(PLAN)),
      ]);
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
      await new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(undefined);
        transaction.onabort = () => reject(transaction.error);
        write(transaction);
      });
    } catch (error) {
      this.#close(error instanceof Error ? error.message : String(error));
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
