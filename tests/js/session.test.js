import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session, UNASKED_STEPS } from '../../www/session.js';
import { formatHash } from '../../www/spelling.js';
import { defaultState } from '../../www/state.js';
import { Runs } from '../../www/worker/runs.js';
import { sampleCatalog as catalog } from './catalog-sample.js';
import { CountingWorker } from './counting-worker.js';

async function open() {
  /** @type {CountingWorker[]} */
  const workers = [];
  const session = new Session({
    catalog,
    state: defaultState(catalog),
    now: () => 0,
    isHidden: () => true,
    later: (task) => task(),
    onChange: () => {},
  });
  const runs = new Runs({
    spawn: () => {
      const worker = new CountingWorker();
      workers.push(worker);
      return worker;
    },
    wasmUrl: '',
    now: () => 0,
    onLane: (rule, event) => session.laneSpoke(rule, event),
    onRound: () => session.roundDone(),
  });
  const supply = { isReady: true, progress: 1, need: () => {}, retry: () => {} };
  session.connect(runs, /** @type {any} */ (supply));
  session.begin();
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  await rest();
  return { session, workers, rest };
}

test('an unasked run pauses by itself, and Play goes on', async () => {
  const { session, rest } = await open();
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
  const { session, rest } = await open();
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

test('a new rate goes on and is written down; reset begins again with it', async () => {
  const { session, workers, rest } = await open();
  session.oneStep();
  await rest();
  session.change('rate', 0.5);
  session.oneStep();
  await rest();
  assert.equal(session.step, 2);
  assert.equal(formatHash(session.state, catalog), 'changes=1:0.5');
  assert.ok(workers.every((worker) => worker.rate === 0.5));
  session.reset();
  await rest();
  assert.equal(session.step, 0);
  assert.equal(session.phase, 'ready');
  assert.equal(formatHash(session.state, catalog), 'rate=0.5');
});

test('another network starts again at 0, and workers of rules that stay are kept', async () => {
  const { session, workers, rest } = await open();
  session.oneStep();
  await rest();
  session.change('width', 64);
  await rest();
  assert.equal(session.step, 0);
  session.changeRules(['un', 'pbwn']);
  await rest();
  assert.equal(workers.length, 4);
  assert.deepEqual(
    workers.map((worker) => worker.isDead),
    [true, true, false, false],
  );
  session.newSeed();
  assert.equal(session.state.values.seed, 7);
});
