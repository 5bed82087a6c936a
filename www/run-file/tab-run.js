/**
 * The run that a tab had before a reload. The tab's own storage holds the name of the kept run, and
 * whether the page was left: a duplicated tab copies that storage while the first tab lives, and
 * must not share its run. Each page keeps its run under a new name.
 */
import { KEPT_MS } from './tab-store.js';

/**
 * @typedef {{scroll: number, folds: boolean[], moment: number | null, pin: number | null}} Place
 *   where the visitor was on the page
 * @typedef {{id: string, isLeft: boolean, at: number, place: Place | null, lost?: number}} Entry
 *   lost: the step of a run that was too large to be kept
 * @typedef {Pick<import('./tab-store.js').TabStore, 'open' | 'put' | 'drop' | 'take'>} Keeper
 * @typedef {{step: number, generation: number, wasAsked: boolean}} Standing of the run
 */

/** A larger run would cost too much to write down every now and then. */
export const MOST_KEPT_BYTES = 16e6;
/** How often a run is written down while it plays, and at rest if it has changed. */
export const BEAT_MS = 10_000;
export const REST_MS = 1000;
/** The most of its time that a page spends on writing: one part in so many. */
const THRIFT = 200;

/** @param {ArrayBufferView[]} pieces */
function joined(pieces) {
  const all = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of pieces) {
    all.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return all;
}

export class TabRun {
  /**
   * @param {{store: Keeper, storage: () => Storage, key: string, id: string, now: () => number,
   *   standing: () => Standing, placeOf: () => Place,
   *   glimpse: (most: number) => {pieces: ArrayBufferView[]} | {fault: string}}} options
   *   now: milliseconds of the calendar
   */
  constructor(options) {
    this.options = options;
    /** The run that the page offers, until it is taken or dismissed. @type {string | null} */
    this.offered = null;
    this.offeredStep = 0;
    this.written = '';
    /** The step of a run that is too large to be kept, or 0. */
    this.tooLarge = 0;
    /** Such a run of the page before. */
    this.lost = 0;
    this.writtenAt = 0;
    this.took = 0;
  }

  /** @returns {Entry | null} */
  #read() {
    try {
      return JSON.parse(this.options.storage().getItem(this.options.key) ?? 'null');
    } catch {
      return null;
    }
  }

  /** @param {Entry} entry */
  #note(entry) {
    try {
      this.options.storage().setItem(this.options.key, JSON.stringify(entry));
    } catch {
      // Nothing is kept, so nothing will be offered.
    }
  }

  /**
   * The run that this tab left, if the page was left and not copied.
   * @returns {Promise<{step: number, bytes: Uint8Array<ArrayBuffer>, place: Place | null} | null>}
   */
  async begin() {
    const { store, now, id } = this.options;
    const entry = this.#read();
    const isOurs = entry?.isLeft === true && Math.abs(now() - entry.at) < KEPT_MS;
    this.#note({ id, isLeft: false, at: now(), place: null });
    const { lost = 0 } = entry ?? {};
    if (isOurs && Number.isSafeInteger(lost)) this.lost = lost;
    await store.open();
    const run = isOurs && entry.id !== '' ? await store.take(entry.id) : null;
    if (!run || !entry) return null;
    this.offered = entry.id;
    this.offeredStep = run.step;
    return { ...run, place: entry.place };
  }

  /** Once the offer was taken or dismissed. */
  settle() {
    if (this.offered !== null) this.options.store.drop(this.offered);
    this.offered = null;
  }

  /** Whether the run here is worth more than the run that is offered. */
  get #isWorthIt() {
    const { step, wasAsked } = this.options.standing();
    return step > 0 && (this.offered === null || wasAsked || step > this.offeredStep);
  }

  /**
   * To be called every REST_MS: writes the run down, if it has changed and the page can afford it.
   * @param {boolean} isPlaying
   */
  beat(isPlaying) {
    const wait = Math.max(isPlaying ? BEAT_MS : REST_MS, THRIFT * this.took);
    if (this.options.now() - this.writtenAt >= wait) this.write();
  }

  write() {
    const { store, id, standing, now, glimpse } = this.options;
    const { step, generation } = standing();
    const state = `${generation}:${step}`;
    if (state === this.written) return;
    this.tooLarge = 0;
    if (step === 0 && this.written !== '') {
      store.drop(id);
      this.written = '';
    }
    if (!this.#isWorthIt) return;
    const began = now();
    const run = glimpse(MOST_KEPT_BYTES);
    if ('fault' in run) {
      this.tooLarge = step;
      return;
    }
    store.put(id, { step, bytes: joined(run.pieces) });
    this.written = state;
    this.writtenAt = now();
    this.took = this.writtenAt - began;
  }

  /** The page is left; it may come back as it is. */
  leave() {
    this.write();
    const { id, now, placeOf, store } = this.options;
    const isKept = this.written !== '';
    if (isKept && this.offered !== null) store.drop(this.offered);
    this.#note({
      id: isKept ? id : (this.offered ?? ''),
      isLeft: true,
      at: now(),
      place: placeOf(),
      lost: isKept || this.offered !== null ? 0 : this.tooLarge,
    });
  }

  /** The page came back as it was. */
  comeBack() {
    const { id, now } = this.options;
    this.#note({ id, isLeft: false, at: now(), place: null });
  }
}
