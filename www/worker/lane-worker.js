/**
 * Trains one lane in a worker and moves the worker from step to step. When the worker dies, a new
 * worker goes on from the last checkpoint. This class knows steps and messages, not pictures.
 */
import { Checkpoints } from './checkpoints.js';
import { isFinal, OwnedWorker } from './owned-worker.js';
import { patienceFor } from './patience.js';

const MOST_REPLACEMENTS = 3;

/** @typedef {import('./protocol.js').Answer} Answer */
/** @typedef {import('./protocol.js').Request} Request */
/** @typedef {({type: 'set'} & import('./protocol.js').Pace)
 *   | ({type: 'rescale'} & import('./protocol.js').Rescaling)} Command */
/** @typedef {{kind: 'training'|'test', bytes: Uint8Array | null}} Shard */
/**
 * @typedef {{type: 'answer', answer: Answer}
 *   | {type: 'replaced', reason: string, fromStep: number, count: number}
 *   | {type: 'stopped', reason: string, cause: StopCause}} LaneEvent
 */
/** @typedef {typeof import('./owned-worker.js').FINAL_CAUSES[number] | 'engine' | 'refused'} StopCause */

export class LaneWorker {
  /**
   * @param {import('./owned-worker.js').Opening & {shards: Shard[],
   *   on: (event: LaneEvent) => void}} options shards: a list that all lanes share; each worker
   *   gets the shards in its order
   */
  constructor(options) {
    this.options = options;
    this.run = 0;
    this.spec = '';
    this.step = 0;
    this.target = 0;
    this.stride = 1;
    this.replacements = 0;
    /** For how long its workers may be silent in this run. */
    this.patienceMs = 0;
    /** Whether the present worker has finished a round. */
    this.hasFinishedRound = false;
    /** @type {'waiting' | 'starting' | 'ready' | 'diverged' | 'stopped'} */
    this.state = 'waiting';
    this.checkpoints = new Checkpoints(0);
    /** This run's changes; repeated steps repeat them. @type {{step: number, command: Command}[]} */
    this.commands = [];
    /** @type {OwnedWorker<Request, Answer> | undefined} */
    this.worker = undefined;
    this.#open();
  }

  get isAlive() {
    return this.state !== 'stopped' && this.state !== 'diverged';
  }

  get hasArrived() {
    return !this.isAlive || (this.state === 'ready' && this.step >= this.target);
  }

  #open() {
    this.worker = new OwnedWorker({
      ...this.options,
      run: this.run,
      onAnswer: (answer) => this.#hear(answer),
      onDeath: (death) => this.#hearDeath(death),
    });
    this.worker.allow(this.patienceMs);
    this.hasFinishedRound = false;
    for (const shard of this.options.shards) this.feed(shard);
  }

  /** @param {Shard} shard */
  feed(shard) {
    if (!this.worker) return;
    const bytes = shard.bytes === null ? null : shard.bytes.slice();
    const transfer = bytes === null ? [] : [bytes.buffer];
    this.worker.post({ type: 'shard', kind: shard.kind, bytes }, transfer);
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
   * Begins at the last checkpoint before the target step, and goes on to that step.
   * @param {number} run
   * @param {string} spec
   * @param {number} target
   */
  goBack(run, spec, target) {
    this.checkpoints.dropFrom(target);
    this.#enter(run, spec, target);
  }

  /**
   * Begins at the newest of these checkpoints, and goes on to the target if the target is later.
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
   * Takes a run that ended before the page was opened; the lane can only go back in it.
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
    if (spec !== this.spec) {
      this.patienceMs = patienceFor(spec);
      this.worker?.allow(this.patienceMs);
    }
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
    if (!this.worker) return;
    this.worker.run = this.run;
    this.worker.expect('loading');
    const { newest } = this.checkpoints;
    if (newest) {
      const checkpoint = newest.bytes.slice();
      this.worker.post({ type: 'resume', spec: this.spec, checkpoint }, [checkpoint.buffer]);
    } else {
      this.worker.post({ type: 'start', spec: this.spec });
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

  /** Asks for the steps up to the target, but stops first at a command that must be repeated. */
  #stepOn() {
    for (const { step, command } of this.commands) {
      if (step === this.step) this.worker?.post(command);
    }
    const later = this.commands.map(({ step }) => step).filter((step) => step > this.step);
    const steps = Math.min(this.target, ...later) - this.step;
    this.worker?.expect(steps > 0 ? 'running' : 'idle');
    if (steps > 0) {
      this.worker?.post({ type: 'run', steps, stride: this.stride });
    }
  }

  /** @param {Command} command holds from the next step on; the last command of a kind counts */
  command(command) {
    this.commands.push({ step: this.step, command });
    if (this.state === 'ready') this.worker?.post(command);
  }

  /**
   * @param {import('./protocol.js').Wants} wants
   * @param {number} [step] the step to look back to: a checkpoint's step, or 0
   */
  inspect(wants, step) {
    if (this.state !== 'ready') return;
    if (step === undefined) {
      this.worker?.post({ type: 'inspect', wants });
      return;
    }
    const kept = this.checkpoints.list.find((checkpoint) => checkpoint.step === step);
    const bytes = kept?.bytes.slice() ?? new Uint8Array(0);
    const past = { spec: this.spec, step: kept?.step ?? 0, bytes };
    this.worker?.post({ type: 'inspect', wants, past }, [bytes.buffer]);
  }

  askCheckpoint() {
    if (this.state === 'ready') this.worker?.post({ type: 'checkpoint' });
  }

  askSnapshot() {
    if (this.state === 'ready') this.worker?.post({ type: 'snapshot' });
  }

  /** The owner calls it every CHECK_MS. */
  watch() {
    this.worker?.watch();
  }

  /** Ends the run; the worker and its data stay for the next run. */
  stop() {
    this.worker?.post({ type: 'stop' });
    this.state = 'waiting';
    this.worker?.expect('idle');
  }

  close() {
    this.worker?.close();
    this.worker = undefined;
    this.state = 'stopped';
  }

  /** @param {Answer} answer */
  #hear(answer) {
    if (answer.type === 'ready') {
      if (this.state === 'waiting') this.worker?.expect('idle');
      this.options.on({ type: 'answer', answer });
      return;
    }
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
      // A useless checkpoint costs time, not the run: the worker repeats the steps from the start.
      this.checkpoints.clear();
      this.options.on({ type: 'answer', answer });
      this.#begin();
    } else if (answer.request === 'inspect') {
      // The engine lacks what the page wanted to see; the run itself goes on.
      this.options.on({ type: 'answer', answer });
    } else {
      this.#giveUp(answer.message, 'refused');
    }
  }

  /** @param {import('./protocol.js').StartedAnswer} answer */
  #hearStart(answer) {
    this.state = 'ready';
    this.step = answer.step;
    this.worker?.expect('idle');
    this.options.on({ type: 'answer', answer });
    if (this.step < this.target) this.#stepOn();
  }

  /** @param {import('./protocol.js').RoundAnswer} answer */
  #hearRound(answer) {
    this.step = answer.step;
    this.hasFinishedRound = true;
    if (answer.checkpoint) this.checkpoints.add(answer.checkpoint);
    if (answer.diverged !== '') this.state = 'diverged';
    this.worker?.expect('idle');
    if (this.state === 'ready' && this.step < this.target) this.#stepOn();
    this.options.on({ type: 'answer', answer });
  }

  /** @param {import('./owned-worker.js').Death} death */
  #hearDeath({ cause, message }) {
    // Perhaps it was only slow, if it never finished a round: the next worker gets twice the time.
    if (cause === 'silence' && !this.hasFinishedRound) {
      this.patienceMs = 2 * (this.worker?.limitMs ?? 0);
    }
    this.worker = undefined;
    if (isFinal(cause)) this.#giveUp(message, cause);
    else if (this.replacements >= MOST_REPLACEMENTS) this.#giveUp(message, 'engine');
    else this.#replace(message);
  }

  /** @param {string} reason */
  #replace(reason) {
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
   * After a refusal the worker still works, and stays for the next run.
   * @param {string} reason
   * @param {StopCause} cause
   */
  #giveUp(reason, cause) {
    this.state = 'stopped';
    this.worker?.expect('idle');
    this.options.on({ type: 'stopped', reason, cause });
  }
}
