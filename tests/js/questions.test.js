import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Asking } from '../../www/worker/asking.js';
import { answer, peak } from '../../www/worker/inside/questions.js';
import { SilentWorker } from './silent-worker.js';

const engine = {
  landscape_path: (/** @type {string} */ rule, /** @type {number[]} */ ...numbers) => [
    rule.length,
    ...numbers,
  ],
  check_gradient: () => Float64Array.of(2, 1.99),
  check_invariance: (/** @type {string} */ rule) => rule.length,
  golden: () => 'abc abc',
  multiply_adds: () => 0,
};

test('every question has its own answer', () => {
  const now = () => 0;
  /** @returns {any} */
  const ask = (/** @type {any} */ question) => answer(/** @type {any} */ (engine), question, now);
  const path = { what: 'landscape', rule: 'sgd', w1: 1, w2: 2, rate: 0.5, steps: 7 };
  assert.deepEqual([...ask(path)], [3, 1, 2, 0.5, 7]);
  const check = (/** @type {object} */ part) => ask({ what: 'check', ...part });
  assert.deepEqual([...check({ part: 'gradient' }).numbers], [2, 1.99]);
  assert.deepEqual([...check({ part: 'invariance', rule: 'un' }).numbers], [2]);
  assert.equal(check({ part: 'golden' }).text, 'abc abc');
});

test('the peak comes from the best window, and no window is too short for the clock', () => {
  let time = 0;
  const rounds = /** @type {number[]} */ ([]);
  let disturbed = 0;
  const multiplyAdds = (/** @type {number} */ count) => {
    rounds.push(count);
    disturbed += 1;
    // 1040 rounds a millisecond, and every third window takes half as long again.
    time += (count / 1040) * (disturbed % 3 === 0 ? 1.5 : 1);
    return 0;
  };
  const found = peak(multiplyAdds, () => time);
  assert.ok(Math.abs(found - 0.10816) < 1e-9, String(found));
  assert.ok(rounds.slice(-9).every((count) => count / 1040 >= 250));
});

function asking() {
  const clock = { now: 0 };
  /** @type {SilentWorker[]} */
  const workers = [];
  const spawn = () => {
    const worker = new SilentWorker();
    workers.push(worker);
    return worker;
  };
  /** @type {Asking<{what: 'double' | 'name'}, {double: number, name: string}>} */
  const asked = new Asking({ spawn, wasmUrl: 'x', now: () => clock.now });
  return { workers, asked, clock };
}

/**
 * The sequence number of a worker's latest question.
 * @param {SilentWorker} worker
 */
const lastSeq = (worker) => worker.heard.at(-1).seq;

test('answers and refusals find their questions in any order', async () => {
  const { workers, asked } = asking();
  assert.equal(workers.length, 0, 'no question, no worker');
  const first = asked.ask({ what: 'double' });
  const firstSeq = lastSeq(workers[0]);
  const second = asked.ask({ what: 'name' });
  assert.deepEqual(
    workers[0].heard.map(({ type, question }) => question?.what ?? type),
    ['init', 'double', 'name'],
  );
  const [worker] = workers;
  worker.say({ type: 'reply', run: 0, seq: lastSeq(worker), value: 'two' });
  worker.say({ type: 'refused', request: 'ask', run: 0, seq: firstSeq, message: 'no' });
  assert.equal(await second, 'two');
  await assert.rejects(first, /^Error: no$/);
});

test('a worker that dies fails its questions, and the next question opens another', async () => {
  const { workers, asked } = asking();
  for (const [message, reason] of /** @type {const} */ ([
    ['gone', /^Error: the worker’s script failed: gone; update/],
    ['', /^Error: its worker could not be loaded$/],
  ])) {
    const questions = [asked.ask({ what: 'name' }), asked.ask({ what: 'double' })];
    const worker = workers[workers.length - 1];
    worker.breakDown(message);
    for (const question of questions) await assert.rejects(question, reason);
    assert.ok(worker.isOver);
  }
  asked.ask({ what: 'name' });
  assert.equal(workers.length, 3);
});

test('a worker may be silent while no question waits, but not while a question waits', async () => {
  const { workers, asked, clock } = asking();
  const pass = (/** @type {number} */ seconds) => {
    for (let check = 0; check < 2 * seconds; check += 1) {
      clock.now += 500;
      asked.watch();
    }
  };
  const first = asked.ask({ what: 'double' });
  workers[0].say({ type: 'reply', run: 0, seq: lastSeq(workers[0]), value: 4 });
  assert.equal(await first, 4);
  pass(100);
  assert.ok(!workers[0].isOver);
  const second = asked.ask({ what: 'double' });
  pass(15);
  assert.ok(!workers[0].isOver);
  pass(1);
  await assert.rejects(second, /no sign of life for 15 seconds/);
});

test('when no worker can be made, the question fails with the reason', async () => {
  const spawn = () => {
    throw new TypeError('no workers here');
  };
  const asked = new Asking({ spawn, wasmUrl: 'x', now: () => 0 });
  await assert.rejects(asked.ask({ what: 'name' }), /no workers here/);
  assert.equal(asked.waiting.size, 0);
});
