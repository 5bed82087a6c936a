import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { checkManifest, trainingShardsFor } from '../../www/data/manifest.js';
import { integrityOf, ShardLoader } from '../../www/data/shards.js';
import { Supply } from '../../www/data/supply.js';

const raw = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
const packed = new Uint8Array(gzipSync(raw));
/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const hex = sha256(packed);

/** @param {string} file */
const entryOf = (file, first = 0, count = 10) => ({
  file,
  first,
  count,
  bytes: packed.length,
  rawBytes: raw.length,
  sha256: hex,
  rawSha256: sha256(raw),
});

const list = {
  format: 1,
  rows: 28,
  columns: 28,
  classes: 10,
  training: { count: 20, shards: [entryOf('training-00.gz'), entryOf('training-01.gz', 10)] },
  test: { count: 20, shards: [entryOf('test-00.gz'), entryOf('test-01.gz', 10)] },
};

/**
 * @param {(url: string) => Response | Promise<Response>} fetch
 */
const loaderOf = (fetch, subtle = globalThis.crypto.subtle) =>
  new ShardLoader({
    base: 'http://site.test/data/',
    fetch: async (url) => fetch(url),
    subtle: /** @type {any} */ (subtle),
    onBytes: () => {},
  });

test('a whole file comes through unpacked', async () => {
  const loader = loaderOf(() => new Response(packed));
  assert.deepEqual(await loader.load(entryOf('a.gz')), raw);
});

test('files of the same name with other content have other addresses', async () => {
  /** @type {string[]} */
  const asked = [];
  const loader = loaderOf((url) => {
    asked.push(url);
    return new Response(packed);
  });
  await loader.load(entryOf('a.gz'));
  await loader.load({ ...entryOf('a.gz'), sha256: `0${hex.slice(1)}` }).catch(() => {});
  assert.equal(asked[0], `http://site.test/data/a.gz?v=${hex.slice(0, 8)}`);
  assert.notEqual(asked[0], asked[1]);
});

test('a file that the host has unpacked is checked unpacked', async () => {
  const loader = loaderOf(() => new Response(raw));
  assert.deepEqual(await loader.load(entryOf('a.gz')), raw);
});

test('without SubtleCrypto the browser checks the hash while fetching', async () => {
  /** @type {(RequestInit | undefined)[]} */
  const asked = [];
  const loader = new ShardLoader({
    base: 'http://site.test/data/',
    fetch: async (_, options) => {
      asked.push(options);
      return new Response(packed);
    },
    subtle: undefined,
    onBytes: () => {},
  });
  assert.deepEqual(await loader.load(entryOf('a.gz')), raw);
  assert.equal(asked[1]?.integrity, integrityOf(hex));
  assert.match(integrityOf(hex), /^sha256-[A-Za-z0-9+/]{43}=$/);
});

const changed = packed.slice();
changed[100] ^= 1;
for (const [name, response, fault] of /** @type {const} */ ([
  ['missing', () => new Response('', { status: 404, statusText: 'Not Found' }), /404 Not Found/],
  ['short', () => new Response(packed.slice(0, 99)), /99 bytes where/],
  ['long', () => new Response(new Uint8Array([...packed, 0])), /bytes where/],
  ['unpacked and changed', () => new Response(raw.slice().reverse()), /SHA-256/],
  ['changed', () => new Response(changed), /SHA-256/],
  ['unreachable', () => Promise.reject(new TypeError('no')), /could not be fetched/],
])) {
  test(`a ${name} file is refused by name`, async () => {
    const loading = loaderOf(response).load(entryOf('a.gz'));
    await assert.rejects(loading, (error) => {
      assert.match(String(error), /a\.gz: /);
      assert.match(String(error), fault);
      return true;
    });
  });
}

test('a file that unpacks to another length is refused', async () => {
  const loader = loaderOf(() => new Response(packed));
  for (const rawBytes of [raw.length - 1, raw.length + 1]) {
    await assert.rejects(loader.load({ ...entryOf('a.gz'), rawBytes }), /a\.gz: it/);
  }
});

test('only a whole manifest is accepted', () => {
  assert.ok('manifest' in checkManifest(list));
  for (const broken of [
    null,
    [],
    { ...list, format: 2 },
    { ...list, rows: 32 },
    { ...list, training: { count: 21, shards: list.training.shards } },
    { ...list, test: { count: 10, shards: [entryOf('../secret.gz')] } },
    { ...list, test: { count: 10, shards: [{ ...entryOf('a.gz'), sha256: 'x' }] } },
    { ...list, test: { count: 20, shards: [entryOf('a.gz'), entryOf('b.gz', 11)] } },
  ]) {
    assert.ok('fault' in checkManifest(broken));
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.ok('fault' in checkManifest(value));
    }),
  );
  assert.equal(trainingShardsFor(list, 10).length, 1);
  assert.equal(trainingShardsFor(list, 11).length, 2);
});

/** @param {Set<string>} broken files that cannot be had */
function supplyWith(broken) {
  /** @type {string[]} */
  const log = [];
  const supply = new Supply({
    loader: {
      loadManifest: async () => ({ training: list.training, test: list.test }),
      load: async ({ file }) => {
        if (broken.has(file)) throw new Error('gone');
        log.push(file);
        return raw;
      },
    },
    onShard: ({ kind, bytes }) => {
      if (bytes === null) log.push(`no ${kind}`);
    },
    onFault: ({ file }) => log.push(`fault ${file}`),
    onChange: () => {},
  });
  return { supply, log };
}

test('numbers in a fault are written as on the rest of the page', async () => {
  const [first, ...others] = list.test.shards;
  const test = { ...list.test, shards: [{ ...first, count: 1000 }, ...others] };
  /** @type {string[]} */
  const messages = [];
  const supply = new Supply({
    loader: {
      loadManifest: async () => ({ training: list.training, test }),
      load: async ({ file }) => {
        if (file === 'test-01.gz') throw new Error('gone');
        return raw;
      },
    },
    onShard: () => {},
    onFault: ({ message }) => messages.push(message),
    onChange: () => {},
  });
  await supply.need(10);
  assert.match(messages.join(), /over the first 1,000 test images/);
});

test('only files that a run needs are fetched, in the order of need', async () => {
  const { supply, log } = supplyWith(new Set());
  await supply.need(10);
  assert.deepEqual(log, ['training-00.gz', 'test-00.gz', 'test-01.gz']);
  assert.ok(supply.isReady);
  await supply.need(20);
  assert.equal(log.at(-1), 'training-01.gz');
});

test('a failed file holds up only later files of its kind, until a retry brings it', async () => {
  const broken = new Set(['test-01.gz']);
  const { supply, log } = supplyWith(broken);
  await supply.need(10);
  assert.ok(supply.isReady);
  assert.deepEqual(log.slice(-2), ['fault test-01.gz', 'no test']);
  broken.add('training-01.gz');
  await supply.need(20);
  assert.equal(supply.isReady, false);
  broken.clear();
  await supply.retry();
  assert.ok(supply.isReady);
});

test('a server that never answers, or stops in the middle, is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const half = new ReadableStream({
    start: (controller) => controller.enqueue(packed.subarray(0, 10)),
  });
  for (const [answer, words] of /** @type {const} */ ([
    [() => new Promise(() => undefined), /^a\.gz: it could not be fetched/],
    [() => new Response(half), /^a\.gz: the connection broke after 10 bytes/],
  ])) {
    const loading = assert.rejects(
      loaderOf(/** @type {any} */ (answer)).load(entryOf('a.gz')),
      ({ message }) => words.test(message),
    );
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    t.mock.timers.tick(60_000);
    await loading;
  }
});

test('a web page in place of a file, and a browser that cannot unpack, are named', async () => {
  const headers = { 'Content-Type': 'text/html; charset=utf-8' };
  const page = loaderOf(() => new Response('<!doctype html>', { headers }));
  await assert.rejects(
    page.load(entryOf('a.gz')),
    /a\.gz: the server sends a web page in its place/,
  );
  await assert.rejects(page.loadManifest(), /manifest\.json: the server sends a web page/);
  const before = globalThis.DecompressionStream;
  Reflect.deleteProperty(globalThis, 'DecompressionStream');
  try {
    const loading = loaderOf(() => new Response(packed)).load(entryOf('a.gz'));
    // Every file would have the fault, so no file is named.
    await assert.rejects(loading, { file: '', message: /^This browser cannot unpack the images/ });
  } finally {
    globalThis.DecompressionStream = before;
  }
});
