/**
 * Repeats the comparison over several seeds, in its own workers beside the workers of the lanes. A
 * worker does a run in slices, and pauses between slices while the lanes need the processor more.
 */
import { isFinal } from '../../worker/owned-worker.js';
import { CHECKPOINT_STEPS } from '../../worker/protocol.js';
import { SeedRun } from './seed-run.js';

/** @typedef {import('../../worker/lane-worker.js').LaneEvent} LaneEvent */
/** @typedef {import('./seed-run.js').ComparedLane} ComparedLane */
/** @typedef {import('../../worker/lane-worker.js').LaneWorker} LaneWorker */
/**
 * @typedef {Pick<LaneWorker, 'start' | 'advance' | 'feed' | 'watch' | 'close'>} SliceWorker
 * @typedef {{worker: SliceWorker, run: SeedRun | null, isPaused: boolean}} Slot
 * @typedef {{lanes: ComparedLane[], seeds: number[], steps: number, specOf: (id: string, seed: number) => string}} Plan
 */

export const SEED_LIMITS = { least: 2, most: 20, usual: 5 };
/** Workers test at multiples of this number, so a run ends at a multiple. */
export const SLICE_STEPS = CHECKPOINT_STEPS;
export const STEP_LIMITS = { least: SLICE_STEPS, most: 20_000, usual: 500 };
/** A stride so large that workers send no drift columns. */
const NO_COLUMNS = 2 ** 30;

/**
 * How many workers may train at once: one core is left for the page, and one for each lane that
 * trains.
 * @param {number} cores
 * @param {number} stageLanes lanes that are training now
 */
export function workersFor(cores, stageLanes) {
  return Math.max(1, cores - 1 - stageLanes);
}

export class SeedRuns {
  /**
   * @param {{open: (on: (event: LaneEvent) => void) => SliceWorker, now: () => number,
   *   mostWorkers: () => number, onChange: () => void}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {'idle' | 'going' | 'done' | 'cancelled'} */
    this.status = 'idle';
    /** @type {Plan | null} */
    this.plan = null;
    /** @type {SeedRun[]} */
    this.runs = [];
    /** @type {Slot[]} */
    this.slots = [];
    this.number = 0;
    this.began = 0;
    this.version = 0;
  }

  /** @param {Plan} plan */
  start(plan) {
    this.#close();
    this.plan = plan;
    this.runs = plan.seeds.flatMap((seed) =>
      plan.lanes.map(({ id }) => new SeedRun(id, seed, plan.specOf(id, seed), plan.steps)),
    );
    this.status = 'going';
    this.began = this.options.now();
    this.#pump();
  }

  /** Ends the runs under way; finished runs stay. */
  cancel() {
    if (this.status !== 'going') return;
    this.#close();
    this.runs = this.runs.filter((run) => run.hasEnded);
    this.status = 'cancelled';
    this.#changed();
  }

  get ended() {
    return this.runs.filter((run) => run.hasEnded).length;
  }

  /** The seeds that every lane has finished. */
  get seedsDone() {
    const { lanes = [], seeds = [] } = this.plan ?? {};
    const endedOf = (/** @type {number} */ seed) =>
      this.runs.filter((run) => run.seed === seed && run.hasEnded && run.outcome !== 'failed')
        .length;
    return seeds.filter((seed) => endedOf(seed) === lanes.length);
  }

  /** Seconds left at the pace so far; NaN before the pace is known. */
  get secondsLeft() {
    const { steps = 0 } = this.plan ?? {};
    const done = this.runs.reduce((sum, run) => sum + (run.hasEnded ? steps : run.step), 0);
    if (done === 0) return Number.NaN;
    const left = this.runs.length * steps - done;
    return ((this.options.now() - this.began) / 1000) * (left / done);
  }

  /** @param {import('../../worker/lane-worker.js').Shard} shard arrived after the workers were opened */
  feed(shard) {
    for (const { worker } of this.slots) worker.feed(shard);
  }

  watch() {
    for (const { worker } of this.slots) worker.watch();
  }

  #pump() {
    const most = this.options.mostWorkers();
    let going = this.slots.filter((slot) => slot.run && !slot.isPaused).length;
    for (const slot of this.slots) {
      if (!slot.isPaused || going >= most) continue;
      this.#slice(slot);
      going += 1;
    }
    const waiting = this.runs.filter((run) => run.outcome === 'waiting');
    for (const run of waiting.slice(0, Math.max(0, most - going))) {
      const slot = this.slots.find((candidate) => !candidate.run) ?? this.#open();
      this.#begin(slot, run);
    }
    if (this.runs.every((run) => run.hasEnded)) {
      this.#close();
      this.status = 'done';
    }
    this.#changed();
  }

  #open() {
    /** @type {Slot} */
    const slot = { run: null, isPaused: false, worker: this.options.open((event) => hear(event)) };
    const hear = (/** @type {LaneEvent} */ event) => this.#hear(slot, event);
    this.slots.push(slot);
    return slot;
  }

  /**
   * @param {Slot} slot
   * @param {SeedRun} run
   */
  #begin(slot, run) {
    this.number += 1;
    slot.run = run;
    run.outcome = 'going';
    slot.worker.start(this.number, run.spec);
    this.#slice(slot);
  }

  /** @param {Slot} slot */
  #slice(slot) {
    slot.isPaused = false;
    const { step, steps } = /** @type {SeedRun} */ (slot.run);
    const next = (Math.floor(step / SLICE_STEPS) + 1) * SLICE_STEPS;
    slot.worker.advance(Math.min(steps, next), NO_COLUMNS);
  }

  /**
   * @param {Slot} slot
   * @param {LaneEvent} event
   */
  #hear(slot, event) {
    const { run } = slot;
    if (!run || !this.slots.includes(slot)) return;
    if (event.type === 'stopped') this.#fail(run, event);
    else if (event.type === 'answer' && event.answer.type === 'round') run.take(event.answer);
    else return;
    if (run.hasEnded) slot.run = null;
    slot.isPaused = !run.hasEnded && run.step % SLICE_STEPS === 0;
    this.#pump();
  }

  /**
   * Where no worker can work, the other runs would end the same way.
   * @param {SeedRun} run
   * @param {Extract<LaneEvent, {type: 'stopped'}>} event
   */
  #fail(run, { reason, cause }) {
    const hopeless = isFinal(cause) ? this.runs.filter(({ outcome }) => outcome === 'waiting') : [];
    for (const failed of [run, ...hopeless]) failed.fail(reason);
  }

  #close() {
    for (const { worker } of this.slots) worker.close();
    this.slots = [];
  }

  #changed() {
    this.version += 1;
    this.options.onChange();
  }
}
