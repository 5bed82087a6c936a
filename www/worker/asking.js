/** Asks an engine questions that need no run and no data. The first question opens its worker. */
import { OwnedWorker } from './owned-worker.js';

/**
 * @template Question
 * @typedef {import('./protocol.js').AskRequest<Question>} AskRequest
 */
/**
 * @typedef {{type: 'ready'} | import('./protocol.js').ReplyAnswer<unknown>
 *   | import('./protocol.js').RefusedAnswer} AskAnswer
 */
/** @typedef {{resolve: (value: unknown) => void, reject: (error: Error) => void}} Asker */

/**
 * @template {{what: string}} Question
 * @template {Record<Question['what'], unknown>} Values the answer to each kind of question
 */
export class Asking {
  /** @param {import('./owned-worker.js').Opening} options */
  constructor(options) {
    const words = { loading: 'its worker could not be loaded', ...options.words };
    this.options = { ...options, words };
    /** @type {OwnedWorker<AskRequest<Question>, AskAnswer> | null} */
    this.worker = null;
    /** By sequence number. @type {Map<number, Asker>} */
    this.waiting = new Map();
  }

  #open() {
    /** @type {OwnedWorker<AskRequest<Question>, AskAnswer>} */
    const worker = new OwnedWorker({
      ...this.options,
      onAnswer: (answer) => this.#hear(answer),
      onDeath: ({ message }) => this.#fail(message),
    });
    return worker;
  }

  /**
   * @template {Question['what']} What
   * @param {Question & {what: What}} question
   * @returns {Promise<Values[What]>} rejected when the engine refuses or its worker dies
   */
  ask(question) {
    return new Promise((resolve, reject) => {
      this.worker ??= this.#open();
      this.worker.expect('loading');
      const asker = {
        // The protocol promises this type of value for this kind of question.
        resolve: (/** @type {unknown} */ value) => resolve(/** @type {Values[What]} */ (value)),
        reject,
      };
      this.waiting.set(this.worker.post({ type: 'ask', question }), asker);
    });
  }

  /** @param {AskAnswer} answer */
  #hear(answer) {
    if (answer.type !== 'reply' && answer.type !== 'refused') return;
    const asker = this.waiting.get(answer.seq);
    this.waiting.delete(answer.seq);
    if (this.waiting.size === 0) this.worker?.expect('idle');
    if (answer.type === 'reply') asker?.resolve(answer.value);
    else asker?.reject(new Error(answer.message));
  }

  /** The next question opens another worker. @param {string} reason */
  #fail(reason) {
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }

  /** The owner calls it every CHECK_MS if it wants to give up a silent worker. */
  watch() {
    this.worker?.watch();
  }

  /** Ends the worker; waiting questions get no answer. */
  close() {
    this.worker?.close();
    this.worker = null;
    this.waiting.clear();
  }
}
