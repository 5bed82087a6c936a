import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Asking } from '../../www/worker/asking.js';
import { answer, peak } from '../../www/worker/inside/questions.js';

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
  const ask = (/** @type {any} */ question) => answer(/** @type {any} */ (engine), question, now);
  const path = { question: 'landscape', rule: 'sgd', w1: 1, w2: 2, rate: 0.5, steps: 7 };
  assert.deepEqual([...ask(path).numbers], [3, 1, 2, 0.5, 7]);
  const check = (/** @type {object} */ part) => ask({ question: 'check', ...part });
  assert.deepEqual([...check({ part: 'gradient' }).numbers], [2, 1.99]);
  assert.deepEqual([...check({ part: 'invariance', rule: 'un' }).numbers], [2]);
  assert.equal(check({ part: 'golden' }).text, 'abc abc');
});

test('the peak is that of the best window, and no window is shorter than the clock can tell', () => {
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
  const worker = {
    /** @type {any[]} */ heard: [],
    isDead: false,
    onmessage: /** @type {any} */ (null),
    onerror: /** @type {any} */ (null),
    postMessage(/** @type {any} */ message) {
      worker.heard.push(message);
    },
    terminate() {
      worker.isDead = true;
    },
  };
  let opened = 0;
  const spawn = () => {
    opened += 1;
    return worker;
  };
  return { worker, asked: new Asking({ spawn, wasmUrl: 'x' }), opened: () => opened };
}

test('answers find their questions, refusals too, and a dead worker is replaced', async () => {
  const { worker, asked, opened } = asking();
  const [first, second] = [asked.ask({ question: 'one' }), asked.ask({ question: 'two' })];
  assert.deepEqual(
    worker.heard.map(({ type }) => type),
    ['init', 'ask', 'ask'],
  );
  const say = (/** @type {any} */ data) => worker.onmessage({ data });
  say({ type: 'reply', seq: 2, numbers: [2] });
  say({ type: 'refused', seq: 1, message: 'no' });
  assert.deepEqual((await second).numbers, [2]);
  await assert.rejects(first, /^Error: no$/);
  const third = asked.ask({ question: 'three' });
  worker.onerror({ message: 'gone', preventDefault() {} });
  await assert.rejects(third, /gone/);
  assert.ok(worker.isDead);
  asked.ask({ question: 'four' });
  assert.equal(opened(), 2);
});
