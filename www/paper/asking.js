/** Questions that need no digits: one worker, opened with the first of them. */
import { Hand } from './hand.js';

/** @typedef {import('./inside/worker.js').Question} Question */
/** @typedef {{question: Question, resolve: (value: any) => void, reject: (error: Error) => void}} Asked */

export class Asking {
  /** @param {import('./hand.js').Opening} options */
  constructor(options) {
    this.options = options;
    /** @type {Hand | null} */
    this.hand = null;
    this.seq = 0;
    /** @type {Map<number, Asked>} */
    this.waiting = new Map();
  }

  /**
   * @param {Question} question
   * @returns {Promise<any>}
   */
  ask(question) {
    return new Promise((resolve, reject) => {
      this.seq += 1;
      this.waiting.set(this.seq, { question, resolve, reject });
      this.hand ??= new Hand({
        ...this.options,
        on: (answer) => this.#hear(answer),
        onDeath: (reason) => this.#fail(reason),
      });
      this.hand.watchdog.expect('loading');
      this.hand.post({ type: 'ask', seq: this.seq, question });
    });
  }

  /** @param {import('./inside/worker.js').Answer} answer */
  #hear(answer) {
    if (answer.type !== 'reply' && answer.type !== 'unanswered') return;
    const asked = this.waiting.get(answer.seq);
    this.waiting.delete(answer.seq);
    if (this.waiting.size === 0) this.hand?.watchdog.expect('idle');
    if (answer.type === 'reply') asked?.resolve(answer.value);
    else asked?.reject(new Error(answer.message));
  }

  /** The next question opens another worker. @param {string} reason */
  #fail(reason) {
    this.hand = null;
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }

  watch() {
    this.hand?.watch();
  }
}
