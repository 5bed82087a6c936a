import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onePerCause } from '../../www/paper/causes.js';

test('a cause that several questions to the engine share is said once', () => {
  const policy = 'the policy (Content-Security-Policy: worker-src) forbids worker.js';
  const table = `The table could not be worked out: ${policy}.`;
  const measured = `This machine could not be measured: ${policy}.`;
  const start = `${policy}. Resume tries again.`;
  assert.deepEqual(onePerCause([table]), [table]);
  assert.deepEqual(onePerCause([table, measured]), [table]);
  assert.deepEqual(onePerCause([table, measured, start]), [start]);
  assert.deepEqual(onePerCause([start, table]), [start]);
  const store = 'A reload loses the results, because the browser does not store them (full).';
  assert.deepEqual(onePerCause([store, start, table]), [store, start]);
});
