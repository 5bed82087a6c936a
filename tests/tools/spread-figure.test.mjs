import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readRuns,
  spreadFigure,
  spreadOf,
  spreadPoints,
  ticks,
} from '../../tools/spread-figure.mjs';

/** @param {Partial<import('../../tools/spread-figure.mjs').Run>} run */
const run = (run) => ({
  architecture: 'arch1',
  depth: 2,
  width: 100,
  rule: 'sgd',
  protocol: 'exponential',
  spread: 0,
  seed: 1,
  most_epochs: 60,
  images: 60_000,
  grid_half_decades: /** @type {[number, number]} */ ([0, -10]),
  test_errors: 200,
  test_images: 10_000,
  ...run,
});

/** Two rules, two spreads, two seeds; SGD worse where the start is unbalanced. */
const runs = ['sgd', 'un'].flatMap((rule) =>
  [0, 4].flatMap((spread) =>
    [1, 2].map((seed) =>
      run({
        rule,
        spread,
        seed,
        test_errors: 180 + seed * 10 + (rule === 'sgd' ? spread * 50 : 0),
      }),
    ),
  ),
);

/** @param {string} svg @param {string} hue the big dots of a rule */
const means = (svg, hue) => {
  const group = svg.split('<g ').find((part) => part.startsWith(`fill="${hue}"`)) ?? '';
  return [...group.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="4"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
};

test('means stand where their errors and spreads say', () => {
  const svg = spreadFigure(runs);
  const [sgd, un] = [means(svg, '#D55E00'), means(svg, '#009E73')];
  assert.equal(sgd.length, 2);
  assert.equal(un.length, 2);
  // UN is flat. SGD rises by two points, so its y falls. Both begin level.
  assert.equal(un[0][1], un[1][1]);
  assert.equal(sgd[0][1], un[0][1]);
  assert.ok(sgd[1][1] < sgd[0][1] - 100, `${sgd}`);
  assert.ok(sgd[1][0] > sgd[0][0] + 100, `${sgd}`);
  assert.match(svg, /Arch1, 2 × 100, exponential decay/);
  assert.match(svg, /over 2 runs/);
});

test('the order of the results does not matter', () => {
  assert.equal(spreadFigure(runs.toReversed()), spreadFigure(runs));
});

test('runs that diverged enter no mean and are named', () => {
  const diverged = runs.map((one) =>
    one.rule === 'sgd' && one.spread === 4 && one.seed === 2 ? { ...one, test_errors: null } : one,
  );
  const { points } = spreadPoints(diverged);
  assert.deepEqual(points[0].points[1], { spread: 4, errors: [3.9], runs: 2 });
  assert.match(spreadFigure(diverged), /diverged: 1 of 2 SGD at ±4</);
  assert.doesNotMatch(spreadFigure(runs), /diverged/);
});

test('other experiments in the same results are left out', () => {
  const others = [
    run({ depth: 4, test_errors: 900 }),
    run({ protocol: 'bold', test_errors: 900 }),
    run({ grid_half_decades: [6, -16], spread: 4, test_errors: 900 }),
    run({ most_epochs: 2, test_errors: 900 }),
    run({ rule: 'pbwn', test_errors: 900 }),
  ];
  assert.equal(spreadFigure([...others, ...runs]), spreadFigure(runs));
});

test('a figure shows the setting with the most unbalanced starts', () => {
  const fewer = [run({ depth: 4 }), run({ depth: 4, spread: 2, test_errors: 900 })];
  assert.equal(spreadFigure([...fewer, ...runs]), spreadFigure(runs));
  assert.throws(() => spreadFigure([run({})]), /0 settings/);
  const asMany = runs.map((one) => ({ ...one, depth: 4 }));
  assert.throws(() => spreadFigure([...runs, ...asMany]), /2 settings/);
});

test('a damaged last line is no run', () => {
  const text = `${runs.map((one) => JSON.stringify(one)).join('\n')}\n{"format":1,"dat`;
  assert.deepEqual(readRuns(text), runs);
});

test('spreads and ticks by hand', () => {
  assert.deepEqual(spreadOf([1, 2, 3]), { mean: 2, deviation: 1 });
  assert.deepEqual(spreadOf([5]), { mean: 5, deviation: 0 });
  assert.deepEqual(ticks(1.9, 3.9), [1.5, 2, 2.5, 3, 3.5, 4]);
  assert.deepEqual(ticks(0, 100), [0, 20, 40, 60, 80, 100]);
});
