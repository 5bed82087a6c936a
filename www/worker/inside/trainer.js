/**
 * The worker's side: owns one engine, with its data and at most one run. It catches every error and
 * posts it, because a rejected promise in a worker reaches nobody.
 */
import initEngine, * as exports from '../../generated/scale_drift.js';
import { fresh_seed, Trainer } from '../../generated/scale_drift.js';
import {
  CHECKPOINT_STEPS,
  FULL_TEST_IMAGES,
  HEARTBEAT_MS,
  QUICK_TEST_IMAGES,
  TEST_SLICE,
} from '../protocol.js';
import { inspect, transferable } from './inspect.js';
import { handleRequests, isTrap, loadEngine, text, yieldToMessages } from './loading.js';
import { answer } from './questions.js';
import { Round } from './round.js';

/** @typedef {import('../protocol.js').Request} Request */
/** @typedef {import('../protocol.js').Answer} Answer */
/** @typedef {import('../protocol.js').Sign} Sign */

/** @type {Trainer} */
let engine;
/** The run in the engine; requests of other runs are stale. */
let run = -1;
let lastSign = 0;
/** True when the missing test images will never come, because their shard failed. */
let testDataIsFinal = false;
/** @type {(() => void)[]} */
let waitingForTestData = [];

/**
 * @param {Answer | Sign} answer
 * @param {Transferable[]} [transfer]
 */
function post(answer, transfer = []) {
  lastSign = performance.now();
  postMessage(answer, { transfer });
}

/** @param {boolean} isWorking */
function sign(isWorking) {
  if (performance.now() - lastSign < HEARTBEAT_MS) return;
  post({ type: 'heartbeat', isWorking });
}

/** The working code calls it: the sign says that the work goes on, not only that the worker lives. */
const beat = () => sign(true);

/** @param {import('../protocol.js').InitRequest} request */
async function init(request) {
  const fault = await loadEngine(initEngine, request.wasmUrl);
  if (fault) {
    post({ type: 'failure', ...fault });
    return false;
  }
  engine = new Trainer();
  post({ type: 'ready', seed: fresh_seed(), run: request.run, seq: request.seq });
  return true;
}

/** @param {import('../protocol.js').ShardRequest} request */
function addShard(request) {
  if (request.bytes === null) {
    if (request.kind === 'test') testDataIsFinal = true;
  } else if (request.kind === 'training') {
    engine.add_training_shard(request.bytes);
  } else {
    engine.add_test_shard(request.bytes);
    testDataIsFinal = false;
  }
  const waiting = waitingForTestData;
  waitingForTestData = [];
  for (const resume of waiting) resume();
}

/** @param {import('../protocol.js').StartRequest | import('../protocol.js').ResumeRequest} request */
function start(request) {
  run = request.run;
  if (request.type === 'start') engine.start(request.spec);
  else engine.resume(request.spec, request.checkpoint);
  beat();
  post({
    type: 'started',
    run,
    seq: request.seq,
    step: engine.steps,
    layerUnits: engine.layer_units(),
    norms: engine.norms(),
    drift: engine.drift(),
    gap: engine.twin_gap,
    hasTwin: engine.has_twin,
    rate: engine.learning_rate,
    stepsPerEpoch: engine.steps_per_epoch,
    hash: engine.hash(),
    seed: fresh_seed(),
  });
}

/** The number of images to test after the latest step: all images at the end of an epoch. */
function testImagesDue() {
  if (engine.steps % engine.steps_per_epoch === 0) return FULL_TEST_IMAGES;
  return engine.steps % CHECKPOINT_STEPS === 0 ? QUICK_TEST_IMAGES : 0;
}

/**
 * Counts right answers, slice by slice; null when another run has begun meanwhile.
 * @param {number} wanted
 * @param {number} ofRun
 */
async function test(wanted, ofRun) {
  while (engine.test_images < wanted && !testDataIsFinal) {
    await new Promise((resolve) => {
      waitingForTestData.push(() => resolve(undefined));
    });
    if (run !== ofRun) return null;
  }
  const of = Math.min(wanted, engine.test_images);
  let correct = 0;
  let twinCorrect = 0;
  for (let from = 0; from < of; from += TEST_SLICE) {
    const [right, twinRight = Number.NaN] = engine.evaluate(from, Math.min(TEST_SLICE, of - from));
    correct += right;
    twinCorrect += twinRight;
    beat();
    await yieldToMessages();
    if (run !== ofRun) return null;
  }
  return { step: engine.steps, correct, of, twinCorrect, disagreed: engine.disagreements };
}

/** @param {import('../protocol.js').RunRequest} request */
async function runSteps(request) {
  if (request.run !== run) return;
  const ofRun = run;
  const round = new Round(engine.steps + 1, request.steps, request.stride);
  let checkpoint = null;
  let trainingMs = 0;
  for (let done = 0; done < request.steps; done += 1) {
    const before = performance.now();
    engine.step(beat);
    trainingMs += performance.now() - before;
    if (engine.diverged !== '') break;
    beat();
    round.record(engine);
    const due = testImagesDue();
    if (due > 0) {
      const accuracy = await test(due, ofRun);
      if (accuracy === null) return;
      round.accuracies.push(accuracy);
    }
    if (engine.steps % CHECKPOINT_STEPS === 0) checkpoint = takeCheckpoint();
    beat();
  }
  const readings = round.pack();
  post(
    {
      type: 'round',
      run,
      seq: request.seq,
      ...readings,
      checkpoint,
      diverged: /** @type {import('../protocol.js').Diverged} */ (engine.diverged),
      rate: engine.learning_rate,
      trainingMs,
    },
    [readings.columns.buffer, ...(checkpoint ? [checkpoint.bytes.buffer] : [])],
  );
}

/** @returns {import('../protocol.js').Checkpoint} */
function takeCheckpoint() {
  return { step: engine.steps, bytes: engine.checkpoint() };
}

/** @param {import('../protocol.js').SetRequest} request */
function setPace({ rate, schedule }) {
  if (schedule === undefined) engine.set_learning_rate(rate);
  else engine.set_pace(rate, schedule);
}

/** @param {import('../protocol.js').InspectRequest} request */
function postInspection({ run: ofRun, seq, wants, past }) {
  const inspection = past ? inspectPast(wants, past) : inspect(engine, wants);
  const of = { run: ofRun, seq, step: past?.step ?? engine.steps, isPast: Boolean(past) };
  post({ type: 'inspection', ...of, wants, ...inspection }, transferable(inspection));
}

/**
 * @param {import('../protocol.js').Wants} wants
 * @param {import('../protocol.js').Past} past
 */
function inspectPast(wants, past) {
  engine.look_back(past.spec, past.bytes);
  try {
    return inspect(engine, wants);
  } finally {
    try {
      engine.look_now();
    } catch {
      // After a trap the engine takes no calls. The page must hear of the trap, not of this error.
    }
  }
}

/** @param {Request} request */
async function handle(request) {
  if (request.type === 'init') return init(request);
  if (request.type === 'shard') return addShard(request);
  if (request.type === 'start' || request.type === 'resume') return start(request);
  if (request.type === 'run') return runSteps(request);
  if (request.type === 'ask') {
    const value = answer(exports, request.question, () => performance.now());
    return post({ type: 'reply', run: request.run, seq: request.seq, value });
  }
  if (request.run !== run) return;
  const address = { run, seq: request.seq };
  if (request.type === 'set') setPace(request);
  else if (request.type === 'rescale') engine.rescale(request.layer, request.unit, request.log2);
  else if (request.type === 'inspect') postInspection(request);
  else if (request.type === 'stop') run = -1;
  else if (request.type === 'checkpoint') {
    const checkpoint = takeCheckpoint();
    post({ type: 'checkpoint', checkpoint, ...address }, [checkpoint.bytes.buffer]);
  } else {
    const { steps: step, learning_rate: rate } = engine;
    post({ type: 'snapshot', step, rate, hash: engine.hash(), ...address });
  }
}

/** The requests that the engine may refuse and still work on. */
const REFUSABLE = ['start', 'resume', 'shard', 'set', 'rescale', 'inspect', 'ask'];

/**
 * An Error that the engine throws is an answer; a trap means that the instance is broken for good.
 * @param {Request} request
 * @param {unknown} error
 */
function report(request, error) {
  const { run: ofRun, seq } = request;
  if (!isTrap(error) && REFUSABLE.includes(request.type)) {
    post({ type: 'refused', request: request.type, message: text(error), run: ofRun, seq });
  } else {
    post({ type: 'failure', cause: 'engine', message: text(error) });
  }
}

handleRequests(handle, report);

setInterval(() => sign(waitingForTestData.length > 0), 2 * HEARTBEAT_MS);
