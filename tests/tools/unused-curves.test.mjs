import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withoutUnusedCurves } from '../../tools/unused-curves.mjs';

const uPlot = readFileSync(new URL(import.meta.resolve('uplot')), 'utf8');

test('of the curves that uPlot registers, straight lines are left', () => {
  const registered = (/** @type {string} */ code) =>
    [...code.matchAll(/\(paths\.(\w+)\s*=/g)].map(([, name]) => name);
  assert.deepEqual(registered(uPlot), ['linear', 'stepped', 'bars', 'spline']);
  assert.deepEqual(registered(withoutUnusedCurves(uPlot)), ['linear']);
});

test('a uPlot that registers them in another way stops the build', () => {
  assert.throws(() => withoutUnusedCurves(uPlot.replace('(paths.bars', '(paths.columns')), /bars/);
});
