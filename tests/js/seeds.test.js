import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linesOf, rangeOfLines } from '../../www/charts/bands.js';
import { csvText } from '../../www/charts/csv.js';
import { SeedRun } from '../../www/figures/seeds/seed-run.js';
import { SeedRuns, workersFor } from '../../www/figures/seeds/seed-runs.js';
import {
  bandOf,
  mean,
  spreadOf,
  standardDeviation,
  summarise,
} from '../../www/figures/seeds/statistics.js';
import { runsOf, shownOf, tableOf } from '../../www/figures/seeds/table.js';
import { LaneWorker } from '../../www/worker/lane-worker.js';
import { CountingWorker } from './counting-worker.js';

test('mean and sample deviation of known values', () => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  assert.equal(mean(values), 5);
  assert.equal(standardDeviation(values), Math.sqrt(32 / 7));
  assert.equal(standardDeviation([1, 3]), Math.SQRT2);
  assert.ok(Number.isNaN(standardDeviation([3])), 'one value has no spread');
  // NIST's NumAcc3: a large common part must not swallow the spread.
  const shifted = [1000000.2, ...Array.from({ length: 500 }, () => [1000000.1, 1000000.3]).flat()];
  assert.ok(Math.abs(standardDeviation(shifted) - 0.1) < 1e-9);
  assert.deepEqual(spreadOf([1, Number.NaN, 3]), { n: 2, mean: 2, sd: Math.SQRT2 });
});

test('a shift moves the mean and leaves the deviation, a factor takes both along', () => {
  const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: -50, max: 50 }), (values, by) => {
      const near = (/** @type {number} */ a, /** @type {number} */ b) =>
        assert.ok(Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b)), `${a} ${b}`);
      const shifted = values.map((value) => value + by);
      near(mean(shifted), mean(values) + by);
      near(standardDeviation(shifted), standardDeviation(values));
      near(
        standardDeviation(values.map((value) => by * value)),
        Math.abs(by) * standardDeviation(values),
      );
    }),
  );
});

/**
 * @param {import('../../www/figures/seeds/statistics.js').Outcome} outcome
 * @param {number} accuracy of the network; the twin has half of it
 * @param {number} gap
 */
const result = (outcome, accuracy, gap) => ({
  outcome,
  accuracy,
  twinAccuracy: accuracy / 2,
  loss: 1 - accuracy,
  gap,
  curves: { accuracy: [0, accuracy], quick: [0], loss: [1, 1 - accuracy] },
});

test('a diverged run is counted, and enters no mean', () => {
  const runs = [result('done', 0.5, 0), result('diverged', 0.1, 9), result('done', 0.7, 3)];
  const { done, diverged, accuracy, twinAccuracy, gap } = summarise(runs);
  assert.deepEqual([done, diverged, accuracy.n], [2, 1, 2]);
  assert.ok(Math.abs(accuracy.mean - 0.6) < 1e-12);
  assert.ok(Math.abs(twinAccuracy.mean - 0.3) < 1e-12);
  assert.deepEqual(gap, { of: 2, zeros: 1, low: 0, high: 3 });
  const band = bandOf(runs, 'accuracy');
  assert.deepEqual(
    band.mean.map((value) => value.toFixed(3)),
    ['0.000', '0.600'],
  );
  assert.deepEqual(band.sd[0], 0);
  const none = summarise([result('diverged', 0.1, 9)]);
  assert.deepEqual([none.done, none.diverged, none.gap.of], [0, 1, 0]);
});

test('a band is its line and a spread on either side, in a round range', () => {
  const { NaN: none } = Number;
  const lines = linesOf({ mean: [1, none, 3], sd: [0.5, 0, none] });
  assert.deepEqual(lines, [
    [1, null, 3],
    [1.5, null, 3],
    [0.5, null, 3],
  ]);
  assert.deepEqual(rangeOfLines(lines, 10), { low: 0, high: 3 });
  assert.equal(rangeOfLines([[0.99, 1.05, 0.7]], 1).high, 1);
  assert.deepEqual(rangeOfLines([[null]], 1), { low: 0, high: 1 });
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 1 }),
      (values) => {
        const { low, high } = rangeOfLines([values], Number.POSITIVE_INFINITY);
        assert.ok(low <= Math.min(...values) && high >= Math.max(...values) && low < high);
      },
    ),
  );
});

test('workers: at least one, and the stage keeps its own workers while it trains', () => {
  assert.deepEqual(
    [workersFor(8, 0), workersFor(8, 3), workersFor(2, 4), workersFor(1, 0)],
    [7, 4, 1, 1],
  );
});

/** @param {number} most workers at a time */
function setUp(most) {
  /** @type {CountingWorker[]} */
  const workers = [];
  const clock = { now: 0 };
  const seedRuns = new SeedRuns({
    open: (on) =>
      new LaneWorker({
        spawn: () => {
          const worker = new CountingWorker();
          workers.push(worker);
          return worker;
        },
        wasmUrl: '',
        now: () => clock.now,
        shards: [],
        on,
      }),
    now: () => clock.now,
    mostWorkers: () => most,
    onChange: () => {
      clock.now += 1000;
    },
  });
  const lanes = ['a', 'b'].map((id) => ({ id, rule: 'sgd', label: `SGD "${id}"`, repetition: 0 }));
  const plan = {
    lanes,
    seeds: [7, 8, 9],
    steps: 150,
    specOf: (/** @type {string} */ id, /** @type {number} */ seed) => `lane=${id}&seed=${seed}`,
  };
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  return { seedRuns, workers, plan, rest };
}

test('where no worker can work, the other runs fail without workers of their own', () => {
  let opened = 0;
  const seedRuns = new SeedRuns({
    open: (on) => {
      opened += 1;
      queueMicrotask(() => on({ type: 'stopped', reason: 'no engine', cause: 'wasm' }));
      return /** @type {any} */ ({ start() {}, advance() {}, close() {} });
    },
    now: () => 0,
    mostWorkers: () => 1,
    onChange: () => undefined,
  });
  const lanes = [{ id: 'a', rule: 'sgd', label: 'SGD', repetition: 0 }];
  seedRuns.start({ lanes, seeds: [7, 8, 9], steps: 150, specOf: () => 'width=16' });
  return Promise.resolve().then(() => {
    assert.deepEqual([opened, seedRuns.status], [1, 'done']);
    assert.deepEqual(
      seedRuns.runs.map(({ outcome, reason }) => `${outcome}: ${reason}`),
      ['failed: no engine', 'failed: no engine', 'failed: no engine'],
    );
    assert.deepEqual(seedRuns.seedsDone, [], 'a failed run finishes no seed');
  });
});

test('every lane is run with every seed, by as many workers as there may be', async () => {
  for (const most of [1, 2, 4, 20]) {
    const { seedRuns, workers, plan, rest } = setUp(most);
    seedRuns.start(plan);
    await rest();
    assert.equal(seedRuns.status, 'done');
    assert.equal(workers.length, Math.min(most, 6));
    assert.ok(
      workers.every((worker) => worker.isDead),
      'no worker is kept',
    );
    const specs = workers.flatMap((worker) => worker.heard).filter(({ type }) => type === 'start');
    assert.deepEqual(
      specs.map((request) => /** @type {any} */ (request).spec).sort(),
      ['a', 'b'].flatMap((id) => [7, 8, 9].map((seed) => `lane=${id}&seed=${seed}`)),
    );
    assert.deepEqual(seedRuns.seedsDone, [7, 8, 9]);
    const [run] = seedRuns.runs;
    // The counting worker's loss is its step: points are means of 1–50, 51–100, 101–150.
    assert.deepEqual([...run.losses].map(Math.round), [26, 76, 126]);
    assert.equal(run.gap, 150);
    const { lanes } = shownOf(seedRuns);
    assert.deepEqual(
      lanes.map(({ summary }) => summary.done),
      [3, 3],
    );
    assert.ok(Math.abs(lanes[0].bands.loss.mean[0] - 25.5) < 1e-9);
    assert.equal(tableOf(seedRuns).rows.length, 2);
    const { head, rows } = runsOf(seedRuns);
    assert.equal(rows[0].length, head.length);
    const [, first] = csvText([], head, rows).split('\n');
    assert.match(first, /^"SGD ""a""",7,done,150,,,,,125\.5\d*,150,lane=a&seed=7,$/);
  }
});

/**
 * A finished run of 100 steps with these tests: step, images.
 * @param {number} seed
 * @param {[number, number][]} taken
 */
function tested(seed, taken) {
  const run = new SeedRun('a', seed, '', 100);
  const accuracies = taken.map(([step, of]) => ({
    step,
    correct: (of * (step + seed)) / 1000,
    twinCorrect: (of * seed) / 1000,
    of,
  }));
  const loss = new Float64Array(100);
  const round = { first: 1, step: 100, loss, gap: loss, diverged: '', accuracies };
  run.take(/** @type {any} */ (round));
  return run;
}

test('a curve has tests on equally many images, and ends where the table ends', () => {
  const { seedRuns, plan } = setUp(1);
  /** @type {[number, number][]} */
  const taken = [
    [40, 10_000],
    [50, 1000],
    [80, 10_000],
    [100, 1000],
  ];
  seedRuns.plan = { ...plan, lanes: plan.lanes.slice(0, 1), steps: 100 };
  seedRuns.runs = [100, 300].map((seed) => tested(seed, taken));
  const [run] = seedRuns.runs;
  const none = new Float64Array(0);
  const repeated = { first: 41, step: 100, loss: none, gap: none, diverged: '' };
  run.take(/** @type {any} */ ({ ...repeated, accuracies: run.tests.slice(0, 1) }));
  const { lanes, points, test } = shownOf(seedRuns);
  const [{ bands, summary }] = lanes;
  const stepsAndImages = (/** @type {'accuracy' | 'quick'} */ field) =>
    points[field].map(({ step, of }) => [step, of]);
  assert.deepEqual(stepsAndImages('accuracy'), [taken[0], taken[2]]);
  assert.deepEqual(stepsAndImages('quick'), [taken[1], taken[3]]);
  assert.deepEqual([test?.step, test?.of], [80, 10_000]);
  for (const field of /** @type {const} */ (['accuracy', 'quick', 'loss'])) {
    assert.equal(bands[field].mean.length, points[field].length, field);
  }
  const last = bands.accuracy.mean.length - 1;
  assert.equal(bands.accuracy.mean[last], summary.accuracy.mean);
  assert.equal(bands.accuracy.sd[last], summary.accuracy.sd);
  assert.ok(Math.abs(summary.accuracy.mean - 0.28) < 1e-12);
  assert.deepEqual(
    points.loss.map(({ step }) => step),
    [50, 100],
  );
});

test('cancelling keeps finished runs and says how long the rest would have taken', async () => {
  const { seedRuns, workers, plan, rest } = setUp(1);
  const { onChange } = seedRuns.options;
  let left = Number.NaN;
  seedRuns.options.onChange = () => {
    onChange();
    if (seedRuns.ended === 3 && seedRuns.status === 'going') {
      left = seedRuns.secondsLeft;
      seedRuns.cancel();
    }
  };
  seedRuns.start(plan);
  await rest();
  assert.equal(seedRuns.status, 'cancelled');
  assert.equal(seedRuns.runs.length, 3);
  assert.deepEqual(seedRuns.seedsDone, [7]);
  assert.ok(left > 0 && Number.isFinite(left));
  assert.ok(workers.every((worker) => worker.isDead));
  seedRuns.start(plan);
  await rest();
  assert.equal(seedRuns.runs[0].outcome, 'done', 'and it can begin anew');
});

test('a worker that dies during a run changes no number', async () => {
  const { seedRuns, workers, plan, rest } = setUp(1);
  let isDue = true;
  const { onChange } = seedRuns.options;
  seedRuns.options.onChange = () => {
    onChange();
    if (!isDue || seedRuns.runs[0].step !== 100) return;
    isDue = false;
    workers[0].post({ type: 'failure', cause: 'engine', message: 'trap', run: 1, seq: 0 });
  };
  seedRuns.start(plan);
  await rest();
  assert.equal(seedRuns.status, 'done');
  assert.equal(workers.length, 2);
  assert.ok(Math.abs(seedRuns.runs[0].losses[2] - 125.5) < 1e-9);
});

test('a run that a worker refuses or loses is listed as failed, and the others go on', async () => {
  const { seedRuns, workers, plan, rest } = setUp(1);
  seedRuns.start(plan);
  workers[0].post({ type: 'refused', request: 'start', message: 'no such rule', run: 1, seq: 0 });
  await rest();
  const { failure, lanes, ended } = shownOf(seedRuns);
  assert.equal(failure, 'no such rule');
  assert.deepEqual([lanes[0].summary.failed, lanes[0].summary.done, ended], [1, 2, 6]);
});
