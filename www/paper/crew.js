/**
 * Owns the workers of a plan. Each worker takes one unit of work after the other. A new worker
 * replaces a dead one, and begins its unit again from the start, without the finished runs.
 */
import { isFinal, OwnedWorker } from '../worker/owned-worker.js';

/** @typedef {import('./plan.js').Unit} Unit */
/** @typedef {import('./protocol.js').Answer} Answer */
/** @typedef {import('../worker/owned-worker.js').Death} Death */
/** @typedef {import('./digits.js').Shard} Shard */
/**
 * @typedef {{unit: Unit, left: number, deaths: number, isSearching: boolean}} Job left: work
 * @typedef {{worker: OwnedWorker<import('./protocol.js').Request, Answer>, job: Job | null,
 *   isReady: boolean}} Slot
 * @typedef {{type: 'record', unit: Unit, line: string}
 *   | {type: 'progress', work: number}
 *   | {type: 'ready'}
 *   | {type: 'replaced', reason: string, unit: Unit | null}
 *   | {type: 'failed', reason: string, unit: Unit}
 *   | {type: 'lost', reason: string}
 *   | {type: 'done'}} CrewEvent
 */

/** After this many deaths the crew gives up a unit, or itself if its workers die while loading. */
const MOST_DEATHS = 3;

export class Crew {
  /**
   * @param {import('../worker/owned-worker.js').Opening & {shards: Shard[], mostWorkers: number,
   *   assignmentOf: (unit: Unit) => import('./protocol.js').Assignment | null,
   *   on: (event: CrewEvent) => void}} options assignmentOf: the missing part of a unit, or null
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

  /** The work that is left if no run stops early. */
  get left() {
    const jobs = [...this.waiting, ...this.jobs];
    return jobs.reduce((sum, job) => sum + job.left, 0);
  }

  /** The jobs that the workers do now. */
  get jobs() {
    return this.slots.flatMap(({ job }) => (job ? [job] : []));
  }

  #open() {
    /** @type {Slot} */
    const slot = {
      worker: new OwnedWorker({
        ...this.options,
        onAnswer: (answer) => this.#hear(slot, answer),
        onDeath: (death) => this.#replace(slot, death),
      }),
      job: null,
      isReady: false,
    };
    this.slots.push(slot);
    for (const { kind, bytes } of this.options.shards) {
      const copy = bytes.slice();
      slot.worker.post({ type: 'shard', kind, bytes: copy }, [copy.buffer]);
    }
    slot.worker.post({ type: 'seal' });
    if (this.isHeld) slot.worker.post({ type: 'hold', isHeld: true });
  }

  /** @param {Slot} slot */
  #next(slot) {
    slot.worker.expect('idle');
    if (slot.job || !slot.isReady || this.isHeld) return;
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      const assignment = this.options.assignmentOf(job.unit);
      if (!assignment) continue;
      slot.job = job;
      slot.worker.expect('running');
      slot.worker.post({ type: 'unit', unit: job.unit.key, assignment });
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
   * @param {Death} death
   */
  #replace(slot, { cause, message: reason }) {
    this.slots = this.slots.filter((other) => other !== slot);
    const { job } = slot;
    if (job) {
      job.deaths += 1;
      job.isSearching = true;
      if (job.deaths >= MOST_DEATHS) this.options.on({ type: 'failed', unit: job.unit, reason });
      else this.waiting.unshift(job);
    } else this.deaths += 1;
    if (isFinal(cause) || this.deaths >= MOST_DEATHS) {
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
      slot.worker.post({ type: 'hold', isHeld });
      if (!slot.job) this.#next(slot);
      else slot.worker.expect(isHeld ? 'idle' : 'running');
    }
  }

  /** The owner calls it every CHECK_MS. */
  watch() {
    for (const { worker } of [...this.slots]) worker.watch();
  }

  close() {
    for (const { worker } of this.slots) worker.close();
    this.slots = [];
    this.waiting = [];
  }
}
