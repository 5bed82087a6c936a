import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withoutUnusedParts } from '../../tools/uplot-parts.mjs';

const uPlot = readFileSync(new URL(import.meta.resolve('uplot')), 'utf8');
const slim = withoutUnusedParts(uPlot);

test('of the curves that uPlot registers, straight lines are left', () => {
  const registered = (/** @type {string} */ code) =>
    [...code.matchAll(/\(paths\.(\w+)\s*=/g)].map(([, name]) => name);
  assert.deepEqual(registered(uPlot), ['linear', 'stepped', 'bars', 'spline']);
  assert.deepEqual(registered(slim), ['linear']);
});

test('nothing is left that uses dates, the legend, curved scales or points against points', () => {
  for (const use of [
    ...[/isTime = sc\.time/, /genTimeStuffs\(1/, /uPlot\.fmtDate/, /= legend\.show/],
    ...[/sc\.distr == 3/, /const mode = self\.mode/],
  ]) {
    assert.match(uPlot, use);
    assert.doesNotMatch(slim, use);
  }
  assert.equal(slim.match(/const isTime = false;/g)?.length, 3);
});

test('a uPlot that has such a part in another way stops the build', () => {
  const other = (/** @type {string} */ from, /** @type {string} */ to) => () =>
    withoutUnusedParts(uPlot.replaceAll(from, to));
  assert.throws(other('(paths.bars', '(paths.columns'), /bars/);
  assert.throws(other('showLegend = legend.show', 'showLegend = legend.live'), /the legend/);
  assert.throws(other('genTimeStuffs(', 'timeUnits('), /units of time/);
});
