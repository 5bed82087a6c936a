import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TEST, testsOf } from '../../www/figures/lines/test-errors.js';
import { columnsFor, History } from '../../www/run/history.js';

/** @param {number} step */
const readingsAt = (step) => ({
  loss: step,
  twinLoss: 2 * step,
  gap: 3 * step,
  accuracy: Number.NaN,
});

/**
 * @param {History} history
 * @param {number} step
 */
function take(history, step) {
  history.append(step, readingsAt(step), Float32Array.of(step, -step));
}

test('memory stays bounded, the start and the newest step are always there', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), (last) => {
      const history = new History(2, 16);
      for (let step = 0; step <= last; step += 1) take(history, step);
      assert.ok(history.length <= 17);
      assert.equal(history.steps[0], 0);
      assert.equal(history.lastStep, last);
      for (let index = 0; index < history.length; index += 1) {
        const step = history.steps[index];
        if (index < history.length - 1) assert.equal(step, index * history.stride);
        assert.equal(history.loss[index], step);
        assert.deepEqual([...history.column(index)], [step, step === 0 ? -0 : -step]);
        assert.equal(history.indexAt(step), index);
      }
    }),
  );
});

test('the kept entries depend on step numbers, not on rounds or on steps left out between strides', () => {
  const rounds = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(rounds, (sizes) => {
      const all = new History(2, 16);
      const sparse = new History(2, 16);
      take(all, 0);
      take(sparse, 0);
      let step = 0;
      for (const size of sizes) {
        const { stride } = sparse;
        const last = step + size;
        while (step < last) {
          step += 1;
          take(all, step);
          if (step % stride === 0 || step === last) take(sparse, step);
        }
      }
      assert.equal(sparse.stride, all.stride);
      assert.deepEqual(sparse.steps.subarray(0, sparse.length), all.steps.subarray(0, all.length));
    }),
  );
});

test('a lane that catches up repeats steps without a trace', () => {
  const history = new History(2, 16);
  for (let step = 0; step <= 10; step += 1) take(history, step);
  const { version } = history;
  for (let step = 5; step <= 10; step += 1) take(history, step);
  assert.equal(history.version, version);
});

test('every test is listed once, at its own step, with its images and no rounding error', () => {
  const history = new History(2, 16);
  /** @type {[number, number, number][]} */
  const taken = [
    [4, 6931, 10000],
    [6, 875, 1000],
    [8, 900, 1000],
    [12, 7200, 10000],
  ];
  for (let step = 0; step <= 15; step += 1) {
    const [testStep, correct, testImages] = taken.findLast(([at]) => at <= step) ?? [];
    const accuracy = (correct ?? Number.NaN) / (testImages ?? 1);
    const test = { accuracy, twinAccuracy: accuracy / 2, testStep, testImages };
    history.append(step, { ...readingsAt(step), ...test }, new Float32Array(2));
  }
  const tests = testsOf(history);
  assert.deepEqual([...tests.steps.subarray(0, tests.length)], [4, 6, 8, 12]);
  const column = (/** @type {number} */ name) => [0, 1, 2, 3].map((at) => tests.at(at, name));
  assert.deepEqual(column(TEST.images), [10000, 1000, 1000, 10000]);
  assert.deepEqual(column(TEST.error), [0.3069, 0.125, 0.1, 0.28]);
  assert.deepEqual(column(TEST.twin), [0.6535, 0.563, 0.55, 0.64], 'to whole images');
  assert.deepEqual(column(TEST.drawn), [1, 0, 0, 1], 'two tests on all images make a line');
  const drawn = () => {
    const kept = testsOf(history);
    return Array.from({ length: kept.length }, (_, at) => kept.at(at, TEST.drawn));
  };
  history.cutAfter(10);
  assert.deepEqual(drawn(), [0, 1, 1], 'one makes none, where the quick ones make one');
  history.cutAfter(7);
  assert.deepEqual(drawn(), [1, 0]);
  history.cutAfter(5);
  assert.equal(testsOf(history).lastStep, 4);
  assert.equal(testsOf(new History(2, 16)).length, 0);
});

test('large networks keep fewer columns', () => {
  assert.equal(columnsFor(128), 1024);
  assert.equal(columnsFor(2 * 6 * 1024), 256);
});
