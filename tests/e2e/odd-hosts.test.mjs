// Hosts and browsers that lack something: the page says once what is missing and what helps, and
// waits for nothing that cannot come.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { browserName, contextWith } from './browser.mjs';
import { LabPage } from './lab-page.mjs';
import { oddHost } from './odd-host.mjs';
import { folder } from './site.mjs';

/** @typedef {import('./odd-host.mjs').Oddity} Oddity */

const small = 'images=400&width=16&lanes=sgd,un';
const webPage = { headers: { 'Content-Type': 'text/html' }, body: '<!doctype html><p>Start</p>' };
const missing = { status: 404, body: 'not found' };
const forAll = { 'Access-Control-Allow-Origin': '*' };

/** @param {string} type */
const as = (type) => ({ headers: { 'Content-Type': type } });
/** @param {string} policy */
const forbidding = (policy) => ({ headers: { 'Content-Security-Policy': policy } });
/** @param {string} name */
const isPage = (name) => name === '' || name.endsWith('/');
/** @param {string} name */
const isWorker = (name) => /assets\/(trainer|worker)-/.test(name);
/** @param {string} script that runs before the worker's own */
const inWorker = (script) => (/** @type {string} */ name) =>
  isWorker(name) ? { body: `{${script}}\n${readFileSync(join(folder, name), 'utf8')}` } : null;

/**
 * @param {(name: string) => Oddity} oddityOf
 * @param {(lab: LabPage, host: import('./odd-host.mjs').Host) => Promise<void>} body
 * @param {{init?: string, path?: string}} [options] path: from the server's root
 */
async function at(oddityOf, body, { init = '', path = '/site/' } = {}) {
  const host = await oddHost(oddityOf);
  const context = await contextWith({});
  try {
    await context.addInitScript(
      `delete Navigator.prototype.serviceWorker; ${countWorkers} ${init}`,
    );
    const lab = new LabPage(await context.newPage(), new URL(path, host.url).href);
    await lab.open(small);
    await body(lab, host);
  } finally {
    await context.close();
    await host.close();
  }
}

const countWorkers = `
  globalThis.opened = 0;
  if (globalThis.Worker) {
    const Real = globalThis.Worker;
    globalThis.Worker = class extends Real {
      constructor(...options) {
        globalThis.opened += 1;
        super(...options);
      }
    };
  }`;

/** @type {Record<string, {oddityOf: (name: string) => Oddity, path?: string}>} */
const unstarted = {
  'scripts as text/plain': { oddityOf: (name) => (name.endsWith('.js') ? as('text/plain') : null) },
  'scripts that are gone': { oddityOf: (name) => (/\.(js|css)$/.test(name) ? missing : null) },
  'a web page for every file': {
    oddityOf: (name) => (/\.(js|css)$/.test(name) ? webPage : null),
  },
  'an origin of its own': {
    oddityOf: (name) => (isPage(name) ? forbidding('sandbox allow-scripts') : null),
  },
  'an address without its slash': {
    oddityOf: (name) =>
      name.startsWith('/demo')
        ? {
            ...as('text/html'),
            body: readFileSync(join(folder, name.slice('/demo'.length), 'index.html')),
          }
        : null,
    path: '/demo',
  },
};

for (const [name, { oddityOf, path = '/site/' }] of Object.entries(unstarted)) {
  test(`${name}: the markup of each page says what to do`, async () => {
    for (const page of ['', path.endsWith('/') ? 'paper/' : '/paper']) {
      await at(
        oddityOf,
        async (lab) => {
          const found = await lab.page.evaluate(() => {
            for (const animation of document.getAnimations()) animation.finish();
            const words = /** @type {HTMLElement} */ (document.querySelector('#unstarted'));
            return {
              words: words.textContent ?? '',
              isSeen: words.checkVisibility({ visibilityProperty: true }),
              box: words.getBoundingClientRect().toJSON(),
              status: document.querySelector('#status')?.textContent,
            };
          });
          assert.ok(found.isSeen && found.box.height > 80, JSON.stringify(found));
          assert.ok(found.box.top < 300, 'before everything else, with and without a style sheet');
          assert.match(found.words, /its scripts have not started.*Reload.*slash.*own tab/s);
          assert.equal(found.status, 'Not started', 'nothing is said to be loading');
        },
        { path: path + page },
      );
    }
  });
}

test('a page opened from a folder says so', async () => {
  const context = await contextWith({});
  try {
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    // Chromium loads no module from a folder; the Firefox of the tests does, but opens no worker.
    const words = page.locator(browserName === 'chromium' ? '#unstarted' : '#notices .notice > p');
    await words.first().waitFor();
    assert.match((await words.first().textContent()) ?? '', /from a web server/);
    assert.equal(await words.count(), 1);
  } finally {
    await context.close();
  }
});

test('while the scripts are on their way, the words about their absence take no room', async () => {
  const stalled = { body: 'await new Promise(() => {});' };
  await at(
    (name) => (/assets\/lab-/.test(name) ? stalled : null),
    async (lab) => {
      const heights = await lab.page.evaluate(() => {
        const words = /** @type {HTMLElement} */ (document.querySelector('#unstarted'));
        const [animation] = words.getAnimations();
        animation.pause();
        const top = () => document.querySelector('.site-name')?.getBoundingClientRect().top;
        const seen = [0, 3900, 4100].map((time) => {
          animation.currentTime = time;
          const isSeen = words.checkVisibility({ visibilityProperty: true });
          return { isSeen, top: top() };
        });
        words.remove();
        return [...seen, { isSeen: false, top: top() }];
      });
      const [before, late, after, gone] = heights;
      assert.deepEqual([before, late], [gone, gone], 'nothing moves when the words go');
      assert.ok(after.isSeen && Number(after.top) > Number(gone.top) + 80);
    },
  );
});

test('pages without scripts say that their style sheet is missing, and only then', async () => {
  let hasStyle = false;
  await at(
    (name) => (!hasStyle && name.endsWith('.css') ? missing : null),
    async (lab) => {
      assert.ok(await lab.page.locator('.unstyled').isVisible(), 'without a style sheet');
      hasStyle = true;
      await lab.page.goto(lab.url.replace('glossary', 'theory'));
      assert.equal(await lab.page.locator('.unstyled').isVisible(), false);
      assert.equal(await lab.page.locator('.unstyled').count(), 1);
    },
    { path: '/site/glossary.html' },
  );
});

/** @type {Record<string, {oddityOf?: (name: string) => Oddity, init?: string, words: RegExp, kind?: string}>} */
const named = {
  'the worker as text/plain': {
    oddityOf: (name) => (isWorker(name) ? as('text/plain') : null),
    words: /The engine cannot run here: the server sends trainer-.*\.js as text\/plain; it must/,
  },
  'the worker gone': {
    oddityOf: (name) => (isWorker(name) ? missing : null),
    words: /the server answered 404 for trainer-.*\.js; reload the page/,
  },
  'a browser that cannot read the worker': {
    oddityOf: (name) => (isWorker(name) ? { body: 'let let = 1;' } : null),
    words: /; update the browser, or reload the page: /,
  },
  'no workers by the host’s policy': {
    oddityOf: (name) => (isPage(name) ? forbidding("worker-src 'none'") : null),
    words: /the host’s policy \(Content-Security-Policy: worker-src\) forbids trainer-/,
  },
  'no policy for scripts by the host’s policy': {
    oddityOf: (name) =>
      isPage(name) ? forbidding("require-trusted-types-for 'script'; trusted-types 'none'") : null,
    words: /the host’s policy \(Content-Security-Policy: trusted-types\) forbids/,
  },
  'no workers in the browser': { init: 'delete globalThis.Worker;', words: /has no workers; open/ },
  'an empty WebAssembly': {
    oddityOf: inWorker('globalThis.WebAssembly = {};'),
    words: /WebAssembly.* is switched off in this browser; allow it/,
  },
  'no memory for the engine': {
    oddityOf: inWorker(`
      const refuse = async () => { throw new RangeError('could not allocate memory'); };
      WebAssembly.instantiate = refuse;
      WebAssembly.instantiateStreaming = refuse;`),
    words: /gave the engine no memory \(could not allocate memory\); close other tabs, then retry/,
  },
  'a web page for the engine': {
    oddityOf: (name) => (name.endsWith('.wasm') ? webPage : null),
    words: /scale_drift.*\.wasm could not be loaded: .*; the file is damaged, or the server sends/,
  },
  'a web page for all data': {
    oddityOf: (name) => (name.startsWith('data/') ? webPage : null),
    words: /^manifest\.json: the server sends a web page in its place\. The run waits/,
    kind: 'shard',
  },
  'a browser without DecompressionStream': {
    init: 'delete globalThis.DecompressionStream;',
    words: /^This browser cannot unpack the images; update it/,
    kind: 'shard',
  },
};

for (const [name, { oddityOf = () => null, init, words, kind = 'worker' }] of Object.entries(
  named,
)) {
  test(`${name}: one notice with the cause and the remedy, and no worker is replaced`, async () => {
    await at(
      oddityOf,
      async (lab) => {
        await lab.notices(kind).first().waitFor();
        if (kind === 'worker') await lab.phase('finished');
        const texts = await lab.page.locator('#notices .notice > p').allTextContents();
        assert.equal(texts.length, 1, texts.join('\n'));
        assert.match(texts[0], words);
        assert.equal(await lab.page.locator('#unstarted').count(), 0);
        const opened = await lab.page.evaluate(() => /** @type {any} */ (globalThis).opened);
        assert.ok(opened <= 4, `${opened} workers: two lanes, before and after the images came`);
        assert.deepEqual(
          lab.errors.filter((text) => /is not (a function|defined|an object)/.test(text)),
          [],
        );
      },
      { init },
    );
  });
}

test('a frame of opaque origin: one sentence with the way out, and no worker is tried', async () => {
  const frame = `<!doctype html><iframe sandbox="allow-scripts" width="900" height="700" src="/site/#${small}"></iframe>`;
  await at(
    (name) => (name === '/frame' ? { ...as('text/html'), body: frame } : { headers: forAll }),
    async (lab) => {
      const notices = lab.page.frameLocator('iframe').locator('#notices .notice');
      await notices.first().waitFor();
      assert.deepEqual(await notices.locator('p').allTextContents(), [
        'The engine cannot run here: this frame is cut off from its own site (sandbox without allow-same-origin), so the browser gives it no worker; open the page in its own tab.',
      ]);
      const link = notices.locator('a');
      assert.equal(await link.getAttribute('target'), '_blank');
      assert.match((await link.textContent()) ?? '', /^http.*\/site\/#.*lanes=sgd,un/);
      assert.equal(await notices.locator('[data-action="retry"]').count(), 0);
    },
    { path: '/frame' },
  );
});

test('a host without WebAssembly: the self-check can be opened, and says why it cannot go on', async () => {
  await at(
    (name) => (isPage(name) || isWorker(name) ? forbidding("script-src 'self'") : null),
    async (lab) => {
      await lab.phase('finished');
      const words = /could not be loaded: .*; the host’s policy must allow ‘wasm-unsafe-eval’\./;
      assert.match((await lab.notices('worker').locator('p').textContent()) ?? '', words);
      await lab.page.locator('#open-self-check').click();
      const check = lab.page.locator('#self-check[open]', { hasText: 'could not go on' });
      await check.waitFor();
      assert.match((await check.textContent()) ?? '', words);
    },
  );
});

test('a self-check whose script is gone: the notice with the cause comes into view', async () => {
  await at(
    (name) => (/assets\/self-check-/.test(name) ? missing : null),
    async (lab) => {
      await lab.phase('ready');
      await lab.page.locator('#open-self-check').click();
      const notice = lab.notices('part').filter({ hasText: 'self-check' });
      await notice.waitFor();
      await lab.until(
        () => {
          const box = document.querySelector('#notices')?.getBoundingClientRect();
          return box && box.bottom > 0 && box.top < innerHeight;
        },
        null,
        'the notice in view',
      );
    },
  );
});

/** @type {Record<string, {oddityOf?: (name: string) => Oddity, init?: string}>} */
const harmless = {
  'the engine as application/octet-stream': {
    oddityOf: (name) => (name.endsWith('.wasm') ? as('application/octet-stream') : null),
  },
  'data unpacked on the way, no style sheet': {
    oddityOf: (name) => {
      if (name.endsWith('.gz')) return { headers: { 'Content-Encoding': 'gzip' } };
      return name.endsWith('.css') ? missing : null;
    },
  },
  'a page on plain http': {
    init: `
      Object.defineProperty(crypto, 'subtle', { value: undefined });
      delete Navigator.prototype.clipboard;
      delete Navigator.prototype.locks;`,
  },
  'a browser that says little, in a language of no name': {
    init: `
      delete Navigator.prototype.hardwareConcurrency;
      delete Navigator.prototype.deviceMemory;
      Object.defineProperty(navigator, 'language', { value: 'C', configurable: true });`,
  },
};

for (const [name, { oddityOf = () => null, init }] of Object.entries(harmless)) {
  test(`${name}: the page trains, without a word`, async () => {
    await at(
      oddityOf,
      async (lab) => {
        await lab.phase('ready');
        await lab.oneStep();
        assert.deepEqual(await lab.page.locator('#notices .notice').allTextContents(), []);
      },
      { init },
    );
  });
}
