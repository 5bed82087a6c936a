import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatHash, runSpec } from '../../www/spelling.js';
import { defaultState, parseHash, reconcile } from '../../www/state.js';
import { sampleCatalog as catalog } from './catalog-sample.js';

const states = fc.record({
  values: fc.record({
    rate: fc.double({ min: 0, minExcluded: true, max: 10, noNaN: true }),
    schedule: fc.constantFrom('constant', 'exponential', 'bold'),
    batch: fc.integer({ min: 2, max: 1000 }),
    architecture: fc.constantFrom('arch1', 'arch2'),
    width: fc.integer({ min: 1, max: 256 }).map((quarter) => 4 * quarter),
    group: fc.constantFrom(1, 2, 4),
    images: fc.integer({ min: 1000, max: 60000 }),
    seed: fc.integer({ min: 0, max: 4294967295 }),
    twin: fc.constantFrom('off', 'powers', 'random'),
  }),
  rules: fc.shuffledSubarray(['sgd', 'sm', 'sm_rows', 'un', 'pbwn'], {
    minLength: 1,
    maxLength: 4,
  }),
  changes: fc
    .uniqueArray(fc.integer({ min: 0, max: 1e6 }), { maxLength: 32 })
    .map((steps) => steps.sort((one, other) => one - other).map((step) => ({ step, rate: 0.5 }))),
  autoplay: fc.boolean(),
});

test('whatever can be chosen survives its link', () => {
  fc.assert(
    fc.property(states, (state) => {
      const read = parseHash(`#${formatHash(state, catalog)}`, catalog);
      assert.deepEqual(read.problems, []);
      assert.deepEqual(read.state, { ...state, values: { ...state.values } });
    }),
  );
});

test('no hash breaks the page, and what it yields is always valid', () => {
  const keys = catalog.settings.map((setting) => setting.key).concat('rules', 'changes', 'odd');
  const pair = fc
    .tuple(fc.constantFrom(...keys), fc.string())
    .map(([key, text]) => `${key}=${text}`);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pair).map((all) => all.join('&')),
      ),
      (hash) => {
        const { state } = parseHash(hash, catalog);
        assert.deepEqual(parseHash(formatHash(state, catalog), catalog).state, state);
      },
    ),
  );
});

test('defaults need no link', () => {
  assert.equal(formatHash(defaultState(catalog), catalog), '');
});

for (const [hash, key] of [
  ['width=5000', 'width'],
  ['width=12.5', 'width'],
  ['rate=NaN', 'rate'],
  ['rate=-1', 'rate'],
  ['rate=0', 'rate'],
  ['batch=0', 'batch'],
  ['batch=200&images=100', 'batch'],
  ['batch=1&architecture=arch2', 'batch'],
  ['width=33&group=2', 'group'],
  ['rules=sgd,adam', 'rules'],
  ['rules=sgd,sgd', 'rules'],
  ['rules=sgd,sm,un,pbwn,sm_rows', 'rules'],
  ['changes=5:0.1,3:0.2', 'changes'],
  ['changes=5', 'changes'],
  ['colour=red', 'colour'],
  ['seed=1&seed=2', 'seed'],
  ['seed=%E0%A4%A', 'seed'],
]) {
  test(`“${hash}” names ${key}, and the rest of the link works`, () => {
    const { state, problems } = parseHash(`${hash}&twin=random`, catalog);
    assert.deepEqual(
      problems.map((problem) => problem.key),
      [key],
    );
    assert.equal(state.values.twin, 'random');
  });
}

test('a setting just made is kept, and the one that contradicts it follows with a word', () => {
  const values = { ...defaultState(catalog).values, images: 50, batch: 100 };
  assert.equal(reconcile(values, 'batch').values.images, 100);
  assert.equal(reconcile(values, 'images').values.batch, 50);
  assert.equal(reconcile(values, 'images').problems.length, 1);
});

test('a run spec names every setting and its one rule', () => {
  const spec = new URLSearchParams(runSpec(defaultState(catalog), 'un'));
  assert.equal(spec.get('rule'), 'un');
  for (const { key, default: usual } of catalog.settings) {
    assert.equal(spec.get(key), String(usual));
  }
});
