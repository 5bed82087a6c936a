/**
 * Web Locks as far as the page needs them, for addresses where the browser has none (http without
 * s, as in many a school's network): a tab asks the others over a channel, and the tab that holds
 * the lock answers. A tab that closed or crashed does not answer, so its lock is free.
 */

/** Time enough for a busy tab to answer. */
const ANSWER_MS = 500;

/** @typedef {Pick<BroadcastChannel, 'name' | 'postMessage' | 'onmessage'>} Channel */
/** @typedef {{ask: number, claim: number} | {held: number}} Message claim: 0 where a tab only asks */

export class ChannelLocks {
  #isHeld = false;
  /** Of two tabs that ask for the lock at about the same time, the higher claim gets it. */
  #claim = 0;
  #isBeaten = false;
  /** @type {Set<number>} questions that the holder has answered */
  #answered = new Set();

  /**
   * @param {Channel} channel for one lock,
   *   whose name it has
   * @param {(task: () => void, ms: number) => unknown} later
   */
  constructor(channel, later) {
    this.channel = channel;
    this.later = later;
    channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** @param {Message} message */
  #hear(message) {
    if ('held' in message) this.#answered.add(message.held);
    else if (this.#isHeld || (message.claim > 0 && this.#claim > message.claim)) {
      this.channel.postMessage({ held: message.ask });
    } else if (message.claim > 0) this.#isBeaten = true;
  }

  /** @param {number} claim */
  async #isTaken(claim) {
    const ask = Math.random();
    this.channel.postMessage({ ask, claim });
    await new Promise((resolve) => {
      this.later(() => resolve(undefined), ANSWER_MS);
    });
    return this.#answered.delete(ask);
  }

  /**
   * @param {string} _name the channel's
   * @param {{ifAvailable: true}} _options
   * @param {(lock: unknown) => Promise<void> | undefined} hold
   */
  async request(_name, _options, hold) {
    this.#claim = 1 + Math.random();
    this.#isBeaten = false;
    const isTaken = await this.#isTaken(this.#claim);
    this.#claim = 0;
    if (isTaken || this.#isBeaten) return hold(null);
    this.#isHeld = true;
    try {
      await hold(this.channel);
    } finally {
      this.#isHeld = false;
    }
  }

  /** The lock, where another tab holds it. */
  async query() {
    return { held: (await this.#isTaken(0)) ? [{ name: this.channel.name }] : [] };
  }
}

/**
 * Without a channel the tabs cannot know of one another.
 * @param {() => Channel} open fails where the browser has no channels, or forbids them together with
 *   the storage of the site
 * @param {(task: () => void, ms: number) => unknown} later
 */
export function openChannelLocks(open, later) {
  try {
    return new ChannelLocks(open(), later);
  } catch {
    return undefined;
  }
}
