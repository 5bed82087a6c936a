import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countNode, countRust, failuresIn } from '../../tools/counts.mjs';
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

test('the failures are read from the runner’s own list, or from its last lines', () => {
  const node = '✔ one (1ms)\n✖ two (2ms)\nℹ fail 1\n\n✖ failing tests:\n\n✖ two (2ms)\n  1 !== 2\n';
  assert.equal(failuresIn(node), '✖ two (2ms)\n  1 !== 2');
  const cargo = 'test two ... FAILED\n\nfailures:\n\n---- two stdout ----\nleft: 1\n';
  assert.equal(failuresIn(cargo), '---- two stdout ----\nleft: 1');
  const crash = Array.from({ length: 200 }, (_, index) => `line ${index}`).join('\n');
  assert.match(failuresIn(crash), /^line 140\n.*line 199$/s);
});

/** @param {Partial<import('../../tools/report.mjs').Row>} row */
const row = (row) => ({
  name: 'suite',
  minimum: 2,
  passed: 2,
  failed: 0,
  failures: '',
  seconds: 1,
  ...row,
});

test('the last line has the sum and nothing else', () => {
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

test('the failures stand before the table, each under its suite', () => {
  const { text } = report([row({}), row({ name: 'page', failed: 1, failures: '✖ it plays\n' })]);
  assert.match(text, /^── page, what failed\n✖ it plays\n\nsuite /);
});
