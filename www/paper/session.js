/**
 * One visit: the plan, its finished runs, the workers that do the other runs, and the store. The
 * session moves the work and draws no picture.
 */

import { asSentence } from '../words/format.js';
import { Crew } from './crew.js';
import { Pace } from './estimate.js';
import { readLine, runKey, runKeysOf, unitsOf } from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {import('./plan.js').Unit} Unit */
/** @typedef {NonNullable<ReturnType<typeof readLine>>} Line */
/** @typedef {import('./protocol.js').Question} Question */
/** @typedef {import('./protocol.js').Values} Values */
/** @typedef {import('../worker/asking.js').Asking<Question, Values>} Asking */
/** @typedef {'idle' | 'interrupted' | 'loading' | 'going' | 'paused' | 'cancelled' | 'finished' | 'failed'} Status */
/**
 * @typedef {object} Parts
 * @property {import('./store.js').Store} store
 * @property {import('./digits.js').Digits} digits
 * @property {Asking} asking
 * @property {import('../worker/owned-worker.js').Opening} workers
 * @property {number} mostWorkers
 * @property {() => number} now
 * @property {() => void} onChange
 */

export class Session {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Status} */
    this.status = 'idle';
    /** @type {Plan | null} the plan under way, or the latest plan */
    this.plan = null;
    /** @type {Map<string, Line>} by run */
    this.lines = new Map();
    /** @type {Crew | null} */
    this.crew = null;
    this.pace = new Pace(parts.now);
    /** The measured work a second in one worker. */
    this.measured = Number.NaN;
    this.isMeasuring = false;
    /** Notices by subject; a later notice replaces an earlier one. @type {Map<string, string>} */
    this.notices = new Map();
    /** Counts starts, so that a start can tell when a later start has replaced it. */
    this.number = 0;
    /** Counts changes of the results. */
    this.version = 0;
  }

  /** Brings back the results and the plan of an earlier visit. */
  async open() {
    const { lines, plan, dropped } = await this.parts.store.open();
    for (const line of lines) this.#take(line);
    if (dropped > 0) {
      this.notices.set(
        'dropped',
        `The page could not read ${dropped} kept results and leaves them out.`,
      );
    }
    if (plan && this.missingOf(plan).length > 0) {
      this.plan = plan;
      this.status = 'interrupted';
    }
    this.#changed();
    return this.plan;
  }

  /** @param {string} line */
  #take(line) {
    const read = readLine(line);
    if (!read) return null;
    this.lines.set(read.key, read);
    this.version += 1;
    return read;
  }

  get isBusy() {
    return ['loading', 'going', 'paused'].includes(this.status);
  }

  /** @param {Plan} plan */
  progressOf(plan) {
    const keys = runKeysOf(plan);
    return { finished: keys.filter((key) => this.lines.has(key)).length, total: keys.length };
  }

  /**
   * The units that lack a run.
   * @param {Plan} plan
   */
  missingOf(plan) {
    return unitsOf(plan).filter((unit) => this.#protocolsLeft(unit).length > 0);
  }

  /** @param {Unit} unit */
  #protocolsLeft(unit) {
    return unit.protocols.filter((protocol) => !this.lines.has(runKey(unit, protocol)));
  }

  /**
   * The missing part of a unit, as the engine takes it; null if no run is missing.
   * @param {Unit} unit
   * @returns {import('./protocol.js').Assignment | null}
   */
  assignmentOf(unit) {
    const protocols = this.#protocolsLeft(unit);
    if (protocols.length === 0) return null;
    const { cell, extent, seed } = unit;
    // A finished run of the same search has recorded the rate, so the engine need not search again.
    const known = [...this.lines.values()].filter((line) => line.unit === unit.key);
    return { cell, extent, seed, protocols, known: known.map(({ line }) => line).join('\n') };
  }

  /**
   * The work that a plan still needs at most, unit by unit.
   * @param {Plan} plan
   * @returns {Promise<{unit: Unit, left: number}[]>}
   */
  async workOf(plan) {
    const units = this.missingOf(plan);
    const assignments = units.flatMap((unit) => this.assignmentOf(unit) ?? []);
    if (assignments.length === 0) return [];
    const work = await this.parts.asking.ask({ what: 'work', assignments });
    return units.map((unit, index) => ({ unit, left: work[index] }));
  }

  /** Measures the first missing network of a plan. @param {Plan} plan */
  async measure(plan) {
    const [assignment] = this.missingOf(plan).flatMap((unit) => this.assignmentOf(unit) ?? []);
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
    this.number += 1;
    const { number } = this;
    this.plan = plan;
    this.#forgetNotices();
    this.#enter('loading');
    // The runs do not wait for the store.
    this.parts.store.setPlan(plan);
    try {
      const [work] = await Promise.all([this.workOf(plan), this.parts.digits.load()]);
      if (number !== this.number) return;
      if (work.length === 0) return this.#finish();
      this.#open(work);
    } catch (error) {
      if (number !== this.number) return;
      this.notices.set('start', `${messageOf(error)} Resume tries again.`);
      this.#enter('failed');
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
        assignmentOf: (unit) => this.assignmentOf(unit),
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
      const read = this.#take(event.line);
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
    this.parts.store.setPlan(null);
    this.#leave('finished');
  }

  /** @param {Status} status a status in which no worker works */
  #leave(status) {
    this.number += 1;
    this.crew?.close();
    this.crew = null;
    this.pace.rest();
    this.#enter(status);
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
  cancel() {
    this.parts.store.setPlan(null);
    this.#leave('cancelled');
  }

  /** Forgets all results. */
  clear() {
    this.lines.clear();
    this.version += 1;
    this.parts.store.clear();
    this.plan = null;
    this.#forgetNotices();
    this.#leave('idle');
  }

  /** All but the notice about the store: what it says stays true. */
  #forgetNotices() {
    for (const subject of this.notices.keys()) {
      if (subject !== 'store') this.notices.delete(subject);
    }
  }

  /** NaN until the pace is known. */
  get secondsLeft() {
    return this.crew ? this.pace.secondsFor(this.crew.left) : Number.NaN;
  }

  watch() {
    this.crew?.watch();
    this.parts.asking.watch();
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
