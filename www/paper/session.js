/**
 * One visit: the plan, its finished runs, the workers that do the other runs, and the store. The
 * session moves the work and draws no picture.
 */

import { asSentence } from '../words/format.js';
import { Crew } from './crew.js';
import { Pace } from './estimate.js';
import { Results } from './results.js';

/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {import('./plan.js').Unit} Unit */
/** @typedef {import('./protocol.js').Question} Question */
/** @typedef {import('./protocol.js').Values} Values */
/** @typedef {import('../worker/asking.js').Asking<Question, Values>} Asking */
/**
 * @typedef {'opening' | 'idle' | 'interrupted' | 'loading' | 'going' | 'paused' | 'cancelled'
 *   | 'finished' | 'failed' | 'elsewhere' | 'barred'} Status
 *   elsewhere: another tab works; barred: this page cannot have workers where it stands
 */
/**
 * @typedef {object} Parts
 * @property {import('./store.js').Store} store
 * @property {import('./tab-lock.js').TabLock} lock
 * @property {import('./digits.js').Digits} digits
 * @property {Asking} asking
 * @property {import('../worker/owned-worker.js').Opening} workers
 * @property {number} mostWorkers
 * @property {() => number} now
 * @property {() => void} onChange
 */

/** How often a tab at rest looks whether another tab works, and how far that tab is. */
const LOOK_MS = 1000;
const TABS =
  'This browser does not tell here whether another tab of this page works on a plan. Let one tab work at a time.';

export class Session {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Status} */
    this.status = 'opening';
    /** @type {Plan | null} the plan under way, or the latest plan */
    this.plan = null;
    this.results = new Results();
    /** @type {Crew | null} */
    this.crew = null;
    this.pace = new Pace(parts.now);
    /** The measured work a second in one worker. */
    this.measured = Number.NaN;
    this.isMeasuring = false;
    /** Notices by subject; a later notice replaces an earlier one. @type {Map<string, string>} */
    this.notices = new Map();
    /** Counts the visitor's actions, so that an action can tell when a later action replaced it. */
    this.number = 0;
    /** No other tab writes meanwhile. */
    this.isWriter = false;
    this.isLooking = false;
    this.latestLook = 0;
  }

  /** Brings back the results and the plan of an earlier visit. */
  async open() {
    const { store, lock } = this.parts;
    const [holder, kept] = await Promise.all([lock.holder(), store.open()]);
    this.#take(kept);
    this.#settle(store.isRefused ? 'nobody' : holder, kept.plan);
  }

  /** @param {import('./store.js').Kept} kept */
  #take({ lines, dropped }) {
    if (this.parts.store.isWhole) this.results.replace(lines);
    else for (const line of lines) this.results.take(line);
    if (dropped > 0) {
      this.notices.set(
        'dropped',
        `The page could not read ${dropped} kept results and leaves them out.`,
      );
    }
  }

  /**
   * @param {Awaited<ReturnType<import('./tab-lock.js').TabLock['holder']>>} holder of the lock
   * @param {Plan | null} plan that the store has
   */
  #settle(holder, plan) {
    const isLeft = plan !== null && this.results.missingOf(plan).length > 0;
    if (isLeft) this.plan = plan;
    if (isLeft && holder === 'unknown') this.notices.set('tabs', TABS);
    const atRest = isLeft ? 'interrupted' : 'idle';
    this.#enter(holder === 'other' ? 'elsewhere' : atRest);
  }

  /**
   * Looks whether another tab works, and takes what the store has of it.
   * @param {boolean} reads even if no other tab works
   */
  async look(reads = false) {
    const { store, lock } = this.parts;
    if (this.isLooking || this.isBusy || ['opening', 'barred'].includes(this.status)) return;
    this.isLooking = true;
    const { number } = this;
    const holder = store.isRefused ? 'nobody' : await lock.holder();
    const isElsewhere = holder === 'other' || this.status === 'elsewhere';
    const kept = isElsewhere || reads ? await store.read() : null;
    this.isLooking = false;
    this.latestLook = this.parts.now();
    // The visitor may have acted meanwhile.
    if (number !== this.number) return;
    if (kept) this.#take(kept);
    const isOpen = ['idle', 'interrupted'].includes(this.status);
    if (isElsewhere || (kept && isOpen)) this.#settle(holder, kept ? kept.plan : this.plan);
    else if (kept) this.#changed();
  }

  /**
   * Makes this tab the only tab that writes, and brings its results up to date: another tab may have
   * finished runs since, or cleared them.
   * @returns {Promise<boolean>} false if another tab works, or if a later action replaced this one
   */
  async #becomeWriter() {
    const { store, lock } = this.parts;
    this.number += 1;
    const { number } = this;
    const holder = store.isRefused ? 'own' : await lock.take();
    const kept = holder === 'other' ? null : await store.read();
    if (number !== this.number) return false;
    if (kept) this.#take(kept);
    if (holder === 'unknown') this.notices.set('tabs', TABS);
    this.isWriter = holder !== 'other';
    if (!this.isWriter) this.#enter('elsewhere');
    return this.isWriter;
  }

  get isBusy() {
    return ['loading', 'going', 'paused'].includes(this.status);
  }

  /**
   * The work that a plan still needs at most, unit by unit.
   * @param {Plan} plan
   * @returns {Promise<{unit: Unit, left: number}[]>}
   */
  async workOf(plan) {
    const units = this.results.missingOf(plan);
    const assignments = units.flatMap((unit) => this.results.assignmentOf(unit) ?? []);
    if (assignments.length === 0) return [];
    const work = await this.parts.asking.ask({ what: 'work', assignments });
    return units.map((unit, index) => ({ unit, left: work[index] }));
  }

  /** Measures the first missing network of a plan. @param {Plan} plan */
  async measure(plan) {
    const [assignment] = this.results
      .missingOf(plan)
      .flatMap((unit) => this.results.assignmentOf(unit) ?? []);
    if (!assignment || this.isMeasuring) return;
    this.isMeasuring = true;
    this.#changed();
    try {
      this.measured = await this.parts.asking.ask({ what: 'pace', assignment });
      this.notices.delete('measure');
    } catch (error) {
      const text = `This machine could not be measured: ${messageOf(error)}`;
      this.notices.set('measure', asSentence(text));
    }
    this.isMeasuring = false;
    this.#changed();
  }

  /** Does the plan's missing runs; finished runs are not repeated. @param {Plan} plan */
  async start(plan) {
    this.plan = plan;
    this.#forgetNotices();
    this.#enter('loading');
    if (!(await this.#becomeWriter())) return;
    const { number } = this;
    // The runs do not wait for the store.
    this.parts.store.setPlan(plan);
    try {
      const [work] = await Promise.all([this.workOf(plan), this.parts.digits.load()]);
      if (number !== this.number) return;
      if (work.length === 0) return this.#finish();
      this.#open(work);
    } catch (error) {
      if (number !== this.number) return;
      this.notices.set('start', `${asSentence(messageOf(error))} Resume tries again.`);
      this.#leave('failed');
    }
  }

  /** @param {{unit: Unit, left: number}[]} work */
  #open(work) {
    const { workers, mostWorkers, digits } = this.parts;
    this.pace = new Pace(this.parts.now);
    const crew = new Crew(
      {
        ...workers,
        mostWorkers,
        shards: digits.shards,
        assignmentOf: (unit) => this.results.assignmentOf(unit),
        on: (event) => {
          if (crew === this.crew) this.#hear(event);
        },
      },
      work,
    );
    this.crew = crew;
  }

  /** @param {import('./crew.js').CrewEvent} event */
  #hear(event) {
    if (event.type === 'ready' && this.status === 'loading') {
      this.pace.go();
      this.#enter('going');
    } else if (event.type === 'progress') {
      this.pace.add(event.work);
    } else if (event.type === 'record') {
      const read = this.results.take(event.line);
      if (read) this.parts.store.add(read.key, event.line);
    } else if (event.type === 'replaced') {
      const again = event.unit ? `; ${nameOf(event.unit)} begins again from the start` : '';
      this.notices.set('replaced', `A worker was replaced (${event.reason})${again}.`);
    } else if (event.type === 'failed') {
      const text = `${nameOf(event.unit)} failed (${event.reason}). The other runs go on.`;
      this.notices.set(`failed ${event.unit.key}`, text);
    } else if (event.type === 'lost') {
      this.notices.set('start', asSentence(`The workers cannot work here: ${event.reason}`));
      this.#leave('failed');
    } else if (event.type === 'done') this.#finish();
    this.#changed();
  }

  #finish() {
    this.#leave('finished', this.parts.store.setPlan(null));
  }

  /**
   * @param {Status} status a status in which no worker works
   * @param {Promise<void>} [written] after which another tab may write
   */
  async #leave(status, written) {
    this.number += 1;
    const { number } = this;
    this.isWriter = false;
    this.crew?.close();
    this.crew = null;
    this.pace.rest();
    this.#enter(status);
    await written;
    if (number === this.number) this.parts.lock.release();
  }

  pause() {
    if (this.status !== 'going') return;
    this.crew?.hold(true);
    this.pace.rest();
    this.#enter('paused');
  }

  resume() {
    if (this.status === 'paused') {
      this.crew?.hold(false);
      this.pace.go();
      this.#enter('going');
    } else if (this.plan && !this.isBusy) this.start(this.plan);
  }

  /** Stops the work; finished runs stay. */
  async cancel() {
    // A start may still be asking for the lock.
    if (!this.isWriter && !(await this.#becomeWriter())) return;
    this.#leave('cancelled', this.parts.store.setPlan(null));
  }

  /** Forgets all results. */
  async clear() {
    if (!(await this.#becomeWriter())) return;
    this.results.clear();
    this.plan = null;
    this.#forgetNotices();
    // A store that was full has room again.
    if (!this.parts.store.isRefused) this.notices.delete('store');
    this.#leave('idle', this.parts.store.clear());
  }

  /** Where the page stands, no worker can start. @param {string} reason */
  bar(reason) {
    this.notices.set('barred', reason);
    this.#enter('barred');
  }

  /** All but the notices about the store and the tabs: what they say stays true. */
  #forgetNotices() {
    for (const subject of this.notices.keys()) {
      if (!['store', 'tabs'].includes(subject)) this.notices.delete(subject);
    }
  }

  /** NaN until the pace is known. */
  get secondsLeft() {
    return this.crew ? this.pace.secondsFor(this.crew.left) : Number.NaN;
  }

  watch() {
    this.crew?.watch();
    this.parts.asking.watch();
    if (this.parts.now() - this.latestLook >= LOOK_MS) this.look();
  }

  /** @param {Status} status */
  #enter(status) {
    this.status = status;
    this.#changed();
  }

  #changed() {
    this.parts.onChange();
  }
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {Unit} unit */
export const nameOf = ({ cell, seed }) => {
  const { architecture, depth, width, rule, spread } = cell;
  const start = spread === 0 ? '' : `, spread ${spread}`;
  const network = architecture === 'arch2' ? 'Arch2' : 'Arch1';
  return `${network} ${depth} × ${width}, ${rule.toUpperCase().replace('_', ' ')}${start}, run ${seed}`;
};
