import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NoWorker } from '../../www/worker/no-worker.js';
import { OwnedWorker } from '../../www/worker/owned-worker.js';
import { CHECK_MS } from '../../www/worker/watchdog.js';
import { SilentWorker } from './silent-worker.js';

/** @param {{run?: number, spawn?: () => SilentWorker, words?: Partial<import('../../www/worker/owned-worker.js').Words>}} [options] */
function setUp(options = {}) {
  const worker = new SilentWorker();
  const clock = { now: 0 };
  /** @type {{type: string, run?: number}[]} */
  const answers = [];
  /** @type {import('../../www/worker/owned-worker.js').Death[]} */
  const deaths = [];
  /** @type {OwnedWorker<{type: string}, {type: string, run?: number}>} */
  const owned = new OwnedWorker({
    spawn: () => worker,
    wasmUrl: 'http://here/engine.wasm',
    now: () => clock.now,
    onAnswer: (answer) => answers.push(answer),
    onDeath: (death) => deaths.push(death),
    ...options,
  });
  /**
   * Time goes by in checks.
   * @param {number} milliseconds
   * @param {() => void} [meanwhile] what the worker does at every check
   */
  const pass = (milliseconds, meanwhile = () => {}) => {
    for (let past = 0; past < milliseconds; past += CHECK_MS) {
      clock.now += CHECK_MS;
      meanwhile();
      owned.watch();
    }
  };
  return { worker, clock, answers, deaths, owned, pass };
}

/** Messages of every kind that a worker may send. */
const message = fc.oneof(
  fc.record({ type: fc.constantFrom('ready', 'round', 'reply'), run: fc.integer() }),
  fc.record({ type: fc.constant('heartbeat'), isWorking: fc.boolean() }),
  fc.record({
    type: fc.constant('failure'),
    cause: fc.constantFrom('engine', 'wasm', 'simd'),
    message: fc.string(),
  }),
);

test('the first request is init; each has the run of its time and the next number', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.integer()), (first, runs) => {
      const { worker, owned } = setUp({ run: first });
      const numbers = runs.map((run) => {
        owned.run = run;
        return owned.post({ type: 'go' });
      });
      const [init, ...others] = worker.heard;
      assert.deepEqual(init, {
        type: 'init',
        wasmUrl: 'http://here/engine.wasm',
        run: first,
        seq: 1,
      });
      assert.deepEqual(
        others,
        runs.map((run, index) => ({ type: 'go', run, seq: index + 2 })),
      );
      assert.deepEqual(
        numbers,
        others.map(({ seq }) => seq),
      );
    }),
  );
});

test('after its end a worker is neither heard nor spoken to, whatever it says', () => {
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const { worker, answers, deaths, owned, pass } = setUp();
      owned.expect('running');
      owned.close();
      const { length } = worker.heard;
      for (const said of messages) worker.say(said);
      worker.breakDown('late');
      owned.post({ type: 'go' });
      pass(60_000);
      assert.deepEqual([answers, deaths, worker.heard.length], [[], [], length]);
      assert.ok(worker.isOver && !owned.isOpen);
    }),
  );
  // The same while it is open is heard.
  const { worker, answers, owned } = setUp();
  worker.say({ type: 'reply' });
  owned.post({ type: 'go' });
  assert.deepEqual([answers.length, worker.heard.length], [1, 2]);
});

test('it dies once, with the cause, and is ended before its owner hears of it', () => {
  for (const cause of /** @type {const} */ (['engine', 'wasm', 'simd'])) {
    const { worker, answers, deaths, owned } = setUp();
    owned.options.onDeath = (death) => {
      assert.ok(worker.isOver && !owned.isOpen);
      deaths.push(death);
    };
    worker.say({ type: 'failure', cause, message: 'why' });
    worker.say({ type: 'failure', cause: 'engine', message: 'again' });
    worker.breakDown('again');
    assert.deepEqual(deaths, [{ cause, message: 'why' }]);
    assert.deepEqual(answers, []);
  }
  const refusing = setUp();
  refusing.worker.say({ type: 'refused', request: 'ask', message: 'no' });
  assert.deepEqual([refusing.deaths, refusing.answers.length], [[], 1], 'a refusal is an answer');
});

test('the page has words for the deaths of which the worker cannot speak', async () => {
  const deathOf = async (/** @type {ReturnType<typeof setUp>} */ stage, said = '') => {
    if (said === 'silence') stage.pass(16_000);
    else stage.worker.breakDown(said);
    await new Promise(setImmediate);
    return stage.deaths[0];
  };
  const broken = await deathOf(setUp(), 'SyntaxError');
  assert.equal(broken.cause, 'script');
  assert.match(broken.message, /script failed: SyntaxError; update the browser/);
  assert.equal((await deathOf(setUp())).message, 'the worker could not be loaded');
  assert.equal((await deathOf(setUp(), 'silence')).message, 'no sign of life for 15 seconds');
  const words = { loading: 'not loaded', silence: (/** @type {number} */ s) => `${s} s` };
  assert.equal((await deathOf(setUp({ words }))).message, 'not loaded');
  assert.deepEqual(await deathOf(setUp({ words }), 'silence'), {
    cause: 'silence',
    message: '15 s',
  });
  const explaining = setUp();
  Object.assign(explaining.worker, { whyNot: async () => 'it is plain text' });
  assert.deepEqual(await deathOf(explaining), { cause: 'script', message: 'it is plain text' });
  const speaking = setUp();
  speaking.worker.say({ type: 'ready' });
  assert.deepEqual(await deathOf(speaking, 'TypeError'), { cause: 'error', message: 'TypeError' });
});

test('a worker that cannot be opened dies once its owner has it, and never after its end', async () => {
  for (const [thrown, cause] of /** @type {const} */ ([
    [new NoWorker('in a frame', 'frame'), 'frame'],
    [new NoWorker('forbidden'), 'script'],
    [new Error('odd'), 'script'],
  ])) {
    const spawn = () => {
      throw thrown;
    };
    const { owned, deaths } = setUp({ spawn });
    owned.post({ type: 'go' });
    assert.deepEqual([deaths.length, owned.isOpen], [0, false]);
    await new Promise(setImmediate);
    assert.deepEqual(deaths, [{ cause, message: thrown.message }]);
    const closed = setUp({ spawn });
    closed.owned.close();
    await new Promise(setImmediate);
    assert.deepEqual(closed.deaths, []);
  }
});

test('silence ends a worker after the limit of its duty, and an idle one never', () => {
  for (const [duty, limit] of /** @type {const} */ ([
    ['loading', 15_000],
    ['running', 3000],
    ['idle', Number.POSITIVE_INFINITY],
  ])) {
    const { deaths, owned, pass } = setUp();
    owned.expect(duty);
    const patience = Math.min(limit, 100_000);
    pass(patience);
    assert.equal(deaths.length, 0, `${duty}: silent for ${patience} ms`);
    pass(CHECK_MS);
    assert.equal(deaths.length, duty === 'idle' ? 0 : 1, duty);
  }
});

test('a heartbeat keeps a worker alive, but idling is no life where it was asked to run', () => {
  for (const duty of /** @type {const} */ (['loading', 'running'])) {
    for (const isWorking of [true, false]) {
      const { worker, answers, deaths, owned, pass } = setUp();
      owned.expect(duty);
      pass(60_000, () => worker.say({ type: 'heartbeat', isWorking }));
      const hasLostItsWork = duty === 'running' && !isWorking;
      assert.equal(deaths.length, hasLostItsWork ? 1 : 0, `${duty}, working: ${isWorking}`);
      assert.deepEqual(answers, [], 'no news for the owner');
    }
  }
});

test('answers of another run are dropped; that a worker is ready is true in every run', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (now, then) => {
      const { worker, answers, owned } = setUp();
      owned.run = now;
      const said = [
        { type: 'ready', run: then },
        { type: 'round', run: then },
        // A protocol without runs.
        { type: 'sealed' },
      ];
      for (const answer of said) worker.say(answer);
      const heard = said.filter(({ type }) => type !== 'round' || now === then);
      assert.deepEqual(answers, heard);
    }),
  );
});
