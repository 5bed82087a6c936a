/**
 * The page's side of one worker: opens it, sends and receives messages, judges from heartbeats
 * whether it is alive, and ends it. A dead worker does not return: its owner hears of the death,
 * with the cause, and decides what follows.
 */
import { NoWorker } from './no-worker.js';
import { Watchdog } from './watchdog.js';

/** @typedef {import('./protocol.js').InitRequest} InitRequest */
/** @typedef {import('./protocol.js').Failure} Failure */
/** @typedef {import('./protocol.js').Heartbeat} Heartbeat */
/** @typedef {import('./protocol.js').Sign} Sign */
/** @typedef {import('./watchdog.js').Duty} Duty */
/**
 * @template Request
 * @typedef {import('./protocol.js').Unaddressed<Request>} Unaddressed
 */
/**
 * The part of a Worker that this module uses.
 * @typedef {{postMessage: (message: unknown, transfer: Transferable[]) => void,
 *   terminate: () => void, onmessage: ((event: MessageEvent<unknown>) => void) | null,
 *   onerror: ((event: ErrorEvent) => void) | null,
 *   whyNot?: () => Promise<string>}} WorkerLike whyNot: why its script did not start
 */
/**
 * How a worker is opened. A worker cannot report two deaths itself, so the page has words for them:
 * the worker could not be loaded and the browser gave no reason, or it was silent for too long.
 * @typedef {{loading: string, silence: (seconds: number) => string}} Words
 * @typedef {{spawn: () => WorkerLike, wasmUrl: string, now: () => number,
 *   words?: Partial<Words>}} Opening
 */
/**
 * Why a worker died.
 * @typedef {{cause: Failure['cause'] | 'error' | 'silence' | 'script' | 'frame', message: string}} Death
 *   error: the worker threw outside of every request; script: its script did not start; frame: the
 *   page is in a frame that may have no worker
 */

/** The causes of which a new worker would die too. */
export const FINAL_CAUSES = /** @type {const} */ (['wasm', 'simd', 'script', 'frame']);

/**
 * @param {Death['cause'] | 'refused'} cause
 * @returns {cause is typeof FINAL_CAUSES[number]}
 */
export const isFinal = (cause) => FINAL_CAUSES.some((final) => final === cause);

/** @type {Words} */
const WORDS = {
  loading: 'the worker could not be loaded',
  silence: (seconds) => `no sign of life for ${seconds} seconds`,
};

/**
 * @template {{type: string}} Request
 * @template {{type: string, run?: number}} Answer every message but a sign of life
 */
export class OwnedWorker {
  /** @type {WorkerLike | null} null after its end */
  #worker;
  #watchdog;
  #seq = 0;
  #hasSpoken = false;
  #isClosed = false;

  /**
   * @param {Opening & {run?: number, onAnswer: (answer: Answer) => void,
   *   onDeath: (death: Death) => void}} options run: 0 where the protocol has no runs
   */
  constructor(options) {
    this.options = options;
    this.words = { ...WORDS, ...options.words };
    /** Requests carry this number; the page drops answers of another run. */
    this.run = options.run ?? 0;
    this.#watchdog = new Watchdog(options.now);
    this.#worker = null;
    let worker;
    try {
      worker = options.spawn();
    } catch (error) {
      // The owner does not have this object yet.
      queueMicrotask(() => this.#neverOpened(error));
      return;
    }
    // The other side of this protocol sent the message, so the message has one of its types.
    worker.onmessage = ({ data }) => this.#hear(/** @type {Sign | Answer} */ (data));
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#breakDown(worker, event.message);
    };
    this.#worker = worker;
    this.expect('loading');
    this.post({ type: 'init', wasmUrl: options.wasmUrl });
  }

  get isOpen() {
    return this.#worker !== null;
  }

  /** @param {number} milliseconds for which this worker may be silent at work */
  allow(milliseconds) {
    this.#watchdog.allow(milliseconds);
  }

  /** The silence that ends the worker, as its duty and its past say. */
  get limitMs() {
    return this.#watchdog.limitMs;
  }

  /** @param {Duty} duty that begins now */
  expect(duty) {
    this.#watchdog.expect(duty);
  }

  /**
   * @param {Unaddressed<InitRequest> | Unaddressed<Request>} request
   * @param {Transferable[]} [transfer]
   * @returns {number} the request's sequence number, which the answer may repeat
   */
  post(request, transfer = []) {
    this.#seq += 1;
    this.#worker?.postMessage({ ...request, run: this.run, seq: this.#seq }, transfer);
    return this.#seq;
  }

  /** @param {Sign | Answer} message */
  #hear(message) {
    if (!this.isOpen) return;
    this.#hasSpoken = true;
    // A worker that was asked to run, but says that it has nothing to do, has lost the request.
    const isIdling = isHeartbeat(message) && !message.isWorking;
    if (!isIdling || this.#watchdog.duty !== 'running') this.#watchdog.sign();
    if (isFailure(message)) this.#die({ cause: message.cause, message: message.message });
    else if (!isHeartbeat(message) && !this.#isStale(message)) this.options.onAnswer(message);
  }

  /** @param {Answer} answer never stale without a run: a ready worker is ready for every run */
  #isStale({ type, run = this.run }) {
    return type !== 'ready' && run !== this.run;
  }

  /** The owner calls it every CHECK_MS. */
  watch() {
    if (!this.#watchdog.isSilent()) return;
    const seconds = Math.round(this.limitMs / 1000);
    this.#die({ cause: 'silence', message: this.words.silence(seconds) });
  }

  /** @param {unknown} error */
  #neverOpened(error) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const cause = error instanceof NoWorker ? error.kind : 'script';
    const message = error instanceof Error ? error.message : String(error);
    this.options.onDeath({ cause, message });
  }

  /**
   * A worker that had never spoken would break down again.
   * @param {WorkerLike} worker
   * @param {string | undefined} said by the browser; nothing when the script did not load
   */
  async #breakDown(worker, said) {
    if (this.#hasSpoken) this.#die({ cause: 'error', message: said || this.words.loading });
    else if (said)
      this.#die({
        cause: 'script',
        message: `the worker’s script failed: ${said}; update the browser, or open the page in another one`,
      });
    else this.#die({ cause: 'script', message: (await worker.whyNot?.()) ?? this.words.loading });
  }

  /** @param {Death} death */
  #die(death) {
    if (!this.isOpen) return;
    this.close();
    this.options.onDeath(death);
  }

  /** Ends the worker; the page ignores whatever the worker still says. */
  close() {
    this.#isClosed = true;
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/**
 * @param {{type: string}} message
 * @returns {message is Heartbeat}
 */
const isHeartbeat = (message) => message.type === 'heartbeat';

/**
 * @param {{type: string}} message
 * @returns {message is Failure}
 */
const isFailure = (message) => message.type === 'failure';
