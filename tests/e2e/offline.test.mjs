// After the first visit the page needs no network, and never keeps a wrong or incomplete file.

import assert from 'node:assert/strict';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeOfflineScript } from '../../tools/offline.mjs';
import { browserName, withLab } from './browser.mjs';
import { folder } from './site.mjs';
import { keepWorkers, killWorker } from './workers.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */
/** @typedef {import('./browser.mjs').Server} Server */

const hash = 'images=400&width=16&lanes=sgd,un';

/** @param {LabPage} lab */
async function offlineNote(lab) {
  await lab.until(() => document.querySelector('#offline')?.textContent, null, 'the offline line');
  return (await lab.page.locator('#offline').textContent()) ?? '';
}

/** @param {LabPage} lab */
const keptAddresses = (lab) =>
  lab.page.evaluate(async () => {
    /** @type {string[]} */
    const kept = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) kept.push(url);
    }
    return kept;
  });

/** @param {LabPage} lab */
const workers = (lab) =>
  lab.page.evaluate(async () => {
    const [registration] = await navigator.serviceWorker.getRegistrations();
    return { active: registration?.active?.state, waiting: registration?.waiting?.state };
  });

/**
 * Waits for a state that needs a promise: Playwright's own wait takes a promise as true at once.
 * @param {string} what
 * @param {() => Promise<unknown>} holds
 */
async function eventually(what, holds) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`waited in vain: ${what}`);
}

test('after a visit the page trains without a network, to the same bits', async () => {
  await withLab({ hash, keepsOffline: true, expectErrors: true }, async (lab, server) => {
    await lab.phase('ready|paused');
    assert.equal(await offlineNote(lab), 'Works offline now.');
    await lab.oneEpoch();
    const hashes = await lab.hashes();
    assert.ok(!(await keptAddresses(lab)).some((url) => url.includes('training-01')));
    await server.close();
    await lab.reload();
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    assert.deepEqual(await lab.hashes(), hashes);
    assert.ok((await lab.number('un', 'accuracy')) > 0, 'the test images are there too');
  });
});

test('images beyond the first shard are kept after their first use', async () => {
  const options = { hash: 'images=8192&width=16&lanes=un', keepsOffline: true, expectErrors: true };
  await withLab(options, async (lab, server) => {
    await lab.phase('ready|paused');
    assert.equal(await offlineNote(lab), 'Works offline now.');
    await lab.reload();
    await lab.phase('ready|paused');
    await eventually('training-01 is kept', async () =>
      (await keptAddresses(lab)).some((url) => url.includes('training-01')),
    );
    await server.close();
    await lab.reload();
    await lab.phase('ready|paused');
    await lab.oneStep();
  });
});

/** @param {[file: string, fault: import('../../tools/serve.mjs').Fault][]} faults */
const withFaults = (faults) => (/** @type {Server} */ server) => {
  for (const [file, fault] of faults) server.faults.set(file, fault);
};

test('every address that hosts answer leads to its page without a network', async () => {
  await withLab({ hash, keepsOffline: true, expectErrors: true }, async (lab, server) => {
    assert.equal(await offlineNote(lab), 'Works offline now.');
    await server.close();
    for (const [address, path, title] of /** @type {const} */ ([
      ['paper/index.html', 'paper/index.html', /paper/],
      ['paper', 'paper/', /paper/],
      ['paper?utm_source=mail#kept', 'paper/', /paper/],
      ['Paper%2Findex.html', 'paper/', /paper/],
      ['glossary', 'glossary', /glossary/],
      ['%67lossary.html?utm=1', '%67lossary.html', /glossary/],
      ['glossary/', 'glossary.html', /glossary/],
      ['THEORY', 'THEORY', /theory/],
      ['theory.html', 'theory.html', /theory/],
      ['licences.txt?x', 'licences.txt', /^$/],
      ['index', 'index', /^Scale Drift(?!.*(?:paper|theory|glossary))/],
      ['index.html?utm_source=mail', 'index.html', /^Scale Drift/],
    ])) {
      await lab.page.goto(lab.url + address);
      const { pathname, search } = new URL(lab.page.url());
      assert.equal(pathname, new URL(lab.url).pathname + path, address);
      assert.equal(search, address.match(/\?[^#]*/)?.[0] ?? '', address);
      assert.match(await lab.page.title(), title, address);
      const sheets = await lab.page.evaluate(() => {
        const linked = [...document.querySelectorAll('link[rel="stylesheet"]')];
        return linked.map((link) => /** @type {HTMLLinkElement} */ (link).sheet !== null);
      });
      assert.ok(!sheets.includes(false), `the style of ${address}`);
    }
    await lab.phase('ready|paused');
    await lab.oneStep();
    // Firefox reports a load that the next address has cut short as an error of the page.
    lab.errors = lab.errors.filter((text) => !/ServiceWorker intercepted/.test(text));
  });
});

test('a host with pretty addresses and its own headers: all is kept, and no redirected answer is', async () => {
  const prepare = (/** @type {Server} */ server) => {
    server.host.isPretty = true;
    server.host.headers = {
      'Cache-Control': 'no-store',
      // Not `*`: with it Firefox installs no service worker at all.
      Vary: 'Accept-Encoding, Cookie',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
  };
  await withLab({ hash, prepare, keepsOffline: true, expectErrors: true }, async (lab, server) => {
    assert.equal(await offlineNote(lab), 'Works offline now.');
    for (const address of ['glossary.html', 'paper']) await lab.page.goto(lab.url + address);
    assert.match(lab.page.url(), /\/paper\/$/, 'online the host leads the way');
    // The page comes from the host, and its worker from the cache with the host's headers.
    await lab.open(hash);
    await lab.phase('ready|paused');
    await lab.oneStep();
    await server.close();
    for (const address of ['theory.html', 'theory', 'paper', '']) {
      await lab.page.goto(lab.url + address);
      assert.match(await lab.page.title(), /^Scale Drift/, address);
    }
    await lab.phase('ready|paused');
    await lab.oneStep();
  });
});

const hostPages = ['index.html', 'paper/index.html', 'theory.html', 'glossary.html'];
for (const { title, faults, note, works = true } of /** @type {{title: string, note: string,
 *   works?: boolean, faults: [string, import('../../tools/serve.mjs').Fault][]}[]} */ ([
  {
    title: 'a host that writes into every page, and lacks two files',
    faults: [
      ...hostPages.map((file) => /** @type {const} */ ([file, 'injected'])),
      ['data/NOTICE', 'missing'],
      ['data/test-01.gz', 'html'],
    ],
    note: 'Works offline now, with some files left out: the host does not have data/NOTICE; the host has changed data/test-01.gz. The host has changed glossary.html, index.html, paper/index.html and theory.html; offline you see the pages as they were published.',
  },
  {
    title: 'a file that the page cannot do without',
    faults: [['data/test-00.gz', 'changed']],
    note: 'Offline use is not available here: the host has changed data/test-00.gz.',
    works: false,
  },
])) {
  test(`${title}: the rest is kept, and the page says so`, async () => {
    const options = { hash, prepare: withFaults(faults), keepsOffline: true, expectErrors: true };
    await withLab(options, async (lab, server) => {
      assert.equal(await offlineNote(lab), note);
      if (works) {
        await server.close();
        await lab.page.goto(`${lab.url}theory`);
        assert.doesNotMatch(await lab.page.content(), /hosted/, 'as it was published');
        await lab.open(hash);
        await lab.phase('ready|paused');
        await lab.oneStep();
        // Firefox reports the second file of test images as an error of the page.
        lab.errors = lab.errors.filter((text) => !/NetworkError when attempting/.test(text));
        return;
      }
      server.faults.clear();
      await lab.reload();
      assert.equal(await offlineNote(lab), 'Works offline now.', 'after the host is repaired');
    });
  });
}

test('two tabs keep one set of files, and what another page deletes comes back', async () => {
  await withLab({ hash, keepsOffline: true, expectErrors: true }, async (lab, server) => {
    const other = await lab.another();
    await other.open(hash);
    for (const tab of [lab, other]) assert.equal(await offlineNote(tab), 'Works offline now.');
    const kept = await keptAddresses(lab);
    assert.equal(new Set(kept).size, kept.length);
    await lab.page.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await lab.reload();
    assert.equal(await offlineNote(lab), 'Works offline now.');
    assert.deepEqual((await keptAddresses(lab)).sort(), kept.sort());
    await server.close();
    await lab.reload();
    await lab.phase('ready|paused');
  });
});

/**
 * Runs `body` with a site of its own, which `body` may turn into another build.
 * @param {Partial<Parameters<typeof withLab>[0]>} options
 * @param {(lab: LabPage, server: Server, site: string) => Promise<void>} body
 */
async function withOwnSite(options, body) {
  const site = mkdtempSync(join(tmpdir(), 'scale-drift-'));
  cpSync(folder, site, { recursive: true });
  try {
    await withLab({ hash, site, expectErrors: true, ...options }, (lab, server) =>
      body(lab, server, site),
    );
  } finally {
    rmSync(site, { recursive: true });
  }
}

test('a new build appears whole at the next visit, and replaces the old build', async () => {
  await withOwnSite({ keepsOffline: true }, async (lab, server, site) => {
    await lab.phase('ready|paused');
    assert.equal(await offlineNote(lab), 'Works offline now.');
    const old = buildAgain(site);
    server.requests.length = 0;
    await lab.reload();
    await lab.phase('ready|paused');
    assert.equal(await lab.page.title(), 'Another build');
    const asked = server.requests.join('\n');
    assert.doesNotMatch(asked, new RegExp(old), 'nothing of the old build');
    await eventually('the new worker waits', async () => (await workers(lab)).waiting);
    // The older build's worker lives until its last page has gone.
    const context = lab.page.context();
    await lab.page.close();
    lab.page = await context.newPage();
    lab.page.setDefaultTimeout(60_000);
    await lab.page.goto(new URL('/elsewhere', lab.url).href);
    await eventually('it works', async () => {
      const { active, waiting } = await workers(lab);
      return active === 'activated' && !waiting;
    });
    await server.close();
    await lab.open(hash);
    await lab.phase('ready|paused');
    assert.equal(await lab.page.title(), 'Another build', 'and without a network');
    assert.ok(!(await keptAddresses(lab)).some((address) => address.includes(old)));
    await lab.oneStep();
  });
});

test('an open page gets its late parts and new workers after two new builds, beside a page of a newer build', async () => {
  await withOwnSite({ keepsOffline: true }, async (lab, server, site) => {
    await lab.phase('ready|paused');
    assert.equal(await offlineNote(lab), 'Works offline now.');
    await eventually('the worker answers for the page', () =>
      lab.page.evaluate(() => navigator.serviceWorker.controller !== null),
    );
    await lab.page.evaluate(() => caches.open('of another page at this host'));
    buildAgain(site);
    const other = await lab.another();
    await other.open(hash);
    await other.phase('ready|paused');
    await eventually('the new worker waits', async () => (await workers(lab)).waiting);
    assert.equal(await offlineNote(other), 'Works offline now.');
    buildAgain(site);
    const third = await lab.another();
    await third.open(hash);
    await third.phase('ready|paused');
    assert.equal(await offlineNote(third), 'Works offline now.');
    await third.page.close();
    server.requests.length = 0;
    for (const tab of [lab, other]) {
      // All late parts come when the page rests after a step.
      await tab.oneStep();
      await tab.page.locator('#add-lane').click();
      await tab.until(() => document.querySelectorAll('article.lane').length === 3, null, 'a lane');
      await tab.phase('ready|paused');
      await tab.oneStep();
      await tab.page.locator('#open-self-check:enabled').waitFor();
      assert.equal(await tab.notices('part').count(), 0);
      assert.equal(await tab.notices('worker').count(), 0);
    }
    const names = await lab.page.evaluate(() => caches.keys());
    assert.ok(names.includes('of another page at this host'));
  });
});

test('without a service worker a part that is gone is named, and the run is saved before the reload', async () => {
  await withOwnSite({ init: keepWorkers }, async (lab, _server, site) => {
    await lab.phase('ready|paused');
    await lab.page.locator('#save-run').waitFor();
    buildAgain(site);
    await lab.oneStep();
    const notice = lab.notices('part');
    await notice.waitFor();
    assert.match((await notice.textContent()) ?? '', /could not be loaded.*save the run, reload/);
    await notice.locator('[data-action="save"]').click();
    await lab.until(
      () =>
        /scale-drift-step-1\.scaledrift/.test(
          document.querySelector('#notices')?.textContent ?? '',
        ),
      null,
      'the saved run',
    );
    // The replacement of a worker cannot be loaded any more: the lane stops, and the rest is saved.
    await killWorker(lab, 0);
    await lab.oneStep();
    await lab.notices('worker').locator('[data-action="save"]').first().click();
    await lab.until(
      () =>
        /scale-drift-step-2\.scaledrift/.test(
          document.querySelector('#notices')?.textContent ?? '',
        ),
      null,
      'the saved rest of the run',
    );
    await notice.locator('[data-action="reload"]').click();
    await lab.until(() => document.title === 'Another build', null, 'the new build');
    await lab.phase('ready|paused');
    // Firefox reports a script that is gone as an error of the page.
    lab.errors = lab.errors.filter((text) => !/Loading (module|Worker) from/.test(text));
  });
});

/**
 * Turns a built site into a build whose page and scripts have other content, and so other names.
 * @param {string} site
 * @returns {string} the name of the script that is gone
 */
function buildAgain(site) {
  const page = readFileSync(join(site, 'index.html'), 'utf8');
  const script = page.match(/assets\/(lab-[\w-]+\.js)/)?.[1] ?? '';
  const scripts = readdirSync(join(site, 'assets')).filter((name) => name.endsWith('.js'));
  const another = (/** @type {string} */ name) => name.replace(/\.js$/, '-another.js');
  const texts = readdirSync(site, { recursive: true }).map(String);
  for (const file of texts.filter((name) => /\.(js|html)$/.test(name))) {
    let text = readFileSync(join(site, file), 'utf8');
    for (const name of scripts) text = text.replaceAll(name, another(name));
    writeFileSync(
      join(site, file),
      text.replace(/<title>.*<\/title>/, '<title>Another build</title>'),
    );
  }
  for (const name of scripts)
    renameSync(join(site, 'assets', name), join(site, 'assets', another(name)));
  writeOfflineScript(site);
  return script;
}

test('with no room at all the page trains, and says that it cannot be kept', async () => {
  const prepare = (/** @type {import('./browser.mjs').Server} */ server) => {
    server.faults.set('index.html', 'missing');
  };
  const options = { prepare, noRoom: true, keepsOffline: true, expectErrors: true };
  await withLab(options, async (lab, server) => {
    if (browserName === 'chromium') {
      // One byte, because Chromium takes 0 for “no such limit”; Firefox has it from its start.
      const driver = await lab.page.context().newCDPSession(lab.page);
      const { origin } = new URL(lab.url);
      await driver.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    }
    server.faults.clear();
    await lab.page.goto('about:blank');
    await lab.open(hash);
    await lab.phase('ready|paused');
    assert.match(await offlineNote(lab), /^Offline use is not available here: the browser /);
    await lab.oneStep();
  });
});
