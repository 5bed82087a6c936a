/**
 * Owns the workers, one per lane, and moves them in lock-step: a round is a step number that every
 * living lane must reach, and the next round begins when all have.
 */
import { LaneWorker } from './lane-worker.js';

/** @typedef {import('./lane-worker.js').LaneEvent} LaneEvent */
/** @typedef {import('./lane-worker.js').Shard} Shard */
/** @typedef {import('./lane-worker.js').WorkerLike} WorkerLike */

export class Runs {
  /**
   * @param {{spawn: () => WorkerLike, wasmUrl: string, now: () => number,
   *   onLane: (rule: string, event: LaneEvent) => void, onRound: () => void}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {Map<string, LaneWorker>} */
    this.lanes = new Map();
    /** Handed to every worker in this order, and to replacements again. @type {Shard[]} */
    this.shards = [];
    this.run = 0;
    this.isBusy = false;
  }

  /**
   * Keeps the workers of rules that stay, closes and opens the others.
   * @param {string[]} rules
   */
  setRules(rules) {
    for (const [rule, lane] of this.lanes) {
      if (rules.includes(rule)) continue;
      lane.close();
      this.lanes.delete(rule);
    }
    for (const rule of rules) {
      if (!this.lanes.has(rule)) this.lanes.set(rule, this.#openLane(rule));
    }
  }

  /** @param {string} rule */
  #openLane(rule) {
    const { spawn, wasmUrl, now } = this.options;
    const lane = new LaneWorker({
      spawn,
      wasmUrl,
      now,
      shards: this.shards,
      on: (event) => {
        if (this.lanes.get(rule) !== lane) return;
        this.options.onLane(rule, event);
        this.#settle();
      },
    });
    return lane;
  }

  /** @param {Shard} shard the next one in order */
  addShard(shard) {
    this.shards.push(shard);
    for (const lane of this.lanes.values()) lane.feed(shard);
  }

  /** @param {(rule: string) => string} specOf */
  start(specOf) {
    this.run += 1;
    this.isBusy = false;
    for (const [rule, lane] of this.lanes) lane.start(this.run, specOf(rule));
  }

  stop() {
    this.run += 1;
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
   * One round.
   * @param {number} target
   * @param {number} stride
   */
  advance(target, stride) {
    this.isBusy = true;
    for (const lane of this.living) lane.advance(target, stride);
    this.#settle();
  }

  #settle() {
    if (!this.isBusy || ![...this.lanes.values()].every((lane) => lane.hasArrived)) return;
    this.isBusy = false;
    this.options.onRound();
  }

  /** @param {number} rate */
  setRate(rate) {
    for (const lane of this.living) lane.setRate(rate);
  }

  askSnapshots() {
    for (const lane of this.living) lane.askSnapshot();
  }

  watch() {
    for (const lane of this.lanes.values()) lane.watch();
  }
}
