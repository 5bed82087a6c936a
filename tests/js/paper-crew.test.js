import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crew } from '../../www/paper/crew.js';
import { SHORT_PLAN, unitsOf } from '../../www/paper/plan.js';
import { SilentWorker } from './silent-worker.js';

/**
 * The latest unit of work of a worker.
 * @param {SilentWorker} worker
 * @returns {string}
 */
const unitOf = (worker) => worker.heard.findLast(({ type }) => type === 'unit')?.unit;

/** @param {number} workers @param {number} units */
function crewOf(workers, units) {
  const test = {
    time: 0,
    /** @type {SilentWorker[]} */
    workers: [],
    /** @type {any[]} */
    events: [],
    /** @type {Set<string>} */
    finished: new Set(),
  };
  const crew = new Crew(
    {
      spawn: () => {
        const worker = new SilentWorker();
        test.workers.push(worker);
        return worker;
      },
      wasmUrl: 'http://here/engine.wasm',
      now: () => test.time,
      shards: [{ kind: 'training', bytes: new Uint8Array(3) }],
      mostWorkers: workers,
      assignmentOf: ({ key }) =>
        test.finished.has(key) ? null : /** @type {any} */ ({ seed: key }),
      on: (event) => test.events.push(event),
    },
    unitsOf({ ...SHORT_PLAN, runs: 9 })
      .slice(0, units)
      .map((unit) => ({ unit, left: 100 })),
  );
  const types = () => test.events.map(({ type }) => type);
  return {
    crew,
    types,
    ...test,
    at: (/** @type {number} */ time) => {
      test.time = time;
    },
  };
}

/** @param {SilentWorker} worker */
const complete = (worker) => {
  const unit = unitOf(worker);
  worker.say({ type: 'record', unit, line: unit, left: 0 });
  worker.say({ type: 'done', unit });
};

test('each unit goes to a single worker, and the crew is done when all units are', () => {
  const { crew, workers, events, types } = crewOf(2, 3);
  assert.equal(workers.length, 2);
  assert.deepEqual(
    workers[0].heard.map(({ type }) => type),
    ['init', 'shard', 'seal'],
  );
  for (const worker of workers) worker.say({ type: 'sealed' });
  assert.notEqual(unitOf(workers[0]), unitOf(workers[1]));
  assert.equal(crew.left, 300);
  workers[0].say({ type: 'left', unit: unitOf(workers[0]), left: 40, isSearching: false });
  assert.equal(crew.left, 240);
  complete(workers[0]);
  assert.equal(crew.jobs.length, 2);
  complete(workers[1]);
  complete(workers[0]);
  const records = events.filter(({ type }) => type === 'record').map(({ line }) => line);
  assert.equal(new Set(records).size, 3);
  assert.equal(types().at(-1), 'done');
  assert.ok(workers.every(({ isOver }) => isOver));
  const work = events.filter(({ type }) => type === 'progress');
  assert.equal(
    work.reduce((sum, event) => sum + event.work, 0),
    300,
  );
});

test('no more workers than units are opened, and units finished meanwhile are skipped', () => {
  const { workers, finished, types } = crewOf(5, 2);
  assert.equal(workers.length, 2);
  workers[0].say({ type: 'sealed' });
  const first = unitOf(workers[0]);
  for (const unit of unitsOf({ ...SHORT_PLAN, runs: 1 })) finished.add(unit.key);
  complete(workers[0]);
  assert.equal(unitOf(workers[0]), first);
  assert.equal(types().at(-1), 'done');
});

test('a silent worker is replaced and its unit begins again; the other workers go on', () => {
  const { crew, workers, types, at } = crewOf(2, 2);
  for (const worker of workers) worker.say({ type: 'sealed' });
  const lost = unitOf(workers[0]);
  for (let time = 500; time <= 4000; time += 500) {
    at(time);
    workers[1].say({ type: 'heartbeat', isWorking: true });
    crew.watch();
  }
  assert.ok(workers[0].isOver && !workers[1].isOver);
  assert.equal(types().filter((type) => type === 'replaced').length, 1);
  workers[2].say({ type: 'sealed' });
  assert.equal(unitOf(workers[2]), lost);
  // Messages of the dead worker no longer count.
  workers[0].say({ type: 'done', unit: lost });
  assert.equal(crew.jobs.length, 2);
});

test('a unit that keeps failing is given up, and does not stop other units', () => {
  const { workers, events, types } = crewOf(1, 2);
  for (let index = 0; index < 3; index += 1) {
    workers[index].say({ type: 'sealed' });
    workers[index].say({ type: 'failure', cause: 'engine', message: 'unreachable' });
  }
  const [failed] = events.filter(({ type }) => type === 'failed');
  assert.equal(failed.reason, 'unreachable');
  const last = workers[3];
  last.say({ type: 'sealed' });
  assert.notEqual(unitOf(last), failed.unit.key);
  complete(last);
  assert.equal(types().at(-1), 'done');
});

test('a unit that the engine refuses is named, and the next begins', () => {
  const { workers, events } = crewOf(1, 2);
  workers[0].say({ type: 'sealed' });
  const unit = unitOf(workers[0]);
  workers[0].say({ type: 'refused', request: 'unit', unit, message: 'width: too wide' });
  assert.equal(events.at(-1)?.type, 'failed');
  assert.notEqual(unitOf(workers[0]), unit);
});

test('when no worker can load, the crew ends with the reason', () => {
  for (const cause of ['wasm', 'simd']) {
    const { workers, events } = crewOf(3, 9);
    workers[0].say({ type: 'failure', cause, message: 'not here' });
    assert.deepEqual(events, [{ type: 'lost', reason: 'not here' }]);
    assert.ok(workers.every(({ isOver }) => isOver));
  }
});

test('while the crew is held, workers get no units and may be silent', () => {
  const { crew, workers, types, at } = crewOf(2, 4);
  for (const worker of workers) worker.say({ type: 'sealed' });
  crew.hold(true);
  const last = workers[0].heard.at(-1);
  assert.deepEqual([last.type, last.isHeld], ['hold', true]);
  complete(workers[0]);
  assert.equal(crew.jobs.length, 1);
  for (let time = 500; time <= 9000; time += 500) {
    at(time);
    crew.watch();
  }
  assert.ok(!types().includes('replaced'));
  crew.hold(false);
  assert.equal(crew.jobs.length, 2);
});
