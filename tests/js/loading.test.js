import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleRequests, isTrap, loadEngine } from '../../www/worker/inside/loading.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * What a worker handles and reports of these requests, in their order.
 * @param {string[]} types
 * @param {boolean | Error} engine whether `init` loads the engine, or what it throws
 */
async function heard(types, engine) {
  /** @type {string[]} */
  const log = [];
  /** @type {(event: {data: {type: string}}) => void} */
  let receive = () => undefined;
  const before = globalThis.addEventListener;
  globalThis.addEventListener = /** @type {any} */ (
    (/** @type {string} */ _, /** @type {typeof receive} */ listener) => {
      receive = listener;
    }
  );
  handleRequests(
    async ({ type }) => {
      if (type === 'init') await turn();
      if (type === 'init' && engine instanceof Error) throw engine;
      log.push(type);
      return type === 'init' ? engine === true : undefined;
    },
    ({ type }, error) => log.push(`${type}: ${/** @type {Error} */ (error).message}`),
  );
  globalThis.addEventListener = before;
  for (const type of types) receive({ data: { type } });
  for (let turns = 0; turns < 10; turns += 1) await turn();
  return log;
}

test('requests wait for the engine, in their order', async () => {
  assert.deepEqual(await heard(['init', 'shard', 'start'], true), ['init', 'shard', 'start']);
});

test('without an engine no request but the first is handled, so that no second fault is named', async () => {
  assert.deepEqual(await heard(['init', 'shard', 'start'], false), ['init']);
});

test('an error is reported with its request', async () => {
  assert.deepEqual(await heard(['init'], new Error('no memory')), ['init: no memory']);
});

test('a browser without WebAssembly gets the cause and the remedy, and its errors are told all the same', async () => {
  const before = globalThis.WebAssembly;
  const address = 'http://page.test/engine.wasm';
  Reflect.deleteProperty(globalThis, 'WebAssembly');
  try {
    const fault = await loadEngine(async () => assert.fail('nothing is loaded'), address);
    assert.equal(fault?.cause, 'wasm');
    assert.match(fault?.message ?? '', /switched off in this browser; allow it/);
    assert.equal(isTrap(new Error('no')), false);
    assert.equal(isTrap('no error at all'), true);
  } finally {
    globalThis.WebAssembly = before;
  }
  // Some blockers leave an empty object.
  for (const odd of [{}, { validate: undefined }]) {
    globalThis.WebAssembly = /** @type {any} */ (odd);
    try {
      const fault = await loadEngine(async () => assert.fail('nothing is loaded'), address);
      assert.match(fault?.message ?? '', /switched off in this browser; allow it/);
      assert.equal(isTrap(new Error('no')), false);
    } finally {
      globalThis.WebAssembly = before;
    }
  }
  assert.equal(isTrap(new WebAssembly.RuntimeError('unreachable')), true);
  assert.equal(isTrap(new Error('no')), false);
  assert.equal(await loadEngine(async () => undefined, address), null);
});

test('an engine that does not load gets its cause and a remedy', async () => {
  const address = 'http://page.test/engine.wasm';
  for (const [error, words] of /** @type {const} */ ([
    [new RangeError('could not allocate memory'), /no memory \(could not .*\); close other tabs/],
    [
      new WebAssembly.CompileError('blocked by CSP'),
      /blocked by CSP; the host’s policy must allow/,
    ],
    [new WebAssembly.CompileError('magic number'), /^engine\.wasm .*; the file is damaged, or/],
    [
      new TypeError('Failed to fetch'),
      /^engine\.wasm could not be loaded: Failed to fetch; is the network there, .*connect-src\) allow it\?$/,
    ],
  ])) {
    const fault = await loadEngine(async () => Promise.reject(error), address);
    assert.equal(fault?.cause, 'wasm');
    assert.match(fault?.message ?? '', words);
  }
});

test('an engine that never comes is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const loading = loadEngine(() => new Promise(() => undefined), 'http://page.test/engine.wasm');
  t.mock.timers.tick(100_000);
  assert.match((await loading)?.message ?? '', /did not come within 90 seconds/);
});
