import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksFor, PATIENCE_MS, SelfCheck } from '../../www/self-check/checks.js';
import { sampleCatalog } from './catalog-sample.js';

const rules = sampleCatalog.rules.map((rule) => ({
  ...rule,
}));

/** @param {any} question */
function rightAnswer({ part, rule }) {
  if (part === 'gradient') return { numbers: [2.01] };
  if (part === 'invariance') return { numbers: [rule.startsWith('sgd') ? 0.7 : 0] };
  if (part === 'golden') return { text: 'abc abc' };
  return { numbers: [21.5] };
}

/** @param {(question: any) => any} answer null: silence */
function open(answer) {
  /** @type {any[]} */
  const heard = [];
  /** @type {[() => void, number][]} */
  const timers = [];
  const state = { closed: 0 };
  const check = new SelfCheck({
    rules,
    wasmUrl: 'engine.wasm',
    now: () => 0,
    later: (task, ms) => timers.push([task, ms]),
    onChange: () => {},
    spawn: () => {
      /** @type {any} */
      const worker = {
        onmessage: null,
        onerror: null,
        terminate: () => {
          state.closed += 1;
        },
        postMessage: (/** @type {any} */ request) => {
          heard.push(request);
          if (request.type !== 'ask') return;
          queueMicrotask(() => {
            const { run, seq } = request;
            const said = answer(request.question);
            if (said?.type) worker.onmessage({ data: said });
            else if (said) {
              const value = { numbers: [], text: '', ...said };
              worker.onmessage({ data: { type: 'reply', run, seq, value } });
            }
          });
        },
      };
      return worker;
    },
  });
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  return { check, heard, timers, state, rest };
}

test('the check asks every question once, and passes an engine that is right', async () => {
  const { check, heard, state, rest } = open(rightAnswer);
  check.start();
  await rest();
  assert.ok(check.isDone);
  assert.equal(check.isRunning, false);
  assert.equal(state.closed, 1);
  const verdicts = check.checks.map(({ verdict }) => verdict);
  assert.deepEqual(verdicts, [...Array(verdicts.length - 1).fill('pass'), 'measured']);
  assert.equal(heard[0].type, 'init');
  assert.equal(heard.length, 1 + check.checks.length);
  assert.match(check.sentence, /^All as it should be/);
  const text = check.asText(['here']);
  assert.match(text, /^here\nAll as.*\npass\tGradient.*2\.010\texpected 2 ± 0\.05, .*\n/);
  assert.match(text, /: in 50 steps twins part, as they must\t0\.700\texpected gap above 0/);
  assert.match(text, /: in 50 steps twins stay equal\t0 exactly\texpected gap 0 exactly/);
  assert.equal(text.split('\n').length, 3 + check.checks.length);
});

for (const [what, part, wrong] of /** @type {const} */ ([
  ['a slope of 1', 'gradient', { numbers: [1] }],
  ['a slope that is no number', 'gradient', { numbers: [Number.NaN] }],
  ['an invariant rule whose twins part', 'un', { numbers: [1e-7] }],
  ['SGD whose twins stay', 'sgd', { numbers: [0] }],
  ['no number for a rule', 'sm', { numbers: [] }],
  ['another hash', 'golden', { text: 'abc abd' }],
  ['no hash', 'golden', {}],
  ['no speed', 'peak', { numbers: [0] }],
])) {
  test(`${what} fails, and only this check`, async () => {
    const isIt = (/** @type {any} */ asked) => asked.part === part || asked.rule === part;
    const { check, rest } = open((asked) => (isIt(asked) ? wrong : rightAnswer(asked)));
    check.start();
    await rest();
    const failed = check.checks.filter(({ verdict }) => verdict === 'fail');
    assert.deepEqual(
      failed.map(({ question }) => question.rule ?? question.part),
      [part],
    );
    assert.match(check.sentence, /^Not as it should be/);
  });
}

test('a worker that fails, breaks or falls silent is shown, and no error is thrown', async () => {
  const failing = open(({ part }) =>
    part === 'golden'
      ? { type: 'failure', cause: 'engine', message: 'unreachable' }
      : rightAnswer({ part, rule: 'un' }),
  );
  failing.check.start();
  await failing.rest();
  assert.equal(failing.check.sentence, 'The check could not go on: unreachable.');
  assert.equal(failing.check.isRunning, false);
  assert.equal(failing.check.checks.filter(({ found }) => found === 'no answer').length, 1);

  const silent = open(() => null);
  silent.check.start();
  await silent.rest();
  const [task, ms] = silent.timers[0];
  assert.equal(ms, PATIENCE_MS);
  task();
  assert.match(silent.check.sentence, /no answer for 60 seconds/);
  assert.equal(silent.state.closed, 1);

  const broken = open(() => null);
  broken.check.options.spawn = () => {
    throw new TypeError('no workers here');
  };
  broken.check.start();
  await broken.rest();
  assert.match(broken.check.sentence, /no workers here/);
});

test('late answers and timers change nothing after a cancel; a new check begins anew', async () => {
  const { check, timers, state, rest } = open(rightAnswer);
  check.start();
  check.cancel();
  await rest();
  for (const [task] of timers) task();
  assert.equal(state.closed, 1);
  assert.equal(check.fault, '');
  assert.equal(check.at, 0);
  check.start();
  await rest();
  assert.ok(check.isDone);
  assert.equal(check.checks.length, checksFor(rules).length);
});
