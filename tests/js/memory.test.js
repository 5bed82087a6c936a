import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHash } from '../../www/link/state.js';
import { memoryFor, memoryWarning } from '../../www/run/memory.js';
import { sampleCatalog } from './catalog-sample.js';
import { openSession } from './open-session.js';

const catalog = sampleCatalog;

/** @param {Record<string, number | string>} values @param {string[]} rules */
function run(values, rules) {
  const { state } = parseHash('', catalog);
  const [lane] = state.lanes;
  const usual = { depth: 2, width: 32, group: 1, batch: 100, images: 4096, twin: 'powers' };
  const lanes = rules.map((rule, place) => ({ ...lane, id: 'abcd'[place], rule }));
  return { ...state, lanes, values: { ...state.values, ...usual, ...values } };
}

const largest = { depth: 6, width: 1024, batch: 1000, images: 60_000 };

test('the usual run warns nobody; the largest warns where it is too much, with size and remedy', () => {
  const usual = run({}, ['sgd', 'sm', 'un']);
  for (const memory of [undefined, 1, 4, 8]) assert.equal(memoryWarning(usual, memory), '');
  const four = run(largest, ['adam', 'adam', 'adam', 'adam']);
  assert.match(
    memoryWarning(four, 2),
    /^These 4 lanes need about \d(\.\d)? GB of memory, and this device has 2 GB for everything: .*choose fewer lanes, layers or neurons per layer\.$/,
  );
  assert.match(memoryWarning(four, undefined), /this browser does not tell how much/);
  assert.equal(memoryWarning(four, 16), '');
  assert.match(memoryWarning(run(largest, ['adam']), 0.5), /^This lane needs/);
});

test('the need grows with lanes, twins, moments, weights and images; one engine never needs 4 GB', () => {
  const alone = memoryFor(run(largest, ['un']));
  assert.ok(memoryFor(run({ ...largest, twin: 'off' }, ['un'])) < alone);
  assert.ok(memoryFor(run({ ...largest, images: 400 }, ['un'])) < alone);
  assert.ok(memoryFor(run({ ...largest, group: 4 }, ['un'])) < alone);
  for (const rule of ['un_momentum', 'sgd_nesterov']) {
    assert.ok(memoryFor(run(largest, [rule])) > alone);
    assert.ok(memoryFor(run(largest, [rule])) < memoryFor(run(largest, ['adam'])));
  }
  assert.ok(memoryFor(run(largest, ['un', 'un'])) > alone + 100e6);
  // WebAssembly's memory has 4 GB, so no run of the settings' range meets that limit.
  assert.ok(memoryFor(run(largest, ['adam'])) < 2 ** 32);
});

test('the page warns before a start, starts all the same, and takes the warning back', async () => {
  const { session, rest } = await openSession();
  const warnings = () => session.notices.list.filter(({ key }) => key === 'memory').length;
  assert.equal(warnings(), 0);
  session.adopt(run({ depth: 6, width: 1024 }, ['adam', 'adam', 'adam', 'adam']));
  assert.equal(warnings(), 1);
  await rest();
  assert.equal(session.phase, 'ready');
  session.adopt(run({}, ['sgd']));
  assert.equal(warnings(), 0);
});
