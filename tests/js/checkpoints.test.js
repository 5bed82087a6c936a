import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Checkpoints, MOST_CHECKPOINTS } from '../../www/worker/checkpoints.js';

/** @param {number} step @param {number} [size] */
const at = (step, size = 8) => ({ step, bytes: new Uint8Array(size) });

/** @param {Checkpoints} kept */
const stepsOf = (kept) => kept.list.map(({ step }) => step);

test('all checkpoints are kept while there is room, then every other checkpoint, evenly spread', () => {
  const kept = new Checkpoints(1e6);
  for (let step = 50; step <= 800; step += 50) kept.add(at(step));
  assert.deepEqual(
    stepsOf(kept),
    Array.from({ length: 16 }, (_, index) => 50 * (index + 1)),
  );
  kept.add(at(850));
  assert.deepEqual(stepsOf(kept), [100, 200, 300, 400, 500, 600, 700, 800, 850]);
});

test('at most 16 checkpoints and the allowed bytes are kept: the newest, and others evenly spread', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 40 }), (rounds, room) => {
      const kept = new Checkpoints(room * 100);
      let step = 0;
      let widest = 0;
      for (const gap of rounds) {
        step += 50 * gap;
        widest = Math.max(widest, 50 * gap);
        kept.add(at(step, 100));
        const steps = stepsOf(kept);
        assert.equal(kept.newest?.step, step);
        assert.ok(steps.length <= MOST_CHECKPOINTS && steps.length <= Math.max(1, room));
        assert.deepEqual(
          steps,
          [...new Set(steps)].sort((a, b) => a - b),
        );
        if (room < 2) continue;
        const holes = steps.map((one, index) => one - (steps[index - 1] ?? 0));
        const most = Math.min(MOST_CHECKPOINTS, room);
        assert.ok(Math.max(...holes) <= (4 * step) / most + widest, `${steps} of ${most}`);
      }
    }),
  );
});

test('a checkpoint that is too large for its share is kept alone', () => {
  const kept = new Checkpoints(10);
  for (const step of [50, 100, 150]) kept.add(at(step, 1000));
  assert.deepEqual(stepsOf(kept), [150]);
});

test('repeated steps change nothing; going back keeps the earlier checkpoints', () => {
  const kept = new Checkpoints(1e6);
  for (const step of [50, 100, 150, 200]) kept.add(at(step));
  const { list } = kept;
  kept.add(at(150));
  assert.equal(kept.list, list);
  kept.dropFrom(150);
  assert.deepEqual(stepsOf(kept), [50, 100]);
  const before = [49, 50, 99, 100, 1000].map((step) => kept.stepBefore(step));
  assert.deepEqual(before, [0, 50, 50, 100, 100]);
  kept.clear();
  assert.equal(kept.newest, null);
});
