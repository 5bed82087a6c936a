import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePeak } from '../../www/worker/peak.js';

/**
 * A machine of so many GFLOP/s whose clock ticks in whole milliseconds, and that is busy with
 * something else every now and then.
 * @param {number} gflops
 * @param {(call: number) => number} slowness
 */
function machine(gflops, slowness = () => 1) {
  let time = 0;
  const calls = /** @type {number[]} */ ([]);
  return {
    calls,
    now: () => Math.floor(time),
    multiplyAdds: (/** @type {number} */ rounds) => {
      calls.push(rounds);
      time += ((rounds * 104) / (gflops * 1e6)) * slowness(calls.length);
    },
  };
}

test('the peak is that of the machine, slow or fast, to the tick of its clock', () => {
  for (const gflops of [0.2, 3, 54, 300]) {
    const { multiplyAdds, now } = machine(gflops);
    const found = measurePeak(multiplyAdds, now);
    assert.ok(Math.abs(found / gflops - 1) < 0.01, `${found} for ${gflops}`);
  }
});

test('windows in which the machine was busy do not count', () => {
  const { multiplyAdds, now } = machine(20, (call) => (call % 3 === 0 ? 1 : 4));
  const found = measurePeak(multiplyAdds, now);
  assert.ok(Math.abs(found / 20 - 1) < 0.05, `${found}`);
});

test('a clock that stands still ends the search for a window', () => {
  const calls = /** @type {number[]} */ ([]);
  measurePeak(
    (rounds) => calls.push(rounds),
    () => 0,
  );
  assert.ok(calls.length < 40);
  assert.ok(calls.every((rounds) => rounds < 2 ** 32));
});
