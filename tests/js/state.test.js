import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reconcile } from '../../www/link/couplings.js';
import { laneLabels, laneOf } from '../../www/link/lane-choice.js';
import { isOffered, isRead, offering, withNetwork } from '../../www/link/networks.js';
import { formatHash, runSpec } from '../../www/link/spelling.js';
import { defaultState, parseHash } from '../../www/link/state.js';
import { sampleCatalog as catalog } from './catalog-sample.js';

const rates = fc.double({ min: 0, minExcluded: true, max: 10, noNaN: true });
const schedules = fc.constantFrom('constant', 'exponential', 'bold');
const inOrder = fc
  .uniqueArray(fc.integer({ min: 0, max: 1e6 }), { maxLength: 32 })
  .map((steps) => steps.sort((one, other) => one - other));
const lanes = fc
  .array(
    fc.record({
      rule: fc.constantFrom(...catalog.rules.map((rule) => rule.id)),
      rate: rates,
      schedule: schedules,
      momentum: fc.double({ min: 0, max: 0.999, noNaN: true }),
      changes: inOrder.chain((steps) =>
        fc.tuple(
          ...steps.map((step) =>
            fc.record({ step: fc.constant(step), rate: rates, schedule: schedules }),
          ),
        ),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ rule, rate, schedule, momentum, changes }, place) => {
      const lane = laneOf(catalog, 'abcd'[place], rule);
      /** @type {import('../../www/link/settings.js').Values} */
      const own = 'momentum' in lane.values ? { momentum } : {};
      return { ...lane, values: { ...lane.values, rate, schedule, ...own }, changes };
    }),
  );

const anyState = fc.record({
  values: fc.record({
    batch: fc.integer({ min: 2, max: 1000 }),
    network: fc.constant('dense'),
    stages: fc.constant('8:3:max,16:3:max'),
    architecture: fc.constantFrom('arch1', 'arch2'),
    depth: fc.integer({ min: 3, max: 6 }),
    // The rescalings below need at least five groups of four.
    width: fc.integer({ min: 5, max: 256 }).map((quarter) => 4 * quarter),
    group: fc.constantFrom(1, 2, 4),
    images: fc.integer({ min: 1000, max: 60000 }),
    seed: fc.integer({ min: 0, max: 4294967295 }),
    twin: fc.constantFrom('off', 'powers', 'random'),
  }),
  lanes,
  rescalings: inOrder.map((steps) =>
    steps.map((step) => ({
      step,
      layer: step % 3,
      unit: (step % 5) - 1,
      log2: (step % 41) - 20 || 0.5,
    })),
  ),
  budget: fc.oneof(
    fc.constant(null),
    fc.record({
      kind: fc.constantFrom(.../** @type {const} */ (['steps', 'epochs', 'accuracy'])),
      value: fc.integer({ min: 1, max: 100 }),
    }),
  ),
  speed: fc.constantFrom(.../** @type {const} */ (['slow', 'one', 'fast', 'full'])),
  autoplay: fc.boolean(),
});
const states = anyState.map((state) =>
  state.values.twin === 'off' ? { ...state, rescalings: [] } : state,
);

test('every possible choice survives its link', () => {
  fc.assert(
    fc.property(states, (state) => {
      const read = parseHash(`#${formatHash(state, catalog)}`, catalog);
      assert.deepEqual(read.problems, []);
      assert.deepEqual(read.state, /** @type {any} */ (structuredClone(state)));
    }),
  );
});

test('a kept link names every setting, so later defaults do not change it', () => {
  const moved = structuredClone(catalog);
  moved.defaults.rules = ['pbwn'];
  for (const setting of moved.settings) {
    setting.default = setting.choices?.at(-1)?.value ?? setting.maximum ?? 0;
  }
  for (const rule of moved.rules) rule.learningRate = 7;
  const whole = formatHash(defaultState(catalog), catalog, true);
  const usual = defaultState(catalog);
  const settings = catalog.settings.filter((setting) => isRead(setting, usual.values));
  for (const { key } of settings) assert.ok(whole.includes(`&${key}=`), key);
  const { state, problems } = parseHash(whole, moved);
  assert.deepEqual(problems, []);
  // Where the network does not read a setting, its default has no effect.
  for (const { key } of settings) assert.equal(state.values[key], usual.values[key], key);
  assert.deepEqual({ ...state, values: usual.values }, usual);
});

const settingsOf = (/** @type {string} */ hash) => parseHash(hash, catalog).state.values;

test('defaults follow the network, and a setting that it does not read is forgotten', () => {
  assert.equal(settingsOf('network=conv').width, 64);
  assert.equal(settingsOf('width=32&network=conv').width, 32);
  assert.deepEqual(settingsOf('network=conv&depth=5&group=4'), settingsOf('network=conv'));
  assert.equal(settingsOf('stages=1:3:none').stages, '8:3:max,16:3:max');
  const own = withNetwork(settingsOf('batch=20&depth=4&width=16'), 'conv', catalog);
  assert.deepEqual([own.batch, own.width, own.depth], [20, 16, 2], 'chosen values stay');
  assert.deepEqual(withNetwork(own, 'dense', catalog), settingsOf('batch=20&width=16'));
  assert.equal(withNetwork(settingsOf(''), 'conv', catalog).width, 64);
});

test('a page that offers some networks refuses the others by name, and has no control for them', () => {
  const dense = offering(catalog, ['dense']);
  const { state, problems } = parseHash('network=conv&stages=4:3:max', dense);
  assert.equal(state.values.network, 'dense');
  assert.match(problems[0].message, /one of dense, not “conv”/);
  const keys = (/** @type {typeof catalog} */ of) =>
    of.settings.filter((setting) => isOffered(setting, of)).map(({ key }) => key);
  assert.deepEqual(
    catalog.settings.map(({ key }) => key).filter((key) => !keys(dense).includes(key)),
    ['network', 'stages'],
  );
  assert.equal(keys(offering(catalog, ['dense', 'conv'])).length, catalog.settings.length);
  assert.equal(parseHash('', offering(catalog, ['conv'])).state.values.width, 64);
});

test('no hash breaks the page, and the state it gives is always valid', () => {
  const keys = catalog.settings
    .map((setting) => setting.key)
    .concat('lanes', 'changes', 'rescalings', 'stop', 'speed', 'v', 'odd');
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
  ['lanes=sgd:NaN', 'lanes'],
  ['lanes=sgd:-1', 'lanes'],
  ['lanes=sgd:0', 'lanes'],
  ['lanes=sgd:0.1:often', 'lanes'],
  ['lanes=sgd:0.1:bold:0.9', 'lanes'],
  ['lanes=sgd_momentum:::1', 'lanes'],
  ['lanes=', 'lanes'],
  ['rescalings=5:0:1', 'rescalings'],
  ['rescalings=5:0:1:21', 'rescalings'],
  ['rescalings=5:0:x:1', 'rescalings'],
  ['rescalings=5:0:1:1,4:0:1:1', 'rescalings'],
  ['rescalings=5:2:0:1', 'rescalings'],
  ['rescalings=5:0:16:1&group=2', 'rescalings'],
  ['stop=steps:0', 'stop'],
  ['stop=accuracy:101', 'stop'],
  ['stop=soon', 'stop'],
  ['stop=toString:1', 'stop'],
  ['speed=constructor', 'speed'],
  ['v=1', 'v'],
  ['rules=sgd', 'rules'],
  ['batch=0', 'batch'],
  ['batch=200&images=100', 'batch'],
  ['batch=1&architecture=arch2', 'batch'],
  ['width=33&group=2', 'group'],
  ['lanes=sgd,adam', 'lanes'],
  ['lanes=sgd,sm,un,pbwn,sm_rows', 'lanes'],
  ['changes=a:5:0.1,a:3:0.2', 'changes'],
  ['changes=d:5:0.1', 'changes'],
  ['changes=a:5:0.1:often', 'changes'],
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

for (const [hash, key, used, word] of /** @type {const} */ ([
  ['width=5000', 'width', 1024, '1024 is used.'],
  ['width=-3', 'width', 1, '1 is used.'],
  ['seed=1e3', 'seed', 1, '1 is used.'],
  ['width=wide', 'width', 32, '32 is used.'],
  ['twin=triplet', 'twin', 'powers', 'powers is used.'],
])) {
  test(`“${hash}” gives ${key} ${used}, and says so`, () => {
    const { state, problems } = parseHash(hash, catalog);
    assert.equal(state.values[key], used);
    assert.ok(problems[0].message.endsWith(word), problems[0].message);
  });
}

test('in a lane of a link, a number out of range becomes the nearest allowed one, or its default', () => {
  const { state, problems } = parseHash('lanes=sgd:99,sgd_momentum:-1::5,un:0.2:soon', catalog);
  assert.deepEqual(
    state.lanes.map(({ rule, values }) => [rule, ...Object.values(values)]),
    [
      ['sgd', 10, 'constant'],
      ['sgd_momentum', 0.1, 'constant', 0.999],
      ['un', 0.2, 'constant'],
    ],
  );
  const [{ message }] = problems;
  for (const word of ['10 is used', '0.1 is used', '0.999 is used', 'constant is used']) {
    assert.ok(message.includes(word), `${word}: ${message}`);
  }
  const unknown = parseHash('lanes=sgd,adam', catalog);
  assert.equal(unknown.state.lanes.length, 3);
  assert.ok(unknown.problems[0].message.endsWith('sgd, sm, un are used.'));
});

test('a setting just made is kept; a setting that contradicts it changes, and the page says so', () => {
  const values = { ...defaultState(catalog).values, images: 50, batch: 100 };
  assert.equal(reconcile(values, catalog, 'batch').values.images, 100);
  assert.equal(reconcile(values, catalog, 'images').values.batch, 50);
  assert.equal(reconcile(values, catalog, 'images').problems.length, 1);
});

test('a run spec names every setting and its rule', () => {
  const state = defaultState(catalog);
  const spec = new URLSearchParams(runSpec(state, state.lanes[2]));
  assert.equal(spec.get('rule'), 'un');
  for (const { key, default: usual } of catalog.settings) {
    assert.equal(spec.get(key), String(usual));
  }
  const { state: changed } = parseHash('lanes=un&changes=a:3:0.5,a:9:0.5:bold', catalog);
  const later = new URLSearchParams(runSpec(changed, changed.lanes[0]));
  assert.equal(later.get('changes'), '3:0.5,9:0.5:bold');
});

test('lanes of the same rule have different names', () => {
  const { state } = parseHash('lanes=sgd,un,sgd:0.5', catalog);
  assert.deepEqual(laneLabels(state.lanes, catalog), ['SGD (1)', 'UN', 'SGD (2)']);
});
