/**
 * The worker's side: owns the engine, the digits and at most one unit of work. It catches every
 * error and posts it, because a rejected promise in a worker reaches nobody.
 */
import initEngine, { Paper, paper_table, paper_work } from '../../generated/scale_drift_paper.js';
import {
  handleRequests,
  isTrap,
  loadEngine,
  text,
  yieldToMessages,
} from '../../worker/inside/loading.js';
import { HEARTBEAT_MS } from '../../worker/protocol.js';
import { spellAssignment } from './assignment.js';
import { UnitClock } from './clock.js';

/** @typedef {import('../protocol.js').Assignment} Assignment */
/** @typedef {import('../protocol.js').Question} Question */
/** @typedef {import('../protocol.js').Request} Request */
/** @typedef {import('../protocol.js').Answer} Answer */
/** @typedef {import('../../worker/protocol.js').Sign} Sign */

/** How often the worker tells the page a unit's progress. */
const NEWS_MS = 150;
/** Long, because the clock may tick only once a millisecond. */
const PACE_MS = 1000;
const MADE_UP = 720;

/** @type {Paper} */
let paper;
let unit = '';
let isHeld = false;
/** @type {() => void} */
let release = () => undefined;
let lastSign = 0;

/** @param {Answer | Sign} answer */
function post(answer) {
  lastSign = performance.now();
  postMessage(answer);
}

/** @param {boolean} isWorking */
function sign(isWorking) {
  if (performance.now() - lastSign >= HEARTBEAT_MS) post({ type: 'heartbeat', isWorking });
}

/** The working code calls it: the sign says that the work goes on, not only that the worker lives. */
const beat = () => sign(true);

/** @param {string} id */
async function work(id) {
  const clock = new UnitClock();
  let news = 0;
  for (;;) {
    while (isHeld && unit === id) {
      await new Promise((resolve) => {
        release = () => resolve(undefined);
      });
    }
    if (unit !== id) return;
    const since = performance.now();
    const what = paper.advance(beat);
    const now = performance.now();
    clock.add(what, now - since, paper.steps);
    if (what === 'finished') {
      const line = paper.record(clock.takeSecondsPerStep(), clock.takeSeconds());
      post({ type: 'record', unit: id, line, left: paper.left });
    } else if (what === 'done') {
      unit = '';
      post({ type: 'done', unit: id });
      return;
    } else if (now - news >= NEWS_MS) {
      news = now;
      post({ type: 'left', unit: id, left: paper.left, isSearching: what === 'searched' });
    }
    await yieldToMessages();
  }
}

/**
 * The same unit with at most MADE_UP images, as many as the measurement makes up.
 * @param {Assignment} assignment
 */
const madeUp = ({ extent, ...rest }) => ({
  ...rest,
  extent: { ...extent, images: Math.min(extent.images, MADE_UP) },
});

/**
 * Measures work a second on the first network of a plan, over made-up images; keeps no result.
 * @param {Assignment} assignment
 */
async function measure(assignment) {
  const engine = new Paper();
  try {
    engine.make_up(MADE_UP);
    engine.begin(spellAssignment(madeUp(assignment)), '');
    // The first slice warms up.
    engine.advance(beat);
    const began = performance.now();
    const before = engine.left;
    while (performance.now() - began < PACE_MS) {
      if (engine.advance(beat) === 'done') break;
      await yieldToMessages();
    }
    return ((before - engine.left) * 1000) / (performance.now() - began);
  } finally {
    engine.free();
  }
}

/** @param {Assignment} assignment */
const workOf = (assignment) => paper_work(spellAssignment(assignment), assignment.known);

/** @param {Question} question */
function answer(question) {
  if (question.what === 'table') return paper_table(question.lines);
  if (question.what === 'work') return question.assignments.map(workOf);
  return measure(question.assignment);
}

/** @param {Request} request */
async function handle(request) {
  if (request.type === 'init') {
    const fault = await loadEngine(initEngine, request.wasmUrl);
    if (!fault) paper = new Paper();
    post(fault ? { type: 'failure', ...fault } : { type: 'ready' });
    return !fault;
  } else if (request.type === 'shard') {
    if (request.kind === 'training') paper.add_training_shard(request.bytes);
    else paper.add_test_shard(request.bytes);
    beat();
  } else if (request.type === 'seal') {
    paper.seal();
    post({ type: 'sealed' });
  } else if (request.type === 'hold') {
    isHeld = request.isHeld;
    release();
  } else if (request.type === 'ask') {
    const value = await answer(request.question);
    post({ type: 'reply', value, run: request.run, seq: request.seq });
  } else {
    unit = request.unit;
    paper.begin(spellAssignment(request.assignment), request.assignment.known);
    await work(request.unit);
  }
}

/**
 * An Error that the engine throws is an answer; a trap means that the instance is broken for good.
 * @param {Request} request
 * @param {unknown} error
 */
function report(request, error) {
  const isAnswer = !isTrap(error);
  const message = text(error);
  if (isAnswer && request.type === 'ask') {
    post({ type: 'refused', request: 'ask', message, run: request.run, seq: request.seq });
  } else if (isAnswer && request.type === 'unit') {
    unit = '';
    post({ type: 'refused', request: 'unit', unit: request.unit, message });
  } else post({ type: 'failure', cause: 'engine', message });
}

handleRequests(handle, report);

setInterval(() => sign(false), 2 * HEARTBEAT_MS);
