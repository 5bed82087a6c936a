import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { inRoot } from '../../tools/paths.mjs';
import { estimateText, Pace, timeText } from '../../www/paper/estimate.js';
import { spellAssignment } from '../../www/paper/inside/assignment.js';
import { UnitClock } from '../../www/paper/inside/clock.js';
import {
  CHOICES,
  COUNTS,
  checkedPlan,
  readLine,
  readPlan,
  runKeysOf,
  SHORT_PLAN,
  unitsOf,
  WHOLE_PLAN,
} from '../../www/paper/plan.js';
import { readCsv, tablesOf } from '../../www/paper/rows.js';
import { Session } from '../../www/paper/session.js';
import { Store, storeName } from '../../www/paper/store.js';
import { finish, paperOfMnist, paperTable, paperWork } from './paper-engine.js';

const recorded = readFileSync(inRoot('tests/paper.jsonl'), 'utf8').trimEnd().split('\n');
/** @type {import('../../www/paper/plan.js').Plan} */
const recordedPlan = {
  ...{ architectures: ['arch1', 'arch2'], depths: [2], rules: ['sgd', 'un'], spreads: [2] },
  ...{ protocols: ['bold', 'exponential'], runs: 1, epochs: 2, images: 600, width: 16 },
};

/** @param {string[]} lines kept from an earlier visit */
async function sessionWith(lines) {
  const store = { open: async () => ({ lines, plan: null, dropped: 0 }), isWhole: true };
  const lock = { holder: async () => 'nobody' };
  const parts = /** @type {any} */ ({ store, lock, now: () => 0, onChange: () => undefined });
  const session = new Session(parts);
  await session.open();
  return session.results;
}

/** @param {import('../../www/paper/protocol.js').Assignment} assignment */
const asked = (assignment) =>
  /** @type {const} */ ([spellAssignment(assignment), assignment.known]);

test('the engine in WebAssembly comes to the lines of the native tool', async () => {
  const { paper, data } = paperOfMnist();
  assert.equal(data, JSON.parse(recorded[0]).data);
  const session = await sessionWith([]);
  const lines = unitsOf(recordedPlan).flatMap((unit) => {
    const assignment = session.assignmentOf(unit);
    assert.ok(assignment);
    paper.begin(...asked(assignment));
    assert.equal(paper.left, paperWork(...asked(assignment)));
    const found = finish(paper);
    assert.equal(paper.left, 0);
    return found;
  });
  assert.deepEqual(lines.sort(), [...recorded].sort());
});

test('only the missing part of a unit is done, and its rates are not tried again', async () => {
  const [unit] = unitsOf(recordedPlan);
  const [bold] = recorded.filter((line) => readLine(line)?.key === `${unit.key} bold`);
  const whole = (await sessionWith([])).assignmentOf(unit);
  const session = await sessionWith([bold, 'damaged']);
  const rest = session.assignmentOf(unit);
  assert.ok(whole && rest);
  assert.deepEqual([whole.protocols, rest.protocols], [['bold', 'exponential'], ['exponential']]);
  assert.equal(rest.known, bold);
  // 500 images train, two epochs: ten steps for each of eleven rates, ten for each protocol.
  const weight = 16 * (784 + 16 + 10);
  assert.equal(paperWork(...asked(whole)), 130 * weight);
  assert.equal(paperWork(...asked(rest)), 10 * weight);
  assert.deepEqual(session.progressOf(recordedPlan), { finished: 1, total: 8 });
  assert.equal((await sessionWith(recorded)).missingOf(recordedPlan).length, 0);
});

test('requests that make no sense are refused by name', (t) => {
  // The engine writes the refusal to the console too.
  t.mock.method(console, 'warn', () => undefined);
  const cell = { architecture: 'arch1', depth: 2, width: 16, rule: 'sgd', spread: 0 };
  const work = (/** @type {object} */ otherCell, protocols = ['bold'], known = '') => {
    const extent = { epochs: 2, images: 600 };
    const assignment = { cell: { ...cell, ...otherCell }, extent, seed: 1, protocols, known };
    return paperWork(...asked(assignment));
  };
  assert.ok(work({}) > 0);
  assert.throws(() => work({ width: 0 }), /^setting: width/);
  assert.throws(() => work({ rule: 'adamant' }), /^setting: rule/);
  assert.throws(() => work({ architecture: '1' }), /^setting: architecture/);
  assert.throws(() => work({ colour: 'red' }), /^setting: colour/);
  assert.throws(() => work({}, ['constant']), /^setting: protocol/);
  assert.throws(() => work({}, []), /^setting: protocols/);
  assert.throws(() => work({}, ['bold'], '{}'), /^case: format/);
  assert.throws(() => paperTable('{"format":1'), /^case: line/);
});

test('the tables equal the native tool’s, and a planned cell without runs is a row', () => {
  // Made-up numbers, as in the native tool's own test: errors 2, 3, 4, 9 % against 2.1, 3.1, 4.1,
  // 9.2 %.
  const made = (/** @type {string} */ rule, /** @type {(number | null)[]} */ errors) =>
    errors.map((error, index) => {
      const run = JSON.parse(recorded[0]);
      const changed = { rule, seed: index + 1, spread: 0, test_errors: error, test_images: 1000 };
      return JSON.stringify({ ...run, ...changed, seconds_per_step: rule === 'sgd' ? 4 : 5 });
    });
  const lines = [
    ...made('un', [10, 30, 50, null]),
    ...made('sgd', [20, 30, 40, 90]),
    ...made('sm', [21, 31, 41, 92]),
  ];
  const plan = {
    ...recordedPlan,
    ...{ architectures: ['arch1'], rules: ['sgd', 'sm', 'un', 'pbwn'] },
  };
  const protocols = [JSON.parse(recorded[0]).protocol];
  const cells = readCsv(paperTable(lines.join('\n')));
  const [main, ...others] = tablesOf(
    { ...plan, protocols, spreads: [0] },
    cells,
    cells.slice(0, 1),
  );
  assert.equal(others.length, 0);
  assert.deepEqual(
    main.rows.map(({ rule }) => rule),
    ['sgd', 'sm', 'un', 'pbwn'],
  );
  const [sgd, sm, un, pbwn] = main.rows;
  assert.ok(sgd.native && !sm.native && pbwn.own === null);
  assert.deepEqual([un.own?.runs, un.own?.diverged, un.own?.pairs], ['4', '1', '3']);
  assert.equal(sm.own?.step_over_sgd, '1.25');
  for (const [found, expected] of [
    [sgd.own?.test_error_percent_sd, Math.sqrt(29 / 3)],
    [sm.own?.difference_points, 0.125],
    [sm.own?.difference_low, 0.125 - 3.18245 * 0.025],
    [sm.own?.p, 0.015392],
    [sm.own?.p_holm, 2 * 0.015392],
  ]) {
    assert.ok(Math.abs(Number(found) - Number(expected)) < 1e-4, `${found}, not ${expected}`);
  }
});

test('unbalanced starts have a table of their own, beside the balanced starts', () => {
  const plan = { ...recordedPlan, spreads: [0, 2] };
  const [main, unbalanced] = tablesOf(plan, readCsv(paperTable(recorded.join('\n'))), []);
  assert.equal(main.rows.length, 8);
  assert.equal(unbalanced.rows.length, 16);
  assert.equal(main.rows.filter(({ own }) => own).length, 0);
  assert.equal(unbalanced.rows.filter(({ own }) => own).length, 8);
  const groups = unbalanced.rows.map(({ group }) => group);
  assert.equal(
    groups.filter((group, index) => group !== groups[index - 1]).length,
    4,
    'in one piece',
  );
});

test('a plan is read or refused in words, and comes back from storage', () => {
  for (const plan of [SHORT_PLAN, WHOLE_PLAN, recordedPlan]) {
    assert.deepEqual(checkedPlan(structuredClone(plan)), plan);
  }
  for (const damaged of [
    null,
    7,
    {},
    { ...SHORT_PLAN, runs: 0 },
    { ...SHORT_PLAN, rules: 'sgd' },
  ]) {
    assert.equal(checkedPlan(damaged), null);
  }
  const choices = Object.fromEntries(CHOICES.map(({ key, options }) => [key, [options[0].value]]));
  const counts = Object.fromEntries(COUNTS.map(({ key, least }) => [key, String(least)]));
  assert.ok('plan' in readPlan(choices, counts));
  for (const { key, label, least, most } of COUNTS) {
    for (const bad of [`${least - 1}`, `${most + 1}`, '1.5', '', 'x', '1e1', '-1']) {
      const read = readPlan(choices, { ...counts, [key]: bad });
      const words = `${label} must be a whole number from ${least} to ${most}, not “${bad}”.`;
      assert.deepEqual(read, { problems: { [key]: words } });
    }
  }
});

test('the paper’s plan equals the native tool’s: run 1 of all cells first, 400 runs in all', () => {
  const units = unitsOf(WHOLE_PLAN);
  assert.equal(units.length, 200);
  assert.equal(new Set(runKeysOf(WHOLE_PLAN)).size, 400);
  assert.deepEqual(
    units.map(({ seed }) => seed),
    units.map((_, index) => 1 + Math.floor(index / 20)),
  );
  const results = readFileSync(inRoot('results/paper.jsonl'), 'utf8').trimEnd().split('\n');
  // The page runs the paper's grid alone; runs over a wider grid are not its own.
  const isOfPlan = (/** @type {string} */ line) => line.includes('"grid_half_decades":[0,-10]');
  assert.deepEqual(
    results.map((line) => readLine(line) !== null),
    results.map(isOfPlan),
  );
  const read = results.filter(isOfPlan).map(readLine);
  assert.equal(new Set(read.map((line) => line?.key)).size, read.length);
  assert.ok(read.some((line) => line && runKeysOf(WHOLE_PLAN).includes(line.key)));
});

test('a text that is no result line is not read', () => {
  const [line] = recorded;
  assert.equal(readLine(line)?.line, line);
  for (const [from, to] of [
    ['"format":1', '"format":2'],
    ['[0,-10]', '[6,-16]'],
    ['"weights_sha256":"', '"weights_sha256":"z'],
    ['}', ''],
  ]) {
    assert.notEqual(line.replace(from, to), line);
    assert.equal(readLine(line.replace(from, to)), null);
  }
});

test('no time is named before a time was measured', () => {
  assert.match(estimateText(1e9, Number.NaN, 3), /unknown until the page has measured a few steps/);
  assert.match(estimateText(Number.NaN, 1e6, 3), /unknown/);
  assert.match(estimateText(1.2e9, 1e6, 3), /at most about 7 min with 3 workers/);
  assert.match(estimateText(0, 1e6, 1), /Nothing is left/);
  assert.deepEqual([0.2, 99, 101, 7200].map(timeText), ['1 s', '99 s', '2 min', '2.0 h']);
});

test('pauses do not count in the time left', () => {
  let time = 0;
  const pace = new Pace(() => time);
  pace.go();
  assert.ok(Number.isNaN(pace.secondsFor(100)));
  time = 2000;
  pace.add(50);
  assert.equal(pace.secondsFor(100), 4);
  pace.rest();
  time = 60_000;
  assert.equal(pace.secondsFor(100), 4);
  pace.go();
  time = 62_000;
  assert.equal(pace.secondsFor(100), 8);
});

test('the time of a step is the median of the epochs’ means, as in the native tool', () => {
  const clock = new UnitClock();
  assert.ok(Number.isNaN(clock.takeSecondsPerStep()));
  clock.add('searched', 500, 0);
  for (const [milliseconds, steps] of [
    [30, 10],
    [10, 10],
    [20, 10],
  ]) {
    clock.add('trained', milliseconds / 2, steps / 2);
    clock.add('trained', milliseconds / 2, steps / 2);
    clock.add('judged', 7, 0);
  }
  assert.equal(clock.takeSecondsPerStep(), 0.002);
  assert.equal(clock.takeSeconds(), 0.581);
  assert.equal(clock.takeSeconds(), 0);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 }), (epochs) => {
      for (const milliseconds of epochs) {
        clock.add('trained', milliseconds, 1);
        clock.add('judged', 0, 0);
      }
      const sorted = [...epochs].sort((a, b) => a - b);
      const at = (/** @type {number} */ index) => sorted[Math.floor(index)];
      const half = (epochs.length - 1) / 2;
      const median = (at(half) + at(Math.ceil(half))) / 2;
      assert.equal(clock.takeSecondsPerStep(), median / 1000);
    }),
  );
});

/**
 * A store whose patience ends at once.
 * @param {() => any} factory
 * @param {string[]} reasons
 */
const storeOver = (factory, reasons) =>
  new Store({
    factory,
    onRefused: (reason) => reasons.push(reason),
    name: storeName('/a/paper/'),
    later: (task) => setImmediate(task),
  });

test('when storage fails, the reason is told once, and no result is lost while the page is open', async () => {
  for (const factory of [
    () => undefined,
    () => {
      throw new Error('not in this window');
    },
    () =>
      /** @type {any} */ ({
        open: () => {
          throw new Error('not in this window');
        },
      }),
  ]) {
    /** @type {string[]} */
    const reasons = [];
    const store = storeOver(factory, reasons);
    assert.deepEqual(await store.open(), { lines: [], plan: null, dropped: 0 });
    await store.add('key', recorded[0]);
    await store.setPlan(SHORT_PLAN);
    await store.clear();
    assert.equal(reasons.length, 1);
    assert.match(reasons[0], /no IndexedDB|not in this window/);
  }
});

test('nobody waits on a store that does not answer, and a store that answers too late is closed', async () => {
  /** @type {any} */
  const opening = {};
  /** @type {string[]} */
  const names = [];
  const factory = () => ({
    open: (/** @type {string} */ name) => {
      names.push(name);
      return opening;
    },
  });
  /** @type {string[]} */
  const reasons = [];
  const store = storeOver(factory, reasons);
  assert.deepEqual(await store.open(), { lines: [], plan: null, dropped: 0 });
  assert.deepEqual(reasons, ['it did not answer for 5 seconds']);
  assert.deepEqual(names, ['scale-drift-paper /a/paper/'], 'a store for this path alone');
  let isClosed = false;
  opening.result = {
    close: () => {
      isClosed = true;
    },
  };
  opening.onsuccess();
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(isClosed);
  await store.add('key', recorded[0]);
  assert.equal(reasons.length, 1);
});

test('a write that never ends is given up, and its reason stays beside the results', async () => {
  /** @type {string[]} */
  const reasons = [];
  const store = storeOver(() => undefined, reasons);
  const silent = { objectStore: () => ({ put: () => undefined }) };
  store.database = /** @type {any} */ ({ transaction: () => silent, close: () => undefined });
  await Promise.all([store.add('a', recorded[0]), store.add('b', recorded[0])]);
  assert.deepEqual(reasons, ['it did not answer for 5 seconds']);

  const parts = {
    store,
    now: () => 0,
    onChange: () => undefined,
    asking: { ask: async () => [] },
    digits: { load: async () => undefined, shards: [] },
    lock: { release: () => undefined },
  };
  const session = new Session(/** @type {any} */ (parts));
  session.notices.set('store', reasons[0]);
  session.notices.set('measure', 'of before');
  await session.start({ ...SHORT_PLAN, runs: 0 });
  assert.equal(session.status, 'finished');
  assert.deepEqual([...session.notices.keys()], ['store'], 'what is said of the store stays true');
});

test('where workers are gone, the page says whether a reload loses results', async () => {
  const parts = {
    store: {
      isRefused: false,
      read: async () => ({ lines: [], plan: null, dropped: 0 }),
      setPlan: async () => undefined,
    },
    lock: { take: async () => 'own', release: () => undefined },
    now: () => 0,
    onChange: () => undefined,
    asking: {
      ask: async () => {
        throw new Error('the worker could not be loaded');
      },
    },
    digits: { load: async () => undefined, shards: [] },
  };
  const session = new Session(/** @type {any} */ (parts));
  await session.start({ ...SHORT_PLAN, runs: 1 });
  assert.equal(session.status, 'failed');
  const said = () => session.notices.get('start') ?? '';
  assert.match(said(), /^the worker could not be loaded\. Resume tries again\./);
  assert.match(said(), /reload the page: finished runs are kept, and Resume goes on\.$/);
  parts.store.isRefused = true;
  await session.start({ ...SHORT_PLAN, runs: 1 });
  assert.match(said(), /save the results as a file, then reload the page\.$/);
});
