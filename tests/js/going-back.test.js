import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentText } from '../../www/figures/drift/words.js';
import { formatHash } from '../../www/link/spelling.js';
import { defaultState, parseHash } from '../../www/link/state.js';
import { planOf, stateUpTo } from '../../www/run/adjustments.js';
import { History } from '../../www/run/history.js';
import { instantOf, Moment } from '../../www/run/moment.js';
import { sampleCatalog as catalog } from './catalog-sample.js';
import { openSession } from './open-session.js';

/** @param {History} history @param {number} step */
function append(history, step) {
  const [accuracy, twinAccuracy] = [step / 100, step / 200];
  const tested = { accuracy, twinAccuracy, testStep: step, testImages: 1000 };
  const readings = { loss: step, twinLoss: 0, gap: 2 * step, ...tested };
  history.append(step, readings, Float32Array.of(step / 10, -step));
}

/** @param {number} last @param {number} capacity */
function historyTo(last, capacity) {
  const history = new History(2, capacity);
  for (let step = 0; step <= last; step += 1) {
    append(history, step);
  }
  return history;
}

test('a history that was cut off equals the history at that step, and goes on from there', () => {
  for (const [last, capacity, cut] of [
    [10, 64, 4],
    [100, 16, 37],
    [100, 16, 0],
    [33, 16, 33],
  ]) {
    const history = historyTo(last, capacity);
    const { stride, cuts } = history;
    history.cutAfter(cut);
    assert.equal(history.stride, stride);
    assert.equal(history.lastStep, cut === last ? last : cut - (cut % stride));
    assert.equal(history.cuts, cut === last ? cuts : cuts + 1);
    for (let step = history.lastStep + 1; step <= last; step += 1) {
      append(history, step);
    }
    const { length } = history;
    const undisturbed = historyTo(last, capacity);
    assert.deepEqual(history.steps.slice(0, length), undisturbed.steps.slice(0, length));
    assert.deepEqual(history.drift.slice(0, 2 * length), undisturbed.drift.slice(0, 2 * length));
  }
});

test('a moment shows kept numbers, and nothing of steps that a lane never did', () => {
  const history = historyTo(100, 16);
  const instant = instantOf({ history, life: history }, 37);
  assert.deepEqual(instant, {
    step: 32,
    loss: 32,
    gap: 64,
    accuracy: 0.32,
    twinAccuracy: 0.16,
    drift: -32,
  });
  assert.equal(instantOf({ history, life: history }, 101), null);
  assert.equal(instantOf({ history: null, life: null }, 0), null);
});

test('a moment shows a test on all images as soon as there is any, as the row does', () => {
  const history = new History(1);
  const tests = /** @type {const} */ ([
    [40, 10000, 0.6],
    [50, 1000, 0.7],
    [80, 10000, 0.8],
  ]);
  for (let step = 0; step <= 90; step += 1) {
    const [testStep, testImages, accuracy] = tests.findLast(([at]) => at <= step) ?? [];
    const tested = { accuracy: accuracy ?? Number.NaN, twinAccuracy: 0.5, testStep, testImages };
    history.append(step, { loss: 1, twinLoss: 1, gap: 0, ...tested }, Float32Array.of(0));
  }
  const at = [39, 40, 49, 59, 80].map((step) => instantOf({ history, life: history }, step));
  assert.deepEqual(
    at.map((instant) => instant?.accuracy),
    [Number.NaN, 0.6, 0.6, 0.6, 0.8],
  );
  const lane = /** @type {any} */ ({ history, life: history, hasTwin: false });
  assert.equal(momentText(lane, 59), 'step 59: loss 1.00, accuracy 60.0 % (step 40)');
  assert.equal(momentText(lane, 39), 'step 39: loss 1.00');
});

test('cursor and pin go when their steps go', () => {
  const moment = new Moment(() => {});
  moment.moveTo(30);
  moment.setPin(20);
  moment.cutAfter(25);
  assert.deepEqual([moment.cursor, moment.pin], [null, 20]);
  moment.cutAfter(19);
  assert.equal(moment.pin, null);
});

test('changes up to a step stay, later changes go', () => {
  const hash = 'v=2&changes=a:3:0.5,a:7:0.2,b:9:0.3&rescalings=2:0:1:1,7:0:all:2,8:0:1:1';
  const { state } = parseHash(hash, catalog);
  const byHand = planOf(defaultState(catalog));
  const spelled = (/** @type {number} */ step, plan = byHand) =>
    formatHash(stateUpTo(state, step, plan), catalog);
  assert.equal(spelled(9), hash);
  assert.equal(spelled(7), 'v=2&changes=a:3:0.5,a:7:0.2&rescalings=2:0:1:1,7:0:all:2');
  assert.equal(spelled(0), '');
  assert.equal(spelled(0, planOf(state)), hash, 'what a link has planned stays');
  assert.equal(formatHash(state, catalog), hash, 'the state itself is left alone');
});

test('the run goes back to any step, from the checkpoint before it, and on again', async () => {
  const { session, workers, rest } = await openSession();
  session.choices.setBudget({ kind: 'steps', value: 23 });
  session.play(true);
  await rest();
  assert.equal(session.step, 23);
  session.choices.changeLane('b', 'rate', 0.5);
  session.choices.setBudget({ kind: 'steps', value: 30 });
  session.play(true);
  await rest();
  session.goBack(27);
  assert.match(formatHash(session.state, catalog), /changes=b:23:0\.5/);
  session.goBack(12);
  await rest();
  assert.deepEqual([session.step, session.phase], [12, 'paused']);
  assert.doesNotMatch(formatHash(session.state, catalog), /changes/);
  for (const worker of workers) {
    const resumed = /** @type {any} */ (
      worker.heard.filter(({ type }) => type === 'resume').at(-1)
    );
    assert.ok(resumed.checkpoint[0] < 12 && resumed.checkpoint[0] % 5 === 0);
    assert.doesNotMatch(resumed.spec, /changes/);
    assert.equal(worker.step, 12);
  }
  for (const lane of session.lanes.records) {
    assert.deepEqual([lane.step, lane.loss, lane.hash], [12, 12, 'at 12']);
    assert.equal(lane.history?.lastStep, 12);
  }
  session.choices.setBudget({ kind: 'steps', value: 30 });
  session.play(true);
  await rest();
  assert.equal(session.step, 30);
  assert.equal(session.lanes.records[0].history?.lastStep, 30);
});

test('measurements of figures after the step go at once', async () => {
  const { session, rest } = await openSession();
  session.choices.setBudget({ kind: 'steps', value: 8 });
  session.play(true);
  await rest();
  const measure = () => {
    for (const { inspection, step } of session.lanes.records) {
      inspection.take({ charges: true }, { step, charges: Float64Array.of(step, step) });
    }
  };
  const last = () => session.lanes.records.map(({ inspection }) => inspection.charges.lastStep);
  measure();
  session.goBack(7);
  assert.deepEqual(last(), [-1, -1, -1]);
  await rest();
  measure();
  session.goBack(6);
  assert.deepEqual(last(), [-1, -1, -1], 'one step back too');
  await rest();
  measure();
  assert.deepEqual(last(), [6, 6, 6]);
  session.reset();
  assert.deepEqual(last(), [-1, -1, -1]);
});

test('the run goes back to the start, and never beyond either end', async () => {
  const { session, rest } = await openSession();
  session.choices.setBudget({ kind: 'steps', value: 8 });
  session.play(true);
  await rest();
  session.goBack(8);
  session.goBack(-1);
  assert.equal(session.step, 8);
  session.goBack(0);
  await rest();
  const [lane] = session.lanes.records;
  assert.deepEqual([session.step, session.phase, lane.step, lane.hash], [0, 'ready', 0, 'at 0']);
  assert.ok(Number.isNaN(lane.loss));
});

test('a lane that had diverged by then stays diverged, a lane that had not lives again', async () => {
  const { session, workers, rest } = await openSession();
  workers[1].divergesAfter = 14;
  session.choices.setBudget({ kind: 'steps', value: 30 });
  session.play(true);
  await rest();
  const [, lane] = session.lanes.records;
  assert.deepEqual([session.step, lane.end, lane.step], [30, 'diverged', 14]);
  session.goBack(20);
  await rest();
  assert.deepEqual([session.step, lane.end, lane.step], [20, 'diverged', 14]);
  session.goBack(9);
  await rest();
  assert.deepEqual([session.step, lane.end, lane.step], [9, '', 9]);
  assert.equal(session.notices.list.length, 0);
  session.play(true);
  await rest();
  assert.equal(lane.end, 'diverged');
});

test('a round under way when the run goes back is forgotten', async () => {
  const { session, rest } = await openSession();
  session.choices.setBudget({ kind: 'steps', value: 8 });
  session.play(true);
  await rest();
  session.oneStep();
  session.goBack(6);
  session.oneStep();
  await rest();
  assert.equal(session.step, 6);
  assert.deepEqual(
    session.lanes.records.map(({ step }) => step),
    [6, 6, 6],
  );
  session.oneStep();
  await rest();
  assert.equal(session.step, 7);
});
