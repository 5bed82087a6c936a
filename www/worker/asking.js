/** Questions to the engine that need no run: one worker, opened with the first of them. */

/** @typedef {import('./lane-worker.js').WorkerLike} WorkerLike */
/** @typedef {{numbers: Float64Array, text: string}} Reply */
/** @typedef {{resolve: (reply: Reply) => void, reject: (error: Error) => void}} Asker */

export class Asking {
  /** @param {{spawn: () => WorkerLike, wasmUrl: string}} options */
  constructor(options) {
    this.options = options;
    /** @type {WorkerLike | null} */
    this.worker = null;
    this.seq = 0;
    /** @type {Map<number, Asker>} */
    this.waiting = new Map();
  }

  #open() {
    const worker = this.options.spawn();
    worker.onmessage = ({ data }) => this.#hear(/** @type {any} */ (data));
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#fail(event.message || 'its worker could not be loaded');
    };
    worker.postMessage({ type: 'init', wasmUrl: this.options.wasmUrl, run: 0, seq: 0 }, []);
    return worker;
  }

  /**
   * @param {object} question as the trainer knows them
   * @returns {Promise<Reply>}
   */
  ask(question) {
    return new Promise((resolve, reject) => {
      this.seq += 1;
      this.waiting.set(this.seq, { resolve, reject });
      this.worker ??= this.#open();
      this.worker.postMessage({ type: 'ask', ...question, run: 0, seq: this.seq }, []);
    });
  }

  /** @param {any} answer */
  #hear(answer) {
    if (answer.type === 'failure') return this.#fail(answer.message);
    const asker = this.waiting.get(answer.seq);
    if (!asker || (answer.type !== 'reply' && answer.type !== 'refused')) return;
    this.waiting.delete(answer.seq);
    if (answer.type === 'reply') asker.resolve(answer);
    else asker.reject(new Error(answer.message));
  }

  /** The next question opens another worker. @param {string} reason */
  #fail(reason) {
    this.worker?.terminate();
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }
}
