import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHash } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { UNASKED_STEPS } from '../../www/run/ending.js';
import { sampleCatalog as catalog } from './catalog-sample.js';
import { openSession } from './open-session.js';

test('an unasked run pauses by itself, and Play goes on', async () => {
  const { session, rest } = await openSession();
  assert.equal(session.phase, 'ready');
  session.play(false);
  await rest();
  assert.equal(session.phase, 'paused');
  assert.equal(session.step, UNASKED_STEPS);
  assert.deepEqual(
    session.lanes.records.map((lane) => [lane.step, lane.hash]),
    Array(3).fill([UNASKED_STEPS, `at ${UNASKED_STEPS}`]),
  );
});

test('one step, then the rest of the epoch; clicking twice does no harm', async () => {
  const { session, rest } = await openSession();
  session.oneStep();
  session.oneStep();
  await rest();
  assert.equal(session.step, 1);
  session.oneEpoch();
  session.oneEpoch();
  await rest();
  assert.equal(session.step, 40);
  assert.equal(session.phase, 'paused');
});

test('after a new rate the run goes on and the link has it; reset begins again with it', async () => {
  const { session, workers, rest } = await openSession();
  session.oneStep();
  await rest();
  session.choices.changeLane('b', 'rate', 0.5);
  session.oneStep();
  await rest();
  assert.equal(session.step, 2);
  assert.equal(formatHash(session.state, catalog), 'v=2&changes=b:1:0.5');
  assert.deepEqual(
    workers.map((worker) => worker.rate),
    [1, 0.5, 1],
  );
  session.choices.changeLane('b', 'schedule', 'bold');
  assert.equal(formatHash(session.state, catalog), 'v=2&changes=b:1:0.5,b:2:0.5:bold');
  session.reset();
  await rest();
  assert.equal(session.step, 0);
  assert.equal(session.phase, 'ready');
  assert.equal(formatHash(session.state, catalog), 'v=2&lanes=sgd,sm:0.5:bold,un');
});

test('a twin is rescaled between rounds, by the newest factor, and the link says so', async () => {
  const { session, workers, rest } = await openSession();
  session.oneStep();
  session.choices.rescale({ layer: 0, unit: 3, log2: 1 });
  session.choices.rescale({ layer: 0, unit: 3, log2: 2 });
  await rest();
  assert.equal(formatHash(session.state, catalog), 'v=2&rescalings=1:0:3:2');
  const heard = workers.map((worker) => worker.heard.filter(({ type }) => type === 'rescale'));
  assert.deepEqual(
    heard.map((requests) => requests.length),
    [1, 1, 1],
  );
  session.choices.rescale({ layer: 0, unit: 3, log2: 0 });
  assert.equal(formatHash(session.state, catalog), '');
});

/** Tests of a lane: quick tests are on other images than full tests. */
const TESTS = [
  { step: 5, correct: 920, of: 1000, twinCorrect: 100 },
  { step: 8, correct: 9100, of: 10_000, twinCorrect: 1010 },
  { step: 10, correct: 960, of: 1000, twinCorrect: 120 },
  { step: 16, correct: 9520, of: 10_000, twinCorrect: 1020 },
  { step: 20, correct: 970, of: 1000, twinCorrect: Number.NaN },
];

test('a lane’s accuracy comes from the tests on most images, also after going back', async () => {
  const { session, workers, rest } = await openSession();
  workers[0].tests = TESTS;
  const [lane] = session.lanes.records;
  const shownAt = async (/** @type {number} */ step) => {
    session.choices.setBudget({ kind: 'steps', value: step });
    session.play(true);
    await rest();
    return [lane.test, lane.accuracy];
  };
  assert.deepEqual(await shownAt(4), [null, null]);
  assert.deepEqual(await shownAt(6), [TESTS[0], TESTS[0]], 'a quick one until there is another');
  assert.deepEqual(await shownAt(12), [TESTS[1], TESTS[2]]);
  assert.deepEqual(await shownAt(20), [TESTS[3], TESTS[4]]);
  session.goBack(15);
  await rest();
  assert.deepEqual([lane.test, lane.accuracy], [TESTS[1], TESTS[2]]);
  session.goBack(7);
  await rest();
  assert.deepEqual([lane.test, lane.accuracy], [TESTS[0], TESTS[0]]);
  session.goBack(3);
  await rest();
  assert.deepEqual([lane.test, lane.accuracy], [null, null]);
});

test('a budget of accuracy ends the run when a row shows it, not at a later quick test', async () => {
  const { session, workers, rest } = await openSession();
  workers[0].tests = TESTS;
  session.choices.setBudget({ kind: 'accuracy', value: 95 });
  session.play(true);
  await rest();
  assert.deepEqual([session.phase, session.step], ['paused', 16]);
});

test('the step where a budget of accuracy ends the run does not depend on speed', async () => {
  for (const step of [40, 50, 80, 100]) {
    const { session, workers, rest } = await openSession();
    workers[0].tests = [{ step, correct: 960, of: 1000, twinCorrect: 120 }];
    session.choices.setBudget({ kind: 'accuracy', value: 95 });
    session.pacer.next = (_, from, end) => Math.min(37, end - from);
    session.play(true);
    await rest();
    assert.deepEqual([session.step, session.isPlaying], [step, false]);
  }
});

test('a budget of steps ends the run, and Play goes past it', async () => {
  const { session, rest } = await openSession();
  session.choices.setBudget({ kind: 'steps', value: 30 });
  session.play(true);
  await rest();
  assert.deepEqual([session.step, session.isPlaying], [30, false]);
  session.choices.setBudget({ kind: 'epochs', value: 2 });
  session.play(true);
  await rest();
  assert.equal(session.step, 80);
});

test('a run that plays by itself ends with its budget, however early it was begun', async () => {
  for (const [text, end] of /** @type {[string, number][]} */ ([
    ['stop=steps:30', 30],
    ['stop=epochs:1', 40],
    ['stop=epochs:2&lanes=sgd', 80],
    ['stop=accuracy:95', 16],
    ['stop=steps:999999', UNASKED_STEPS],
  ])) {
    for (const byVisitor of [false, true]) {
      if (byVisitor && end === UNASKED_STEPS) continue;
      const { session, workers, rest } = await openSession();
      // As on arrival, before any lane has told the number of steps in an epoch.
      session.lanes.stepsPerEpoch = 0;
      session.adopt(parseHash(text, catalog).state);
      session.play(byVisitor);
      for (const worker of workers) worker.tests = TESTS;
      await rest();
      assert.deepEqual([session.step, session.isPlaying], [end, false], `${text} ${byVisitor}`);
    }
  }
});

test('a run that begins anew while it plays ends with its budget again', async () => {
  const { session, rest } = await openSession();
  session.choices.setBudget({ kind: 'steps', value: 30 });
  session.play(false);
  await rest();
  session.play(false);
  session.begin();
  await rest();
  assert.deepEqual([session.step, session.isPlaying], [30, false]);
});

test('another link ends One epoch, and its own budget holds', async () => {
  const { session, rest } = await openSession();
  session.oneEpoch();
  session.adopt(parseHash('stop=steps:10', catalog).state);
  await rest();
  assert.deepEqual([session.step, session.isPlaying], [10, false]);
});

test('One epoch is one epoch, also where a budget of accuracy has been reached', async () => {
  const { session, workers, rest } = await openSession();
  workers[0].tests = TESTS;
  session.choices.setBudget({ kind: 'accuracy', value: 95 });
  session.oneEpoch();
  await rest();
  assert.equal(session.step, 40);
});

test('from copies: the planned rescalings of a link are dropped', async () => {
  const { session, rest } = await openSession();
  session.adopt(parseHash('rescalings=0:0:5:4', catalog).state);
  session.choices.beginFromCopies();
  await rest();
  assert.deepEqual([session.phase, session.state.rescalings], ['ready', []]);
  assert.equal(session.state.values.strength, 0);
});

test('after a lane is removed the others go on; after a lane is added all begin again', async () => {
  const { session, workers, rest } = await openSession();
  session.oneStep();
  await rest();
  session.choices.removeLane('b');
  session.oneStep();
  await rest();
  assert.equal(session.step, 2);
  assert.deepEqual(
    workers.map((worker) => worker.isDead),
    [false, true, false],
  );
  session.choices.addLane('sgd');
  await rest();
  assert.equal(session.step, 0);
  assert.deepEqual(
    session.lanes.records.map(({ id, label }) => [id, label]),
    [
      ['a', 'SGD (1)'],
      ['c', 'UN'],
      ['b', 'SGD (2)'],
    ],
  );
  for (const id of ['a', 'b', 'c']) session.choices.removeLane(id);
  assert.equal(session.state.lanes.length, 1, 'the last lane stays');
});

test('another network or rule starts again at 0 in the same workers', async () => {
  const { session, workers, rest } = await openSession();
  session.oneStep();
  await rest();
  session.choices.change('width', 64);
  await rest();
  assert.equal(session.step, 0);
  session.choices.changeRule('c', 'pbwn');
  await rest();
  assert.deepEqual(
    workers.map((worker) => worker.isDead),
    [false, false, false],
  );
  assert.equal(formatHash(session.state, catalog), 'v=2&lanes=sgd,sm,pbwn&width=64');
  session.choices.newSeed();
  assert.equal(session.state.values.seed, 7);
});

test('reset repeats the plan of a link, but no changes by hand', async () => {
  const { session, rest } = await openSession();
  const planned = 'v=2&changes=a:3:0.5&rescalings=20:0:5:4';
  session.adopt(parseHash(planned, catalog).state);
  await rest();
  session.choices.setBudget({ kind: 'steps', value: 30 });
  session.play(true);
  await rest();
  session.choices.rescale({ layer: 0, unit: 3, log2: 1 });
  session.choices.changeLane('b', 'rate', 0.2);
  session.choices.setBudget(null);
  session.goBack(10);
  assert.equal(formatHash(session.state, catalog), planned, 'nor does going back');
  session.choices.rescale({ layer: 0, unit: 3, log2: 1 });
  session.choices.changeLane('b', 'rate', 0.2);
  session.reset();
  await rest();
  assert.equal(
    formatHash(session.state, catalog),
    'v=2&lanes=sgd,sm:0.2,un&changes=a:3:0.5&rescalings=20:0:5:4',
  );
  session.choices.change('width', 4);
  assert.doesNotMatch(formatHash(session.state, catalog), /rescalings/, 'no such neuron');
  session.choices.change('width', 16);
  assert.match(formatHash(session.state, catalog), /rescalings=20:0:5:4/);
  session.choices.change('twin', 'off');
  assert.doesNotMatch(formatHash(session.state, catalog), /rescalings/, 'no twin');
});

test('when only ended lanes are left, the run stands where the last lane ended', async () => {
  const { session, workers, rest } = await openSession();
  workers[1].divergesAfter = 14;
  session.choices.setBudget({ kind: 'steps', value: 62 });
  session.play(true);
  await rest();
  session.choices.removeLane('a');
  assert.equal(session.step, 62);
  session.choices.removeLane('c');
  assert.deepEqual([session.step, session.phase], [14, 'finished']);
  session.goBack(9);
  await rest();
  assert.deepEqual([session.step, session.phase], [9, 'paused']);
  session.play(true);
  await rest();
  assert.deepEqual([session.step, session.phase], [14, 'finished']);
});

test('going back to a link that does not play by itself leaves the run at rest', async () => {
  const { session, rest } = await openSession();
  const go = async (/** @type {string} */ hash) => {
    session.choices.setBudget({ kind: 'steps', value: 1e6 });
    session.isPlaying = true;
    session.adopt(parseHash(hash, catalog).state);
    const { isPlaying } = session;
    session.pause();
    await rest();
    return isPlaying;
  };
  assert.equal(await go('width=8&autoplay=0'), false);
  assert.equal(await go('width=8'), true, 'any other link goes on playing');
});
