/**
 * One tab at a time works on a plan. The browser gives the lock to one tab, and takes it back when
 * this tab closes or crashes. Without Web Locks the tabs ask one another; see channel-locks.js.
 */
import { inTime } from './patience.js';

/**
 * The part of a LockManager that this module uses.
 * @typedef {{query: () => Promise<{held?: {name?: string}[]}>,
 *   request: (name: string, options: {ifAvailable: true},
 *     hold: (lock: unknown) => Promise<void> | undefined) => Promise<unknown>}} Locks
 */
/** @typedef {'own' | 'other' | 'unknown'} Holder unknown: nothing tells the tabs of each other */

export class TabLock {
  /** A release makes every earlier request void. */
  #number = 0;
  /** @type {(() => void) | null} while this tab has the lock */
  #letGo = null;
  /** @type {Promise<unknown>} settles when the latest request is over, its lock given back */
  #over = Promise.resolve();

  /**
   * @param {{locks: () => Locks | undefined, name: string,
   *   later: (task: () => void, ms: number) => unknown}} options name: of the store that it guards
   */
  constructor(options) {
    this.options = options;
  }

  /** @returns {Promise<Holder>} own: this tab has the lock from now on */
  async take() {
    if (this.#letGo) return 'own';
    this.#number += 1;
    const number = this.#number;
    try {
      await inTime(this.#over, this.options.later);
      const locks = this.options.locks();
      if (!locks || number !== this.#number) return locks ? 'other' : 'unknown';
      const asked = new Promise((resolve, reject) => {
        const over = locks.request(this.options.name, { ifAvailable: true }, (lock) => {
          const isOwn = lock !== null && number === this.#number;
          resolve(isOwn ? 'own' : 'other');
          return isOwn ? this.#hold() : undefined;
        });
        this.#over = over.catch(reject);
      });
      return await inTime(asked, this.options.later);
    } catch {
      // An answer that comes too late gives this tab no lock.
      if (number === this.#number) this.#number += 1;
      return 'unknown';
    }
  }

  /** @returns {Promise<void>} lasts as long as this tab has the lock */
  #hold() {
    return new Promise((resolve) => {
      this.#letGo = resolve;
    });
  }

  release() {
    this.#number += 1;
    this.#letGo?.();
    this.#letGo = null;
  }

  /** @returns {Promise<Holder | 'nobody'>} */
  async holder() {
    if (this.#letGo) return 'own';
    try {
      await inTime(this.#over, this.options.later);
      const locks = this.options.locks();
      if (!locks) return 'unknown';
      const { held = [] } = await inTime(locks.query(), this.options.later);
      if (this.#letGo) return 'own';
      return held.some(({ name }) => name === this.options.name) ? 'other' : 'nobody';
    } catch {
      return 'unknown';
    }
  }
}
