// Two readers read a link: the page, which mends faults if it can, and the engine, which refuses
// them. These tests compare both readings over thousands of descriptions, right, odd and wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import catalog from '../../www/generated/catalog.js';
import { laneOf } from '../../www/link/lane-choice.js';
import { formatHash, runSpec } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { checkSpec } from './engine.js';

/** @typedef {import('../../www/link/state.js').Catalog} Catalog */
/** @typedef {import('../../www/link/settings.js').Setting} Setting */
/** @typedef {{rule: string, numbers: string[], changes: string[]}} Lane */
/** @typedef {{settings: [string, string][], lanes: Lane[], rescalings: string[], isRaw: boolean}} Description */

/** Numbers in spellings that one reader might accept and the other refuse. */
const oddNumbers = fc.constantFrom(
  ...['1e-3', '1E2', '+5', '.5', '5.', '007', '1_0', 'NaN', 'Infinity', '-0', '-1', '0', '1e999'],
  ...['0x10', '1e', 'e5', '.', '--1', '+', '1.2.3', ' 1', '1 ', '٣', '4294967296', '1e-400', '1n'],
  ...['%35', '%3', '%zz', '%E0%A4%A', '2%2E5', 'toString', 'all', '20.5', '1.0', '0.1234567'],
);

/**
 * Mostly right values; now and then odd values.
 * @template T
 * @param {fc.Arbitrary<T>} right
 * @param {fc.Arbitrary<T>} odd
 */
const mostly = (right, odd) =>
  fc.oneof({ weight: 24, arbitrary: right }, { weight: 1, arbitrary: odd });

/** @param {import('../../www/link/stages.js').StageLimits} limits */
const stagesIn = ({ most, filters, kernels, poolings }) =>
  fc
    .array(
      fc
        .tuple(
          fc
            .oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: filters }))
            .map(String),
          fc.constantFrom(...kernels.map(String)),
          fc.constantFrom(...poolings.map(({ value }) => value)),
        )
        .map((stage) => stage.join(':')),
      { minLength: 1, maxLength: most },
    )
    .map((list) => list.join(','));
const oddStages = fc.constantFrom(
  ...['', '8', '8:3', '8:3:max:1', '0:3:max', '65:3:max', '08:3:max', '+8:3:max', '8:4:max'],
  ...[
    '8:3:Max',
    '8:3:max,',
    ',8:3:max',
    '1:3:none,1:3:none,1:3:none,1:3:none,1:3:none',
    '8 :3:max',
  ],
);

/** @param {Setting} setting */
function textOf({ kind, minimum = 0, maximum = 1, choices = [], stages }) {
  if (stages) return mostly(stagesIn(stages), oddStages);
  if (kind === 'choice') {
    return mostly(
      fc.constantFrom(...choices.map(({ value }) => value)),
      fc.constantFrom('often', 'Arch1', '', ' off'),
    );
  }
  const ends = fc.constantFrom(minimum, maximum, minimum + 1);
  const wholes = (/** @type {number} */ most) => fc.integer({ min: minimum, max: most });
  const right =
    kind === 'integer'
      ? fc.oneof(wholes(Math.min(maximum, minimum + 8)), wholes(maximum), ends)
      : fc.double({ min: minimum, max: maximum, noNaN: true });
  const beyond = fc.constantFrom(minimum - 1, minimum, maximum, maximum + 1).map(String);
  return mostly(right.map(String), fc.oneof(oddNumbers, beyond));
}

const steps = fc.oneof(fc.nat(40), fc.nat(4294967295)).map(String);
const schedules = mostly(
  fc.constantFrom('constant', 'exponential', 'bold', 'steps'),
  fc.constant('often'),
);
const rates = fc.double({ min: 1e-6, max: 10, noNaN: true }).map(String);

/**
 * A few entries, mostly right and mostly in order of their first number; or about as many right
 * entries as a list may have.
 * @param {fc.Arbitrary<string>} right
 * @param {fc.Arbitrary<string>} odd
 */
const listOf = (right, odd) =>
  fc.oneof(
    { weight: 10, arbitrary: mostly(few(right, odd).map(inOrder), few(right, odd)) },
    { weight: 1, arbitrary: fc.array(right, { minLength: 30, maxLength: 34 }).map(numbered) },
  );

/** @param {fc.Arbitrary<string>} right @param {fc.Arbitrary<string>} odd */
const few = (right, odd) => fc.array(mostly(right, odd), { maxLength: 4 });
const stepOf = (/** @type {string} */ entry) => Number.parseInt(entry, 10);
const inOrder = (/** @type {string[]} */ entries) =>
  entries.sort((one, other) => stepOf(one) - stepOf(other));
const numbered = (/** @type {string[]} */ entries) =>
  entries.map((entry, step) => entry.replace(/^\d+/, String(step)));

const joined = (/** @type {string[]} */ parts) => parts.join(':');

const changes = listOf(
  fc.oneof(fc.tuple(steps, rates).map(joined), fc.tuple(steps, rates, schedules).map(joined)),
  fc.oneof(
    fc.constantFrom('5', '5:', '5:0', '5:10', '5:10.1', '5:0.1:', '5:0.1:bold:1', ':', 'a:5:1'),
    fc.tuple(oddNumbers, rates).map(joined),
    fc.tuple(steps, oddNumbers).map(joined),
  ),
);

const units = fc.oneof(fc.nat(12).map(String), fc.constant('all'));
const log2s = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.constantFrom(0, 20, -20),
);
const rescalings = listOf(
  fc.tuple(steps, fc.constantFrom('0', '1'), units, log2s.map(String)).map(joined),
  fc.oneof(
    fc.constantFrom('5:0:1', '5:0:1:1:1', '5:0:x:1', '5:0:1:21', '5:0:1:-20.01', '5:6:0:1', ':::'),
    fc.constantFrom('5:0:40:1', '5:0:-1:1', '5:-1:0:1', '5:0::1'),
    fc.tuple(oddNumbers, oddNumbers, oddNumbers, oddNumbers).map(joined),
    oddNumbers.map((log2) => `5:0:1:${log2}`),
    oddNumbers.map((unit) => `5:0:${unit}:1`),
  ),
);

const lane = mostly(
  fc.constantFrom(...catalog.rules.map(({ id }) => id)),
  fc.constantFrom('adamant', 'SGD', 'constructor'),
).chain((rule) => {
  const reads = catalog.rules.find(({ id }) => id === rule)?.reads ?? [];
  const ofRule = reads.flatMap((key) => catalog.laneSettings.filter((each) => each.key === key));
  const texts = ofRule.map((setting) => fc.oneof(fc.constant(''), textOf(setting)));
  return fc.record({ rule: fc.constant(rule), numbers: fc.tuple(...texts), changes });
});

/** @type {fc.Arbitrary<Description>} */
const descriptions = fc.record({
  settings: fc.array(
    fc
      .constantFrom(...catalog.settings)
      .chain((setting) => fc.tuple(fc.constant(setting.key), textOf(setting))),
    { maxLength: 5 },
  ),
  lanes: fc.array(lane, { minLength: 1, maxLength: catalog.link.laneIds.length }),
  rescalings,
  isRaw: fc.boolean(),
});

/** @param {Description} description */
function linkOf({ settings, lanes, rescalings: made, isRaw }) {
  const write = isRaw ? String : encodeURIComponent;
  const changed = lanes.flatMap((each, place) =>
    each.changes.map((change) => `${catalog.link.laneIds[place]}:${change}`),
  );
  return [
    `lanes=${write(lanes.map(({ rule, numbers }) => [rule, ...numbers].join(':')).join(','))}`,
    ...settings.map(([key, text]) => `${key}=${write(text)}`),
    ...(changed.length > 0 ? [`changes=${write(changed.join(','))}`] : []),
    ...(made.length > 0 ? [`rescalings=${write(made.join(','))}`] : []),
  ].join('&');
}

/**
 * Spells a lane of the description for the engine, word for word as in the link.
 * @param {Description} description
 * @param {Lane} ofLane
 */
function specOf({ settings, rescalings: made, isRaw }, { rule, numbers, changes: changed }) {
  const write = isRaw ? String : encodeURIComponent;
  const usual = numbers.length > 0 ? Object.entries(laneOf(catalog, 'a', rule).values) : [];
  return [
    `rule=${write(rule)}`,
    ...usual.map(([key, value], at) => `${key}=${write(numbers[at] || String(value))}`),
    ...settings.map(([key, text]) => `${key}=${write(text)}`),
    ...(changed.length > 0 ? [`changes=${write(changed.join(','))}`] : []),
    ...(made.length > 0 ? [`rescalings=${write(made.join(','))}`] : []),
  ].join('&');
}

/**
 * The engine's reading of a description, or null where the engine refuses.
 * @param {string} spec
 */
function read(spec) {
  try {
    return checkSpec(spec);
  } catch {
    return null;
  }
}

/**
 * Compares both readers on a description.
 * @param {Description} description
 * @param {Catalog} pageCatalog
 * @returns {boolean} whether it was right
 */
function hold(description, pageCatalog) {
  const { state, problems } = parseHash(linkOf(description), pageCatalog);
  const asked = description.lanes.map((each) => read(specOf(description, each)));
  const made = state.lanes.map((each) => read(runSpec(state, each)));
  assert.ok(!made.includes(null), 'what the page starts, the engine takes');
  const isRight = problems.length === 0;
  assert.equal(isRight, !asked.includes(null), 'the page finds fault where the engine does');
  if (isRight) assert.deepEqual(made, asked, 'both read the same');
  const spelled = formatHash(state, pageCatalog);
  const again = parseHash(spelled, pageCatalog);
  assert.deepEqual(again, { state, problems: [] }, 'what the page spells, it reads');
  return isRight;
}

test('page and engine read every description alike', (t) => {
  // The engine writes the refusal to the console too.
  t.mock.method(console, 'warn', () => undefined);
  const seen = { right: 0, wrong: 0 };
  const property = fc.property(descriptions, (description) => {
    seen[hold(description, catalog) ? 'right' : 'wrong'] += 1;
  });
  fc.assert(property, { numRuns: 4000 });
  assert.ok(seen.right > 800 && seen.wrong > 800, JSON.stringify(seen));
});

for (const [what, change] of /** @type {[string, (moved: Catalog) => void][]} */ ([
  ['no couplings', (moved) => moved.couplings.splice(0)],
  ['a default less for each network', (moved) => moved.networkDefaults.splice(0)],
  ['twice the memory', (moved) => Object.assign(moved.memory, { most: 2 * moved.memory.most })],
  ['one filter more in a stage', (moved) => moved.settings.forEach(oneMore)],
  ['one doubling more', (moved) => Object.assign(moved.byHand, { doublings: 21 })],
  ['one change less', (moved) => Object.assign(moved.byHand, { changes: 31 })],
  ['one rescaling more', (moved) => Object.assign(moved.byHand, { rescalings: 33 })],
  ['one layer more', (moved) => moved.settings.forEach(oneMore)],
])) {
  test(`the comparison can fail: a page with ${what} is found out`, (t) => {
    t.mock.method(console, 'warn', () => undefined);
    const moved = structuredClone(catalog);
    change(moved);
    const property = fc.property(descriptions, (description) => {
      hold(description, moved);
    });
    // The place of the difference does not matter, so fast-check need not shrink the description.
    assert.ok(fc.check(property, { seed: 1, numRuns: 4000, endOnFailure: true }).failed);
  });
}

/** @param {Setting} setting */
function oneMore(setting) {
  if (setting.key === 'depth') setting.maximum = 7;
  if (setting.stages) setting.stages.filters += 1;
}

test('a budget and a speed are read by the catalogue', () => {
  for (const { key, minimum = 0, maximum = 0, exclusiveMinimum } of catalog.link.budgets) {
    const budgetOf = (/** @type {number | string} */ value) =>
      parseHash(`stop=${key}:${value}`, catalog).state.budget;
    assert.deepEqual(budgetOf(maximum), { kind: key, value: maximum });
    assert.equal(budgetOf(maximum + 1), null);
    assert.equal(budgetOf(minimum) === null, Boolean(exclusiveMinimum));
    assert.equal(budgetOf('1:1'), null);
  }
  for (const { value } of catalog.link.speeds) {
    assert.equal(parseHash(`speed=${value}`, catalog).state.speed, value);
  }
});
