import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../../www/data/source.js';

/** @param {'training' | 'test'} kind @param {number} byte */
const shard = (kind, byte) => ({ kind, bytes: Uint8Array.of(byte) });

test('MNIST waits while own data is in use, and comes back whole afterwards', () => {
  /** @type {unknown[]} */
  const passed = [];
  const asked = { need: 0, retry: 0 };
  const supply = {
    isReady: false,
    progress: 0.5,
    need: async () => {
      asked.need += 1;
    },
    retry: async () => {
      asked.retry += 1;
    },
  };
  const source = new Source({ supply, onShard: (one) => passed.push(one) });
  source.supplied(shard('training', 1));
  assert.deepEqual([source.isReady, source.progress], [false, 0.5]);
  const own = {
    name: 'own',
    training: [Uint8Array.of(7), Uint8Array.of(8)],
    test: [Uint8Array.of(9)],
    counts: { training: 2, test: 1 },
  };
  assert.deepEqual(source.use(own), [
    shard('training', 7),
    shard('training', 8),
    shard('test', 9),
    { kind: 'test', bytes: null },
  ]);
  assert.deepEqual([source.isReady, source.progress], [true, 1]);
  source.supplied(shard('test', 2));
  source.need(100);
  source.retry();
  assert.deepEqual(asked, { need: 0, retry: 0 });
  assert.deepEqual(passed, [shard('training', 1)], 'what came meanwhile is kept back');
  assert.deepEqual(source.use(null), [shard('training', 1), shard('test', 2)]);
  source.need(100);
  assert.equal(asked.need, 1);
});
