import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countNode, countRust } from '../../tools/counts.mjs';
import { report } from '../../tools/report.mjs';

test('counts of every cargo test program are added', () => {
  const output =
    'test result: ok. 12 passed; 0 failed; 1 ignored\nnoise\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n';
  assert.deepEqual(countRust(output), { passed: 15, failed: 2 });
  assert.deepEqual(countRust('no tests to run!'), { passed: 0, failed: 0 });
});

test('Node’s totals are read, and a cancelled test did not pass', () => {
  const output = 'ℹ tests 5\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n';
  assert.deepEqual(countNode(output), { passed: 3, failed: 2 });
});

/** @param {Partial<import('../../tools/report.mjs').Row>} row */
const row = (row) => ({ name: 'suite', minimum: 2, passed: 2, failed: 0, seconds: 1, ...row });

test('the last line is the sum, alone', () => {
  const { text, failed } = report([row({ passed: 4 }), row({ passed: 7 })]);
  assert.equal(text.split('\n').at(-1), '11 passed, 0 failed');
  assert.equal(failed, 0);
});

test('a suite that runs fewer tests than it has is a failure', () => {
  const { text, failed } = report([row({ passed: 0 }), row({})]);
  assert.equal(failed, 1);
  assert.match(text, /too few tests: at least 2 expected/);
  assert.equal(text.split('\n').at(-1), '2 passed, 1 failed');
});

test('failed tests are failures', () => {
  assert.equal(report([row({ passed: 9, failed: 3 })]).failed, 3);
});
