// The words about use without a network, and the service worker in a browser that tests can starve.

import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { inRoot } from '../../tools/paths.mjs';
import { offlineText } from '../../www/page/offline.js';

/** @typedef {import('../../www/page/offline.js').Unkept} Unkept */

/** @param {Partial<Unkept>} file @returns {Unkept} */
const unkept = (file) => ({
  path: 'data/NOTICE',
  cause: 'missing',
  isNeeded: false,
  isKept: false,
  ...file,
});

test('the sentence names each file that is not kept, with the cause', () => {
  const say = (/** @type {Partial<Unkept>[]} */ ...files) => offlineText(files.map(unkept));
  assert.equal(say(), 'Works offline now.');
  assert.equal(
    say({}, { path: 'data/test-01.gz?v=12345678', cause: 'unreachable' }),
    'Works offline now, with some files left out: the host does not have data/NOTICE; data/test-01.gz did not arrive.',
  );
  assert.equal(
    say({}, { path: '', cause: 'changed', isNeeded: true }),
    'Offline use is not available here: the host has changed index.html.',
  );
  assert.equal(
    say({ path: 'paper/', cause: 'changed', isNeeded: true, isKept: true }),
    'Works offline now. The host has changed paper/index.html; offline you see the page as it was published.',
  );
  const many = Array.from({ length: 9 }, (_, at) => ({ path: `a${at}.js`, isNeeded: true }));
  assert.equal(
    offlineText(many.map((file) => unkept({ ...file, cause: 'room' }))),
    'Offline use is not available here: the browser has no room for a0.js, a1.js, a2.js and 6 more files.',
  );
});

const SCOPE = 'https://host.example/a/';
const source = readFileSync(inRoot('www/offline.js'), 'utf8');
const pages = { '': '<p>lab', 'theory.html': '<p>theory' };
const COPIES = 'assets/pages-1.json';

/** The files of a build. @param {string} name tells it from another build */
const buildOf = (name) => ({
  ...pages,
  [COPIES]: JSON.stringify(pages),
  [`assets/lab-${name}.js`]: `the lab of ${name}`,
  'assets/same-1.js': 'as before',
  'data/NOTICE': 'x'.repeat(100),
});

/** @param {string} name */
function scriptOf(name) {
  const sums = (/** @type {string} */ text) => [
    createHash('sha256').update(text).digest('hex').slice(0, 32),
  ];
  const files = Object.fromEntries(
    Object.entries(buildOf(name)).map(([path, text]) => [
      path,
      { sums: sums(text), isFirst: true },
    ]),
  );
  const needs = { '': [`assets/lab-${name}.js`, 'assets/same-1.js'], 'theory.html': [] };
  return `self.build = ${JSON.stringify({ version: name, files, needs, copies: COPIES })};${source}`;
}

/** A browser and a host. */
class World {
  /** @type {Map<string, Map<string, Response>>} */ stores = new Map();
  /** @type {Map<string, Response | undefined>} by path; undefined: the host has no such file */
  host = new Map();
  /** @type {unknown} */ active = null;
  room = Number.POSITIVE_INFINITY;
  /** @type {{url: string}[]} */ open = [];

  /** @param {string} name of a build, which the host gets */
  deploy(name) {
    this.host.clear();
    for (const [path, text] of Object.entries(buildOf(name)))
      this.host.set(path, new Response(text));
    return new WorkerOf(this, scriptOf(name));
  }

  /** @param {string} name */
  cache(name) {
    const store = this.stores.get(name) ?? new Map();
    this.stores.set(name, store);
    return {
      match: async (/** @type {string} */ url) => store.get(url)?.clone(),
      put: async (/** @type {string} */ url, /** @type {Response} */ answer) => {
        const { byteLength } = await answer.clone().arrayBuffer();
        if (byteLength > this.room) throw new DOMException('full', 'QuotaExceededError');
        this.room -= byteLength;
        store.set(url, answer);
      },
    };
  }

  fetch = async (/** @type {string | Request} */ asked) => {
    const url = typeof asked === 'string' ? asked : asked.url;
    const path = url.slice(SCOPE.length);
    return this.host.get(path)?.clone() ?? new Response('not found', { status: 404 });
  };

  /** The paths that a build's cache has. @param {string} build */
  kept(build) {
    const store = this.stores.get(`scale-drift ${SCOPE} ${build}`) ?? new Map();
    return [...store.keys()].map((url) => url.slice(SCOPE.length)).sort();
  }
}

class WorkerOf {
  /** @type {Map<string, (event: any) => void>} */ hearers = new Map();

  /** @param {World} world @param {string} script */
  constructor(world, script) {
    const self = {
      caches: {
        open: async (/** @type {string} */ name) => world.cache(name),
        keys: async () => [...world.stores.keys()],
        delete: async (/** @type {string} */ name) => world.stores.delete(name),
      },
      registration: { scope: SCOPE, active: world.active, waiting: null, installing: null },
      clients: { claim: async () => {}, matchAll: async () => world.open },
      addEventListener: (/** @type {string} */ type, /** @type {() => void} */ hear) =>
        this.hearers.set(type, hear),
    };
    const { fetch } = world;
    const globals = { self, fetch, crypto: webcrypto, Response, Headers, URL, TextEncoder };
    vm.runInNewContext(script, { ...globals, setTimeout, Uint8Array, decodeURIComponent });
  }

  /** @param {string} type @param {object} [event] */
  async send(type, event = {}) {
    /** @type {Promise<unknown>[]} */
    const works = [];
    const waitUntil = (/** @type {Promise<unknown>} */ work) => works.push(work);
    this.hearers.get(type)?.({ ...event, waitUntil });
    await Promise.all(works);
  }

  /** What the page hears. @param {string} [page] @returns {Promise<Unkept[]>} */
  async unkept(page = '') {
    /** @type {Unkept[]} */
    let heard = [];
    const port = { postMessage: (/** @type {Unkept[]} */ list) => (heard = list) };
    await this.send('message', { data: 'keep', ports: [port], source: { url: SCOPE + page } });
    return JSON.parse(JSON.stringify(heard));
  }

  /** @param {string} path @param {object} [init] */
  async ask(path, init = {}) {
    /** @type {Promise<Response> | undefined} */
    let answer;
    const request = { url: SCOPE + path, method: 'GET', mode: 'cors', cache: 'default', ...init };
    await this.send('fetch', {
      request,
      respondWith: (/** @type {any} */ given) => (answer = given),
    });
    return answer;
  }
}

test('a store that is full in the middle keeps what fits, and says what does not', async () => {
  const world = new World();
  const worker = world.deploy('one');
  world.room = 150;
  await worker.send('install');
  assert.ok(!world.kept('one').includes('data/NOTICE'));
  assert.ok(world.kept('one').includes('assets/lab-one.js'), 'what pages need comes first');
  assert.deepEqual(await worker.unkept('?utm_source=mail'), [
    { path: 'data/NOTICE', cause: 'room', isNeeded: false, isKept: false },
  ]);
  world.room = 100;
  assert.deepEqual(await worker.unkept(), [], 'kept when there is room');
});

test('a redirected, partial or foreign answer is never what a page opens from', async () => {
  const world = new World();
  const worker = world.deploy('one');
  const redirected = new Response(pages['theory.html'], {
    headers: { Vary: '*', 'X-Host': 'kept' },
  });
  Object.defineProperty(redirected, 'clone', {
    value: () =>
      Object.defineProperty(
        new Response(pages['theory.html'], { headers: redirected.headers }),
        'redirected',
        { value: true },
      ),
  });
  world.host.set('theory.html', redirected);
  world.host.set('data/NOTICE', new Response('x'.repeat(100), { status: 206 }));
  await worker.send('install');
  const kept = await world.cache(`scale-drift ${SCOPE} one`).match(`${SCOPE}theory.html`);
  assert.equal(kept?.redirected, false);
  assert.equal(kept?.headers.get('Vary'), null);
  assert.equal(kept?.headers.get('X-Host'), 'kept', 'a host’s policies hold offline too');
  assert.deepEqual(
    (await worker.unkept()).map(({ path }) => path),
    ['data/NOTICE'],
  );
});

test('half a new build does not replace an old one, and old parts stay while a page is open', async () => {
  const world = new World();
  world.stores.set('of another page', new Map());
  world.stores.set('scale-drift https://host.example/a/b/ one', new Map());
  const one = world.deploy('one');
  await one.send('install');
  await one.send('activate');
  world.active = one;
  const half = world.deploy('two');
  world.host.delete('assets/lab-two.js');
  await assert.rejects(half.send('install'), /lab-two/);
  assert.deepEqual(world.kept('two'), []);
  assert.equal(await (await one.ask('assets/lab-one.js'))?.text(), 'the lab of one');
  const two = world.deploy('two');
  world.host.delete('assets/same-1.js');
  await two.send('install');
  assert.ok(world.kept('two').includes('assets/same-1.js'), 'from the old cache');
  // A page of the newer build under the older worker.
  world.host.clear();
  assert.equal(await (await one.ask('assets/lab-two.js'))?.text(), 'the lab of two');
  world.open = [{ url: SCOPE }];
  await two.send('activate');
  assert.equal(await (await two.ask('assets/lab-one.js'))?.text(), 'the lab of one');
  assert.equal(
    await (await two.ask('assets/lab-one.js', { cache: 'reload' }))?.text(),
    'the lab of one',
    'also after a fault',
  );
  world.open = [{ url: `${SCOPE}theory.html` }, { url: SCOPE }];
  await two.unkept();
  assert.ok(world.kept('one').length > 0);
  world.open = [{ url: SCOPE }, { url: 'https://host.example/b/' }];
  await two.unkept();
  assert.deepEqual(world.kept('one'), []);
  assert.equal(world.stores.size, 3, 'caches of other pages are left alone');
});
