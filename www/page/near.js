/** Parts of the page that are loaded when the visitor comes near them, or when the page has time. */

/** @typedef {import('../run/view.js').View} View */
/** @typedef {{update?: (view: View) => void, redraw?: () => void,
 *   take?: (files: File[]) => Promise<string[]>, show?: () => void,
 *   save?: () => Promise<string>}} Part take: takes files that were dropped on the page, and answers;
 *   show: opens the part's window; save: saves the run, and says what came of it */

/** How far below the window a part begins to load, in pixels. */
const NEAR = '600px';
/** So long a part may take before the page names it; it is still awaited then. */
const PATIENCE_MS = 30_000;

export class NearParts {
  /**
   * @param {{onLoaded: () => void, onFailure: (error: unknown) => void, onCame: () => void,
   *   first?: Element}} options onCame: a part that was named as late has come; first: a part that is
   *   loaded first, wherever it stands
   */
  constructor(options) {
    this.options = options;
    /** @type {Part[]} */
    this.parts = [];
    /** @type {Map<Element, () => Promise<Part>>} */
    this.waiting = new Map();
    /** @type {Map<Element, Promise<Part | undefined>>} */
    this.loaded = new Map();
    this.hasBegun = false;
    this.isWhole = false;
    this.observer = new IntersectionObserver((entries) => this.#seen(entries), {
      rootMargin: NEAR,
    });
    // Paper shows every part.
    addEventListener('beforeprint', () => this.loadAll());
  }

  /**
   * @param {HTMLElement} root
   * @param {() => Promise<Part>} load
   */
  add(root, load) {
    this.waiting.set(root, load);
    if (this.hasBegun) this.observer.observe(root);
  }

  /** Starts loading near parts, once the page trains: they must not delay the first step. */
  begin() {
    if (this.hasBegun) return;
    this.hasBegun = true;
    const { first } = this.options;
    // After this frame, which may be the frame that shows the first step.
    if (first) setTimeout(() => this.need(first));
    for (const root of this.waiting.keys()) this.observer.observe(root);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #seen(entries) {
    for (const { isIntersecting, target } of entries) if (isIntersecting) this.need(target);
  }

  /**
   * Loads a part that is needed now, wherever it stands.
   * @param {Element} root
   * @returns {Promise<Part | undefined>} undefined after a failure, which onFailure has reported
   */
  need(root) {
    const load = this.waiting.get(root);
    if (load) this.loaded.set(root, this.#bring(root, load));
    return this.loaded.get(root) ?? Promise.resolve(undefined);
  }

  /**
   * @param {Element} root
   * @param {() => Promise<Part>} load
   */
  async #bring(root, load) {
    this.waiting.delete(root);
    this.observer.unobserve(root);
    let isLate = false;
    const watch = setTimeout(() => {
      isLate = true;
      const seconds = PATIENCE_MS / 1000;
      this.options.onFailure(new Error(`the host has not sent it for ${seconds} seconds`));
    }, PATIENCE_MS);
    try {
      const part = await load();
      this.parts.push(part);
      this.options.onLoaded();
      if (isLate) this.options.onCame();
      return part;
    } catch (error) {
      this.waiting.set(root, load);
      this.options.onFailure(error);
      return undefined;
    } finally {
      clearTimeout(watch);
    }
  }

  loadAll() {
    return Promise.all([...this.waiting.keys()].map((root) => this.need(root)));
  }

  /** Loads all other parts when the page has time; otherwise paper would lack them. */
  complete() {
    if (this.isWhole) return;
    this.isWhole = true;
    this.loadAll();
  }

  /** After a failure: tries again to load each part that is near. */
  retry() {
    for (const root of this.waiting.keys()) {
      this.observer.unobserve(root);
      this.observer.observe(root);
    }
  }

  redraw() {
    for (const part of this.parts) part.redraw?.();
  }
}
