import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goals } from '../../tools/bench/goals.mjs';
import { measure } from '../../tools/bench/measure.mjs';
import { parseOptions } from '../../tools/bench/options.mjs';
import { extraUpdate, partOfPeak, peak } from '../../tools/bench/readings.mjs';
import { geometricMean, spread } from '../../tools/bench/statistics.mjs';
import { tables } from '../../tools/bench/tables.mjs';

const net = '784-128-128-10';

/** Milliseconds per pass and operations per pass of a made-up engine. */
const engineCosts = /** @type {[string, number, number][]} */ ([
  ['peak', 1, 50e6],
  ['product/4×8×8 dense/own', 1, 40e6],
  ['product/4×8×8 dense/matrixmultiply', 2, 40e6],
  ...['sgd', 'sm', 'un'].map((rule) => [`step/${net}/${rule}`, 2, 80e6]),
  [`update/${net}/sgd`, 0.1, 0],
  [`update/${net}/sm`, 0.15, 0],
  [`update/${net}/un`, 0.3, 0],
]);

/**
 * A contender that needs exactly these times; a negative time is a network it cannot train.
 * @param {string} name
 * @param {[string, number, number][]} costs
 * @param {boolean} isEngine
 */
const madeUp = (name, costs, isEngine) => ({
  name,
  version: '1',
  isEngine,
  renew: async () => {},
  ask: async (/** @type {any} */ request) => {
    if (request.type === 'list') return costs.map(([id, , flops]) => ({ id, flops }));
    if (request.type === 'memory')
      return { allocations: 3, gained: 0, before: 65536, after: 65536 };
    const [, cost] = costs[request.index];
    if (cost < 0) throw new Error('no gradient');
    return {
      passes: Math.ceil(request.milliseconds / cost),
      milliseconds: Math.ceil(request.milliseconds / cost) * cost,
    };
  },
});

const pace = { rounds: 3, milliseconds: 10, warmUp: 5 };
const measured = await measure(
  [
    madeUp('Chromium', engineCosts, true),
    madeUp(
      'TensorFlow.js wasm',
      [
        [`step/${net}/sgd`, 50, 0],
        ['step/conv/sgd', -1, 0],
      ],
      false,
    ),
  ],
  pace,
  () => {},
);

test('medians and quartiles of odd and even numbers of samples', () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, low: 1.5, high: 2.5, least: 1, most: 3 });
  assert.equal(spread([4, 1, 2, 3]).median, 2.5);
  assert.equal(spread([7]).high, 7);
  assert.ok(Math.abs(geometricMean([2, 8]) - 4) < 1e-12);
});

test('rates are parts of the peak, updates parts of a step', () => {
  const [engine] = measured;
  assert.equal(peak(engine), 50);
  assert.equal(partOfPeak(engine, `step/${net}/sgd`), 0.8);
  assert.ok(Math.abs(extraUpdate(engine, net, 'un') - 0.1) < 1e-12);
});

test('a goal that is missed says so', () => {
  const found = goals(measured);
  /** @param {string} words */
  const met = (words) => found.filter(({ what }) => what.includes(words)).map(({ met }) => met);
  assert.deepEqual(met('part of P'), [true]);
  assert.deepEqual(met('update of sm'), [true]);
  assert.deepEqual(met('update of un'), [false]);
  assert.deepEqual(met('TensorFlow.js'), [true]);
  assert.deepEqual(met('matrixmultiply'), [true]);
  assert.deepEqual(met('allocations per step'), [false]);
  assert.deepEqual(met('bytes of memory'), [true]);
});

test('the tables say what a library cannot do, and all lines of a table are equally wide', () => {
  const text = tables(measured);
  assert.match(text, /TensorFlow\.js wasm cannot do step\/conv\/sgd: no gradient/);
  assert.match(text, /25\.0 ×/);
  assert.doesNotMatch(text, /NaN|undefined/);
  for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
    assert.equal(
      new Set(
        block
          .trimEnd()
          .split('\n')
          .map((line) => line.length),
      ).size,
      1,
      block,
    );
  }
});

test('the command line is read, and mistakes in it are named', () => {
  assert.equal(parseOptions([], 'target').pace.rounds, 9);
  assert.ok(parseOptions([], 'target').pace.milliseconds >= 250);
  assert.equal(parseOptions(['--quick', '--out', 'a.json'], 'target').out, 'a.json');
  assert.throws(() => parseOptions(['--slow'], 'target'), /Usage/);
});
