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
import { listFiles, offlineScript, SCRIPT } from '../../tools/offline.mjs';
import { inRoot } from '../../tools/paths.mjs';
import { browserName, withLab } from './browser.mjs';
import { folder } from './site.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

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

for (const [fault, file] of /** @type {const} */ ([
  ['missing', 'data/test-01.gz'],
  ['changed', 'data/NOTICE'],
  ['html', 'data/NOTICE'],
  ['truncated', 'data/NOTICE'],
])) {
  test(`nothing is kept while ${file} is ${fault}, and the page says so`, async () => {
    const prepare = (/** @type {import('./browser.mjs').Server} */ server) => {
      server.faults.set(file, fault);
    };
    await withLab({ hash, prepare, keepsOffline: true, expectErrors: true }, async (lab) => {
      await lab.phase('ready|paused');
      assert.equal(await offlineNote(lab), 'Offline use is not available here.');
      assert.deepEqual(await keptAddresses(lab), []);
      await lab.oneStep();
    });
  });
}

test('a new build appears whole at the next visit, and replaces the old build', async () => {
  const site = mkdtempSync(join(tmpdir(), 'scale-drift-'));
  cpSync(folder, site, { recursive: true });
  try {
    await withLab({ hash, site, keepsOffline: true, expectErrors: true }, async (lab, server) => {
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
  } finally {
    rmSync(site, { recursive: true });
  }
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
  const source = readFileSync(inRoot('www', SCRIPT), 'utf8');
  writeFileSync(join(site, SCRIPT), offlineScript(listFiles(site), source));
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
    assert.equal(await offlineNote(lab), 'Offline use is not available here.');
    await lab.oneStep();
  });
});
