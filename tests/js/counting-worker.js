/** @typedef {import('../../www/worker/protocol.js').Request} Request */

/** A worker that trains by counting: its step is its checkpoint, step and rate are its weights. */
export class CountingWorker {
  constructor() {
    /** @type {((event: any) => void) | null} */
    this.onmessage = null;
    /** @type {((event: ErrorEvent) => void) | null} */
    this.onerror = null;
    this.isDead = false;
    this.step = 0;
    this.rate = 1;
    this.checkpointBytes = 1;
    this.divergesAfter = Number.POSITIVE_INFINITY;
    /** The worker's tests, in their order. @type {import('../../www/worker/protocol.js').Accuracy[]} */
    this.tests = [];
    this.hashAt = (/** @type {number} */ step) => `at ${step}`;
    /** @type {Request[]} */
    this.heard = [];
  }

  terminate() {
    this.isDead = true;
  }

  /** @param {any} request */
  postMessage(request) {
    if (this.isDead) return;
    this.heard.push(request);
    queueMicrotask(() => this.answer(request));
  }

  /** @param {any} request */
  answer(request) {
    const address = { run: request.run, seq: request.seq };
    if (request.type === 'start' || request.type === 'resume') {
      this.step = request.checkpoint?.[0] ?? 0;
      this.post({
        type: 'started',
        ...address,
        step: this.step,
        layerUnits: Uint32Array.of(1),
        norms: Float32Array.of(1, 2),
        drift: new Float32Array(2),
        gap: 0,
        hasTwin: true,
        rate: this.rate,
        stepsPerEpoch: 40,
        hash: this.hashAt(this.step),
        seed: 7,
      });
    }
    if (request.type === 'set') this.rate = request.rate;
    if (request.type === 'snapshot') {
      this.post({
        type: 'snapshot',
        ...address,
        step: this.step,
        rate: this.rate,
        hash: this.hashAt(this.step),
      });
    }
    if (request.type === 'checkpoint') {
      const checkpoint = { step: this.step, bytes: this.checkpointOf(this.step) };
      this.post({ type: 'checkpoint', ...address, checkpoint });
    }
    if (request.type === 'run') {
      const first = this.step + 1;
      const wanted = this.step + request.steps;
      this.step = Math.min(wanted, this.divergesAfter);
      const done = this.step - first + 1;
      const readings = Float64Array.from({ length: done }, (_, index) => first + index);
      const bytes = this.checkpointOf(this.step);
      const checkpoint = this.step % 5 === 0 ? { step: this.step, bytes } : null;
      this.post({
        type: 'round',
        ...address,
        step: this.step,
        first,
        loss: readings,
        twinLoss: readings,
        gap: readings,
        columnSteps: readings,
        columns: new Float32Array(2 * done),
        accuracies: this.tests.filter(({ step }) => step >= first && step <= this.step),
        checkpoint,
        diverged: this.step < wanted ? 'network' : '',
        rate: this.rate,
        trainingMs: done,
      });
    }
  }

  /** @param {number} step at most 255 */
  checkpointOf(step) {
    return new Uint8Array(this.checkpointBytes).fill(step);
  }

  /** @param {any} data */
  post(data) {
    if (!this.isDead) this.onmessage?.({ data });
  }
}
