/** One worker as the page sees it: opened, fed, watched. Who gives it work decides what follows. */
import { Watchdog } from '../worker/watchdog.js';

/** @typedef {import('./inside/worker.js').Request} Request */
/** @typedef {import('./inside/worker.js').Answer} Answer */
/**
 * @typedef {{postMessage: (message: unknown, transfer: Transferable[]) => void,
 *   terminate: () => void, onmessage: ((event: MessageEvent<Answer>) => void) | null,
 *   onerror: ((event: ErrorEvent) => void) | null}} WorkerLike
 * @typedef {{spawn: () => WorkerLike, wasmUrl: string, now: () => number}} Opening
 */

export class Hand {
  /**
   * @param {Opening & {on: (answer: Answer) => void,
   *   onDeath: (reason: string, isFinal: boolean) => void}} options isFinal: another worker would
   *   die of the same
   */
  constructor(options) {
    this.options = options;
    this.watchdog = new Watchdog(options.now);
    const worker = options.spawn();
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#die(event.message || 'the worker could not be loaded', false);
    };
    /** @type {WorkerLike | null} */
    this.worker = worker;
    this.watchdog.expect('loading');
    this.post({ type: 'init', wasmUrl: options.wasmUrl });
  }

  /**
   * @param {Request} request
   * @param {Transferable[]} [transfer]
   */
  post(request, transfer = []) {
    this.worker?.postMessage(request, transfer);
  }

  /** @param {Answer} answer */
  #hear(answer) {
    if (!this.worker) return;
    // A worker that has work and says that it has nothing to do has lost it.
    const isIdling = answer.type === 'heartbeat' && !answer.isWorking;
    if (!isIdling || this.watchdog.duty !== 'running') this.watchdog.sign();
    if (answer.type === 'failure') this.#die(answer.message, answer.cause !== 'engine');
    else if (answer.type !== 'heartbeat') this.options.on(answer);
  }

  /** Called every now and then. */
  watch() {
    if (this.worker && this.watchdog.isSilent()) this.#die('it gave no sign of life', false);
  }

  /**
   * @param {string} reason
   * @param {boolean} isFinal
   */
  #die(reason, isFinal) {
    this.close();
    this.options.onDeath(reason, isFinal);
  }

  close() {
    this.worker?.terminate();
    this.worker = null;
    this.watchdog.expect('idle');
  }
}
