/**
 * Owns one worker per lane and moves the workers in lock-step: a round is a step number that every
 * living lane must reach, and the next round begins when all lanes have reached it. The number of
 * lanes that train at a time only changes how much of the machine is left for the page.
 */
import { CHECKPOINT_BYTES } from './checkpoints.js';
import { LaneWorker } from './lane-worker.js';

/** @typedef {import('./lane-worker.js').LaneEvent} LaneEvent */
/** @typedef {import('./lane-worker.js').Shard} Shard */

export class Runs {
  /**
   * @param {import('./owned-worker.js').Opening & {
   *   onLane: (id: string, event: LaneEvent) => void, onRound: () => void,
   *   mostAtOnce?: () => number}} options mostAtOnce: lanes that may train at a time
   */
  constructor(options) {
    this.options = options;
    /** @type {Map<string, LaneWorker>} */
    this.lanes = new Map();
    /** Every worker, also a replacement, gets them in this order. @type {Shard[]} */
    this.shards = [];
    this.run = 0;
    this.isBusy = false;
    /** Lanes that wait until other lanes have finished the round. @type {(() => void)[]} */
    this.waiting = [];
  }

  get mostAtOnce() {
    return this.options.mostAtOnce?.() ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Keeps the workers of staying lanes, closes the other workers, and opens workers for new lanes.
   * @param {string[]} ids
   */
  setLanes(ids) {
    for (const [id, lane] of this.lanes) {
      if (ids.includes(id)) continue;
      lane.close();
      this.lanes.delete(id);
    }
    for (const id of ids) {
      if (!this.lanes.has(id)) this.lanes.set(id, this.#openLane(id));
    }
    for (const lane of this.lanes.values()) {
      lane.checkpoints.mostBytes = CHECKPOINT_BYTES / ids.length;
    }
    this.#settle();
  }

  /** @param {string} id */
  #openLane(id) {
    const { spawn, wasmUrl, now } = this.options;
    const lane = new LaneWorker({
      spawn,
      wasmUrl,
      now,
      shards: this.shards,
      on: (event) => {
        if (this.lanes.get(id) !== lane) return;
        this.options.onLane(id, event);
        this.#settle();
      },
    });
    return lane;
  }

  /**
   * Changes the data: ends every worker, and gives these shards to the new workers.
   * @param {Shard[]} shards
   */
  replaceShards(shards) {
    this.setLanes([]);
    this.shards = [...shards];
  }

  /** @param {Shard} shard the next shard in order */
  addShard(shard) {
    this.shards.push(shard);
    for (const lane of this.lanes.values()) lane.feed(shard);
  }

  /** @param {(id: string) => string} specOf */
  start(specOf) {
    this.run += 1;
    this.waiting = [];
    this.isBusy = false;
    for (const [id, lane] of this.lanes) lane.start(this.run, specOf(id));
  }

  /**
   * Takes every lane to an earlier step, from the checkpoint before it; the arrival ends a round.
   * A lane that had diverged by then stays diverged.
   * @param {number} step
   * @param {(id: string) => string} specOf
   */
  goBack(step, specOf) {
    this.run += 1;
    this.waiting = [];
    this.isBusy = true;
    for (const [id, lane] of this.lanes) {
      if (lane.state === 'diverged' && lane.step < step) continue;
      lane.goBack(this.run, specOf(id), step);
    }
    this.#settle();
  }

  /**
   * Brings every lane to the step at which the run was saved. A lane saved at an earlier step trains
   * on to it; a lane that had ended stays ended.
   * @param {number} step
   * @param {(id: string) => string} specOf
   * @param {(id: string) => {checkpoints: import('./protocol.js').Checkpoint[], endedAt: number | null}} keptOf
   */
  resume(step, specOf, keptOf) {
    this.run += 1;
    this.waiting = [];
    this.isBusy = true;
    for (const [id, lane] of this.lanes) {
      const { checkpoints, endedAt } = keptOf(id);
      if (endedAt === null) lane.resume(this.run, specOf(id), step, checkpoints);
      else lane.leaveEnded(endedAt, checkpoints);
    }
    this.#settle();
  }

  stop() {
    this.run += 1;
    this.waiting = [];
    this.isBusy = false;
    for (const lane of this.lanes.values()) if (lane.isAlive) lane.stop();
  }

  get living() {
    return [...this.lanes.values()].filter((lane) => lane.isAlive);
  }

  get areReady() {
    return this.living.every((lane) => lane.state === 'ready');
  }

  /**
   * Moves every lane to the target step.
   * @param {number} target
   * @param {number} stride
   */
  advance(target, stride) {
    this.isBusy = true;
    this.waiting = this.living.map((lane) => () => lane.advance(target, stride));
    this.#settle();
  }

  #settle() {
    const isTraining = (/** @type {LaneWorker} */ lane) => !lane.hasArrived;
    const training = () => [...this.lanes.values()].filter(isTraining).length;
    while (this.waiting.length > 0 && training() < this.mostAtOnce) this.waiting.shift()?.();
    if (!this.isBusy || training() > 0) return;
    this.isBusy = false;
    this.options.onRound();
  }

  /**
   * @param {string} id
   * @param {import('./protocol.js').Pace} pace from the next step on
   */
  setPace(id, pace) {
    const lane = this.lanes.get(id);
    if (lane?.isAlive) lane.command({ type: 'set', ...pace });
  }

  /** @param {import('./protocol.js').Rescaling} rescaling for every twin, from the next step on */
  rescale(rescaling) {
    for (const lane of this.living) lane.command({ type: 'rescale', ...rescaling });
  }

  /**
   * Asks one lane for an inspection; the answer comes as an event.
   * @param {string} id
   * @param {import('./protocol.js').Wants} wants
   * @param {number} [step] the step to look back to, which `stepBefore` has returned
   */
  inspect(id, wants, step) {
    const lane = this.lanes.get(id);
    if (lane?.isAlive) lane.inspect(wants, step);
  }

  /**
   * The last step, at or before the given one, to which a lane can look back.
   * @param {string} id
   * @param {number} step
   */
  stepBefore(id, step) {
    return this.lanes.get(id)?.checkpoints.stepBefore(step) ?? 0;
  }

  askCheckpoints() {
    for (const lane of this.living) lane.askCheckpoint();
  }

  /** @param {string} id */
  checkpointsOf(id) {
    return this.lanes.get(id)?.checkpoints.list ?? [];
  }

  askSnapshots() {
    for (const lane of this.living) lane.askSnapshot();
  }

  watch() {
    for (const lane of this.lanes.values()) lane.watch();
  }
}
