// The page in WebKitGTK: it loads, trains and shows its claim, without an error.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, gaps, openLab, reach } from './webkit-lab.mjs';

test('the page loads, trains to 200 steps without a click, and the twins part under SGD alone', async () => {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  await openLab();
  await reach(1);
  const first = seconds();
  await reach(200);
  console.log(`webkit: first step after ${first} s, 200 steps after ${seconds()} s`);
  await assertClean();
  const [sgd, sm, un] = await gaps();
  assert.ok(sgd >= 1, `SGD's twins are ${sgd} apart`);
  assert.deepEqual([sm, un], [0, 0]);
});
