import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ease, lanesAtOnce, weaknessOf } from '../../www/link/device.js';
import { formatHash } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { sampleCatalog as catalog } from './catalog-sample.js';

test('one core or one gigabyte is weak; a number that the browser does not tell counts as enough', () => {
  assert.match(weaknessOf({ hardwareConcurrency: 1 }), /core/);
  assert.match(weaknessOf({ hardwareConcurrency: 8, deviceMemory: 1 }), /memory/);
  for (const device of [{}, { hardwareConcurrency: 2 }, { deviceMemory: 2 }]) {
    assert.equal(weaknessOf(device), '');
  }
});

test('a core stays free for the page, unless the visitor wants only speed', () => {
  const all = Number.POSITIVE_INFINITY;
  const asked = [{ hardwareConcurrency: 2 }, { hardwareConcurrency: 3 }, {}].map((device) => [
    lanesAtOnce(device, 'fast'),
    lanesAtOnce(device, 'full'),
  ]);
  assert.deepEqual(asked, [
    [1, all],
    [all, all],
    [1, all],
  ]);
});

/** @param {string} hash */
function eased(hash, weakness = 'is slow') {
  const { state } = parseHash(hash, catalog);
  const told = ease(state, hash, catalog, weakness);
  return { spelled: formatHash(state, catalog), told };
}

test('a weak device starts smaller, and is told why with a link to the full setting', () => {
  const { spelled, told } = eased('#seed=7');
  assert.equal(spelled, 'v=2&lanes=sgd,un&width=16&seed=7');
  assert.match(told?.text ?? '', /is slow.*2 lanes instead of 3.*16 neurons.*32/);
  const full = told?.link.href ?? '';
  assert.equal(formatHash(parseHash(full, catalog).state, catalog), 'v=2&seed=7');
  assert.equal(eased(full).told, null, 'and it is not made smaller again');
});

test('settings of a link stay; a strong device hears nothing', () => {
  assert.equal(eased('lanes=sgd,sm,un').spelled, 'v=2&width=16');
  assert.equal(eased('width=64').spelled, 'v=2&lanes=sgd,un&width=64');
  assert.equal(eased('lanes=sm&width=32').told, null);
  assert.deepEqual(eased('', ''), { spelled: '', told: null });
});

test('groups that would not fit into fewer neurons keep their width', () => {
  const state = parseHash('', catalog).state;
  state.values.group = 32;
  ease(state, '', catalog, 'is slow');
  assert.equal(state.values.width, 32);
});
