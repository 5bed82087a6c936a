/**
 * Owns the workers of a plan. Each takes one unit of work after the other; one that dies is
 * replaced, and its unit begins again from its start, without the runs that are finished.
 */
import { Hand } from './hand.js';

/** @typedef {import('./plan.js').Unit} Unit */
/** @typedef {import('./inside/worker.js').Answer} Answer */
/** @typedef {import('./digits.js').Shard} Shard */
/**
 * @typedef {{unit: Unit, left: number, deaths: number, isSearching: boolean}} Job left: work
 * @typedef {{hand: Hand, job: Job | null, isReady: boolean}} Slot
 * @typedef {{type: 'record', unit: Unit, line: string}
 *   | {type: 'progress', work: number}
 *   | {type: 'ready'}
 *   | {type: 'replaced', reason: string, unit: Unit | null}
 *   | {type: 'failed', reason: string, unit: Unit}
 *   | {type: 'lost', reason: string}
 *   | {type: 'done'}} CrewEvent
 */

/** After so many deaths a unit is given up, or the crew where it was while loading. */
const MOST_DEATHS = 3;

export class Crew {
  /**
   * @param {import('./hand.js').Opening & {shards: Shard[], mostWorkers: number,
   *   assignmentOf: (unit: Unit) => import('./inside/worker.js').Assignment | null,
   *   on: (event: CrewEvent) => void}} options assignmentOf: what is missing of a unit, or null
   * @param {{unit: Unit, left: number}[]} units
   */
  constructor(options, units) {
    this.options = options;
    /** @type {Job[]} */
    this.waiting = units.map((unit) => ({ ...unit, deaths: 0, isSearching: true }));
    this.isHeld = false;
    this.deaths = 0;
    const count = Math.max(1, Math.min(options.mostWorkers, units.length));
    /** @type {Slot[]} */
    this.slots = [];
    for (let index = 0; index < count; index += 1) this.#open();
  }

  /** Work that is left, if nothing stops early. */
  get left() {
    const jobs = [...this.waiting, ...this.jobs];
    return jobs.reduce((sum, job) => sum + job.left, 0);
  }

  /** What the workers are at. */
  get jobs() {
    return this.slots.flatMap(({ job }) => (job ? [job] : []));
  }

  #open() {
    /** @type {Slot} */
    const slot = {
      hand: new Hand({
        ...this.options,
        on: (answer) => this.#hear(slot, answer),
        onDeath: (reason, isFinal) => this.#replace(slot, reason, isFinal),
      }),
      job: null,
      isReady: false,
    };
    this.slots.push(slot);
    for (const { kind, bytes } of this.options.shards) {
      const copy = bytes.slice();
      slot.hand.post({ type: 'shard', kind, bytes: copy }, [copy.buffer]);
    }
    slot.hand.post({ type: 'seal' });
    if (this.isHeld) slot.hand.post({ type: 'hold', isHeld: true });
  }

  /** @param {Slot} slot */
  #next(slot) {
    slot.hand.watchdog.expect('idle');
    if (slot.job || !slot.isReady || this.isHeld) return;
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      const assignment = this.options.assignmentOf(job.unit);
      if (!assignment) continue;
      slot.job = job;
      slot.hand.watchdog.expect('running');
      slot.hand.post({ type: 'unit', unit: job.unit.key, assignment });
      return;
    }
    if (this.jobs.length > 0) return;
    this.close();
    this.options.on({ type: 'done' });
  }

  /**
   * @param {Slot} slot
   * @param {Answer} answer
   */
  #hear(slot, answer) {
    if (answer.type === 'sealed') {
      slot.isReady = true;
      this.options.on({ type: 'ready' });
      this.#next(slot);
    }
    const { job } = slot;
    if (!job || !('unit' in answer) || answer.unit !== job.unit.key) return;
    if (answer.type === 'left' || answer.type === 'record') this.#setLeft(job, answer.left);
    if (answer.type === 'left') job.isSearching = answer.isSearching;
    if (answer.type === 'record') {
      this.options.on({ type: 'record', unit: job.unit, line: answer.line });
    } else if (answer.type === 'done') {
      this.#setLeft(job, 0);
      slot.job = null;
      this.#next(slot);
    } else if (answer.type === 'refused') {
      slot.job = null;
      this.options.on({ type: 'failed', unit: job.unit, reason: answer.message });
      this.#next(slot);
    }
  }

  /**
   * @param {Job} job
   * @param {number} left
   */
  #setLeft(job, left) {
    const work = job.left - left;
    job.left = left;
    this.options.on({ type: 'progress', work });
  }

  /**
   * @param {Slot} slot
   * @param {string} reason
   * @param {boolean} isFinal
   */
  #replace(slot, reason, isFinal) {
    this.slots = this.slots.filter((other) => other !== slot);
    const { job } = slot;
    if (job) {
      job.deaths += 1;
      job.isSearching = true;
      if (job.deaths >= MOST_DEATHS) this.options.on({ type: 'failed', unit: job.unit, reason });
      else this.waiting.unshift(job);
    } else this.deaths += 1;
    if (isFinal || this.deaths >= MOST_DEATHS) {
      this.close();
      this.options.on({ type: 'lost', reason });
      return;
    }
    this.options.on({ type: 'replaced', unit: job?.unit ?? null, reason });
    this.#open();
  }

  /** @param {boolean} isHeld */
  hold(isHeld) {
    this.isHeld = isHeld;
    for (const slot of this.slots) {
      slot.hand.post({ type: 'hold', isHeld });
      if (!slot.job) this.#next(slot);
      else slot.hand.watchdog.expect(isHeld ? 'idle' : 'running');
    }
  }

  /** Called every CHECK_MS. */
  watch() {
    for (const { hand } of [...this.slots]) hand.watch();
  }

  close() {
    for (const { hand } of this.slots) hand.close();
    this.slots = [];
    this.waiting = [];
  }
}
