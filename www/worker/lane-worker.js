/**
 * One lane's worker as the page sees it: started, fed, watched, and when it dies replaced by a new
 * one that goes on from the last checkpoint. It knows steps and messages, nothing of pictures.
 */
import { Checkpoints } from './checkpoints.js';
import { Watchdog } from './watchdog.js';

const MOST_REPLACEMENTS = 3;

/** @typedef {import('./protocol.js').Answer} Answer */
/** @typedef {import('./protocol.js').Request} Request */
/** @typedef {({type: 'set'} & import('./protocol.js').Pace)
 *   | ({type: 'rescale'} & import('./protocol.js').Rescaling)} Command */
/** @typedef {{kind: 'training'|'test', bytes: Uint8Array | null}} Shard */
/** @typedef {{postMessage: (message: unknown, transfer: Transferable[]) => void,
 *   terminate: () => void, onmessage: ((event: MessageEvent<Answer>) => void) | null,
 *   onerror: ((event: ErrorEvent) => void) | null}} WorkerLike */
/**
 * @typedef {{type: 'answer', answer: Answer}
 *   | {type: 'replaced', reason: string, fromStep: number, count: number}
 *   | {type: 'stopped', reason: string, cause: 'engine' | 'wasm' | 'simd' | 'refused'}} LaneEvent
 */

export class LaneWorker {
  /**
   * @param {{spawn: () => WorkerLike, wasmUrl: string, now: () => number, shards: Shard[],
   *   on: (event: LaneEvent) => void}} options shards: shared list, in the order to be handed over
   */
  constructor(options) {
    this.options = options;
    this.watchdog = new Watchdog(options.now);
    this.run = 0;
    this.seq = 0;
    this.spec = '';
    this.step = 0;
    this.target = 0;
    this.stride = 1;
    this.replacements = 0;
    /** @type {'waiting' | 'starting' | 'ready' | 'diverged' | 'stopped'} */
    this.state = 'waiting';
    this.checkpoints = new Checkpoints(0);
    /** What changed during this run, to be repeated when steps are. @type {{step: number, command: Command}[]} */
    this.commands = [];
    this.#open();
  }

  get isAlive() {
    return this.state !== 'stopped' && this.state !== 'diverged';
  }

  get hasArrived() {
    return !this.isAlive || (this.state === 'ready' && this.step >= this.target);
  }

  #open() {
    const worker = this.options.spawn();
    worker.onmessage = (event) => {
      if (worker === this.worker) this.#hear(event.data);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      if (worker === this.worker) this.#replace(event.message || 'the worker could not be loaded');
    };
    this.worker = worker;
    this.watchdog.expect('loading');
    this.#post({ type: 'init', wasmUrl: this.options.wasmUrl, ...this.#address() });
    for (const shard of this.options.shards) this.feed(shard);
  }

  #address() {
    this.seq += 1;
    return { run: this.run, seq: this.seq };
  }

  /**
   * @param {Request} request
   * @param {Transferable[]} [transfer]
   */
  #post(request, transfer = []) {
    this.worker?.postMessage(request, transfer);
  }

  /** @param {Shard} shard */
  feed(shard) {
    if (!this.worker) return;
    const bytes = shard.bytes === null ? null : shard.bytes.slice();
    const transfer = bytes === null ? [] : [bytes.buffer];
    this.#post({ type: 'shard', kind: shard.kind, bytes, ...this.#address() }, transfer);
  }

  /**
   * Begins a run at step 0; its answers carry this run number.
   * @param {number} run
   * @param {string} spec
   */
  start(run, spec) {
    this.checkpoints.clear();
    this.#enter(run, spec, 0);
  }

  /**
   * Begins at the last checkpoint kept before a step, and goes on to that step.
   * @param {number} run
   * @param {string} spec
   * @param {number} target
   */
  goBack(run, spec, target) {
    this.checkpoints.dropFrom(target);
    this.#enter(run, spec, target);
  }

  /**
   * Begins at the newest of these, and goes on to the target if that is later.
   * @param {number} run
   * @param {string} spec
   * @param {number} target
   * @param {import('./protocol.js').Checkpoint[]} checkpoints
   */
  resume(run, spec, target, checkpoints) {
    this.#keep(checkpoints);
    this.#enter(run, spec, target);
  }

  /**
   * A run that ended before the page was opened: it can only be gone back in.
   * @param {number} step
   * @param {import('./protocol.js').Checkpoint[]} checkpoints
   */
  leaveEnded(step, checkpoints) {
    this.#keep(checkpoints);
    this.step = step;
    this.state = 'diverged';
  }

  /** @param {import('./protocol.js').Checkpoint[]} checkpoints */
  #keep(checkpoints) {
    this.checkpoints.clear();
    for (const checkpoint of checkpoints) this.checkpoints.add(checkpoint);
  }

  /**
   * @param {number} run
   * @param {string} spec
   * @param {number} target
   */
  #enter(run, spec, target) {
    this.run = run;
    this.spec = spec;
    this.step = 0;
    this.target = target;
    this.commands = [];
    this.state = 'starting';
    if (!this.worker) {
      this.replacements = 0;
      this.#open();
    }
    this.#begin();
  }

  #begin() {
    this.watchdog.expect('loading');
    const { newest } = this.checkpoints;
    if (newest) {
      const checkpoint = newest.bytes.slice();
      const request = { spec: this.spec, checkpoint, ...this.#address() };
      this.#post({ type: 'resume', ...request }, [checkpoint.buffer]);
    } else {
      this.#post({ type: 'start', spec: this.spec, ...this.#address() });
    }
  }

  /**
   * @param {number} target step to reach
   * @param {number} stride
   */
  advance(target, stride) {
    this.target = target;
    this.stride = stride;
    if (this.state === 'ready') this.#stepOn();
  }

  /** Asks for the steps up to the target, but not past a command that has to be repeated. */
  #stepOn() {
    for (const { step, command } of this.commands) {
      if (step === this.step) this.#post({ ...command, ...this.#address() });
    }
    const later = this.commands.map(({ step }) => step).filter((step) => step > this.step);
    const steps = Math.min(this.target, ...later) - this.step;
    this.watchdog.expect(steps > 0 ? 'running' : 'idle');
    if (steps > 0) {
      this.#post({ type: 'run', steps, stride: this.stride, ...this.#address() });
    }
  }

  /** @param {Command} command that holds from the next step on; the last of its kind counts */
  command(command) {
    this.commands.push({ step: this.step, command });
    if (this.state === 'ready') this.#post({ ...command, ...this.#address() });
  }

  /**
   * @param {import('./protocol.js').Wants} wants
   * @param {number} [step] to look back to: one at which a checkpoint is kept, or 0
   */
  inspect(wants, step) {
    if (this.state !== 'ready') return;
    if (step === undefined) {
      this.#post({ type: 'inspect', wants, ...this.#address() });
      return;
    }
    const kept = this.checkpoints.list.find((checkpoint) => checkpoint.step === step);
    const bytes = kept?.bytes.slice() ?? new Uint8Array(0);
    const past = { spec: this.spec, step: kept?.step ?? 0, bytes };
    this.#post({ type: 'inspect', wants, past, ...this.#address() }, [bytes.buffer]);
  }

  askCheckpoint() {
    if (this.state === 'ready') this.#post({ type: 'checkpoint', ...this.#address() });
  }

  askSnapshot() {
    if (this.state === 'ready') this.#post({ type: 'snapshot', ...this.#address() });
  }

  /** Called every CHECK_MS. */
  watch() {
    if (!this.watchdog.isSilent() || !this.worker) return;
    const limit = this.watchdog.duty === 'loading' ? 15 : 3;
    this.#replace(`no sign of life for ${limit} seconds`);
  }

  /** Ends the run; the worker and its data stay for the next one. */
  stop() {
    this.#post({ type: 'stop', ...this.#address() });
    this.state = 'waiting';
    this.watchdog.expect('idle');
  }

  close() {
    this.worker?.terminate();
    this.worker = undefined;
    this.state = 'stopped';
    this.watchdog.expect('idle');
  }

  /** @param {Answer} answer */
  #hear(answer) {
    // A worker that was asked to run and says that it has nothing to do has lost the request.
    const isIdling = answer.type === 'heartbeat' && !answer.isWorking;
    if (!isIdling || this.watchdog.duty !== 'running') this.watchdog.sign();
    if (answer.type === 'failure') {
      if (answer.cause === 'engine') this.#replace(answer.message);
      else this.#giveUp(answer.message, answer.cause);
      return;
    }
    if (answer.type === 'ready') {
      if (this.state === 'waiting') this.watchdog.expect('idle');
      this.options.on({ type: 'answer', answer });
      return;
    }
    if (answer.run !== this.run || answer.type === 'heartbeat') return;
    if (answer.type === 'refused') this.#hearRefusal(answer);
    else if (answer.type === 'started') this.#hearStart(answer);
    else if (answer.type === 'round') this.#hearRound(answer);
    else {
      if (answer.type === 'checkpoint') this.checkpoints.add(answer.checkpoint);
      this.options.on({ type: 'answer', answer });
    }
  }

  /** @param {import('./protocol.js').RefusedAnswer} answer */
  #hearRefusal(answer) {
    if (answer.request === 'resume') {
      // A checkpoint that cannot be used costs time, not the run: the same steps come again.
      this.checkpoints.clear();
      this.options.on({ type: 'answer', answer });
      if (this.worker) this.#begin();
    } else if (answer.request === 'inspect') {
      // Something that is not there cannot be shown; the run is well.
      this.options.on({ type: 'answer', answer });
    } else {
      this.#giveUp(answer.message, 'refused');
    }
  }

  /** @param {import('./protocol.js').StartedAnswer} answer */
  #hearStart(answer) {
    this.state = 'ready';
    this.step = answer.step;
    this.watchdog.expect('idle');
    this.options.on({ type: 'answer', answer });
    if (this.step < this.target) this.#stepOn();
  }

  /** @param {import('./protocol.js').RoundAnswer} answer */
  #hearRound(answer) {
    this.step = answer.step;
    if (answer.checkpoint) this.checkpoints.add(answer.checkpoint);
    if (answer.diverged !== '') this.state = 'diverged';
    this.watchdog.expect('idle');
    if (this.state === 'ready' && this.step < this.target) this.#stepOn();
    this.options.on({ type: 'answer', answer });
  }

  /** @param {string} reason */
  #replace(reason) {
    this.worker?.terminate();
    this.worker = undefined;
    if (this.replacements >= MOST_REPLACEMENTS) {
      this.#giveUp(reason, 'engine');
      return;
    }
    this.replacements += 1;
    const wasRunning = this.state === 'starting' || this.state === 'ready';
    this.#open();
    if (wasRunning) {
      this.state = 'starting';
      this.#begin();
    }
    const fromStep = this.checkpoints.newest?.step ?? 0;
    this.options.on({ type: 'replaced', reason, fromStep, count: this.replacements });
  }

  /**
   * @param {string} reason
   * @param {'engine' | 'wasm' | 'simd' | 'refused'} cause
   */
  #giveUp(reason, cause) {
    this.state = 'stopped';
    this.watchdog.expect('idle');
    if (cause !== 'refused') {
      this.worker?.terminate();
      this.worker = undefined;
    }
    this.options.on({ type: 'stopped', reason, cause });
  }
}
