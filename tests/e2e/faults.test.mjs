// Faults around the page, tried one by one: the page says what happened, goes on where it can, and
// never throws. Each test names the browser whose driver cannot run it.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browserName, withLab } from './browser.mjs';
import { ink, look } from './figure-page.mjs';
import { folder } from './site.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */
/** @typedef {import('./browser.mjs').Server} Server */

const small = 'images=400&width=16&lanes=sgd,un';

const wasmFile = readdirSync(join(folder, 'assets')).find((name) => name.endsWith('.wasm'));

for (const fault of /** @type {const} */ (['missing', 'html', 'truncated'])) {
  test(`the engine's file ${fault}: it is named once, and retry brings it`, async () => {
    const prepare = (/** @type {Server} */ server) => {
      server.faults.set(`assets/${wasmFile}`, fault);
    };
    await withLab({ hash: small, prepare, expectErrors: true }, async (lab, server) => {
      await lab.until(
        () =>
          [...document.querySelectorAll('article.lane')].every(
            (lane) => /** @type {HTMLElement} */ (lane).dataset.state === 'stopped',
          ),
        null,
        'both lanes to stop',
      );
      assert.equal(await lab.notices('worker').count(), 1, 'one cause, one notice');
      assert.match((await lab.notices('worker').textContent()) ?? '', /scale_drift.*\.wasm/);
      server.faults.clear();
      await lab.notices('worker').locator('[data-action="retry"]').click();
      await lab.phase('ready|paused');
      await lab.oneStep();
      assert.deepEqual(await lab.notices('worker').allTextContents(), []);
    });
  });
}

test('a processor without 128-bit instructions: the page says that it cannot train', async (t) => {
  if (browserName !== 'chromium') {
    t.diagnostic('not tried here: only Chromium can be told that the processor has no SSE 4.1');
    return;
  }
  await withLab({ hash: small, noSimd: true, expectErrors: true }, async (lab) => {
    await lab.notices('worker').first().waitFor();
    assert.equal(await lab.notices('worker').count(), 1);
    assert.match((await lab.notices('worker').textContent()) ?? '', /no WebAssembly SIMD/);
    assert.equal(await lab.notices('worker').locator('[data-action="retry"]').count(), 0);
  });
});

const noStorage = `
  const refuse = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
    Object.defineProperty(globalThis, name, { get: refuse, configurable: true });
  }
  if (navigator.serviceWorker) navigator.serviceWorker.register = async () => refuse();
  Object.defineProperty(Document.prototype, 'cookie', { get: refuse, set: refuse });`;

test('storage refused: everything trains, and the page says that it cannot keep itself', async () => {
  await withLab({ hash: small, init: noStorage, keepsOffline: true }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    await lab.until(
      () => /not available/.test(document.querySelector('#offline')?.textContent ?? ''),
      null,
      'the offline line',
    );
  });
});

test('a browser without service workers gets the same words', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.until(
      () => /not available/.test(document.querySelector('#offline')?.textContent ?? ''),
      null,
      'the offline line',
    );
  });
});

test('the network gone after loading: the loaded run trains on', async () => {
  await withLab({ hash: small, expectErrors: true }, async (lab, server) => {
    await lab.phase('ready|paused');
    await server.close();
    await lab.oneEpoch();
    await lab.enter('width', '24');
    await lab.phase('ready');
    await lab.oneStep();
    await lab.enter('images', '60000');
    const notice = lab.notices('shard').filter({ hasText: 'training-01.gz' });
    const words = (await notice.locator('p').first().textContent()) ?? '';
    assert.match(
      words,
      /could not be fetched; is the network there, .*connect-src\) allow it\? The run waits for this file\.$/,
    );
    const facts = () =>
      lab.page
        .locator('.facts')
        .evaluate((lines) => (lines.textContent ?? '').replaceAll(/\s+/g, ' ').trim());
    assert.equal(
      await facts(),
      'step 0 The networks are not made yet. Training shows which of them stay alike.',
      'not a word of the run before',
    );
    await lab.enter('images', '400');
    await lab.phase('ready');
    await lab.oneStep();
    assert.match(await facts(), /^step 0 Network and twin score .* step 1 The SGD twins’ outputs/);
  });
});

test('a run that waits for its images shows nothing of the run before', async () => {
  await withLab({ hash: small, expectErrors: true }, async (lab, server) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    assert.match(await look(lab, 'filters'), /Norms/);
    assert.match(await look(lab, 'gap'), /^Now: SGD/);
    server.faults.set('data/training-01.gz', 'missing');
    await lab.enter('images', '60000');
    await lab.notices('shard').first().waitFor();
    assert.equal(await look(lab, 'gap', /No/), 'No steps yet.');
    const waiting = /^No filters yet: the run waits for its images\.$/;
    assert.match(await look(lab, 'filters', waiting), waiting);
    assert.equal(await ink(lab, 'filters'), 0, 'no filter is drawn');
    assert.match((await lab.page.locator('#status').textContent()) ?? '', /^Waiting for images/);
    server.faults.clear();
    await lab.notices('shard').first().locator('[data-action="retry"]').click();
    await lab.phase('ready');
    assert.match(await look(lab, 'filters', /Norms/), /Norms/);
    assert.ok((await ink(lab, 'filters')) > 0);
  });
});

const allParts = () =>
  ['files', 'filters', 'landscape', 'draw', 'seeds', 'own-data'].every(
    (id) => document.getElementById(id)?.childElementCount,
  );

/**
 * Marks the first button that can be pressed and was not tried yet. A button's words and its part
 * of the page identify it, never its number: parts further down load while buttons are tried, and
 * the number would then be another button's.
 * @param {LabPage} lab
 * @param {string[]} tried
 */
function nextButton(lab, tried) {
  return lab.page.evaluate((known) => {
    document.querySelector('[data-next]')?.removeAttribute('data-next');
    for (const button of document.querySelectorAll('button')) {
      const { id, ariaLabel, textContent } = button;
      const where = button.closest('article, li, section, [id]:not(button)');
      const words = (ariaLabel ?? textContent ?? '').replaceAll(/\d+/g, 'n');
      const name = id || `${where?.id || where?.className}: ${words}`;
      const isThere = button.checkVisibility({ visibilityProperty: true }) && !button.disabled;
      if (!isThere || known.includes(name)) continue;
      button.setAttribute('data-next', '');
      return name;
    }
    return null;
  }, tried);
}

test('a double click on any button leaves the page whole', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    /** @type {string[]} */
    const tried = [];
    const next = async () => {
      const name = await nextButton(lab, tried);
      if (name !== null) return name;
      // The last parts may still be on their way.
      await lab.until(allParts, null, 'all parts of the page');
      return nextButton(lab, tried);
    };
    for (let name = await next(); name !== null; name = await next()) {
      tried.push(name);
      const button = lab.page.locator('[data-next]');
      await button.dblclick({ timeout: 10_000 }).catch(async (error) => {
        // A button that vanished or was disabled meanwhile cannot be pressed; any other button must
        // be.
        const isThere = await button.isEnabled({ timeout: 100 }).catch(() => false);
        if (isThere && (await button.isVisible()))
          throw new Error(`${name} cannot be pressed`, { cause: error });
      });
      await lab.phase('ready|paused|running|finished');
      assert.deepEqual(lab.errors, [], `after ${name}`);
      // An opened part must not cover the next button.
      const covers = lab.page.locator('dialog[open], :popover-open, [data-presenter]');
      for (let tries = 0; tries < 3 && (await covers.count()) > 0; tries += 1) {
        await lab.page.keyboard.press('Escape');
      }
    }
    for (const id of ['play', 'reset', 'copy-link', 'present', 'save-run', 'seed-run']) {
      assert.ok(tried.includes(id), `${id} was tried`);
    }
    assert.ok(tried.length >= 60, `${tried.length} buttons were tried`);
    await lab.reset();
    await lab.phase('ready');
    await lab.oneStep();
  });
});

test('a double click on Play plays, and on One step makes a step or two', async (t) => {
  if (browserName !== 'chromium') {
    t.diagnostic('not tried here: this driver’s double click is two single ones');
    return;
  }
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.page.locator('#one-step').dblclick();
    await lab.reach(1);
    await lab.phase('paused');
    assert.ok((await lab.step('un')) <= 2);
    await lab.page.locator('#play').dblclick();
    await lab.reach(10);
    await lab.pause();
  });
});

test('two tabs at once train alike, each its own run', async () => {
  await withLab({ hash: small, keepsOffline: true }, async (lab) => {
    const other = await lab.another();
    await other.open(small);
    for (const tab of [lab, other]) await tab.phase('ready|paused');
    await lab.play();
    await other.oneEpoch();
    await lab.reach(20);
    await lab.pause();
    assert.equal(await other.step('un'), 4, 'a tab does not move the other');
    await lab.reset();
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    assert.deepEqual(await lab.hashes(), await other.hashes());
    await other.assertClean();
  });
});

test('after leaving and coming back, the page goes on where it was', async (t) => {
  if (browserName !== 'chromium') {
    t.diagnostic('not tried here: this driver does not follow a way back to a kept page');
    return;
  }
  await withLab({ hash: small, keepsPages: true, expectErrors: true }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    const hashes = await lab.hashes();
    await lab.page.evaluate(() => {
      addEventListener('pageshow', (event) => {
        document.body.dataset.persisted = String(event.persisted);
      });
    });
    await lab.play();
    await lab.reach(8);
    await lab.page.evaluate(() => {
      location.href = '/elsewhere';
    });
    await lab.page.waitForURL('**/elsewhere');
    // The driver's own way back waits for a load that a kept page does not have.
    await lab.page.evaluate(() => history.back()).catch(() => {});
    await lab.page.waitForURL('**/path/**', { waitUntil: 'commit' });
    const kept = await lab.page.locator('body').getAttribute('data-persisted');
    assert.equal(kept, 'true', 'the browser can keep the page');
    await lab.reach((await lab.step('un')) + 20);
    await lab.pause();
    assert.equal(await lab.notices('worker').count(), 0, 'no worker is taken for dead');
    await lab.reset();
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    assert.deepEqual(await lab.hashes(), hashes);
  });
});

const hostile = {
  'very long': `width=${'9'.repeat(100_000)}`,
  'very many keys': Array.from({ length: 5000 }, (_, index) => `key${index}=1`).join('&'),
  'very many lanes': `lanes=${'sgd,un,sm,pbwn,'.repeat(5000)}`,
  'very many changes': `changes=${Array.from({ length: 9999 }, (_, at) => `a:${at}:0.1`).join(',')}`,
  'names of every object': '__proto__=1&constructor=2&toString=3&hasOwnProperty=4&lanes=__proto__',
  'broken escapes': '%E0%A4%A=%&%=%00&lanes=%u0041&width=%F0%28%8C%28',
  markup: 'lanes=<img src=x onerror=alert(1)>&"><script>alert(1)</script>=1',
  'numbers at the edge':
    'width=1e309&depth=-0&batch=NaN&images=Infinity&seed=4294967296&strength=0x10',
  'separators only': '&&&===&=&#?#&',
  'rescalings out of range': 'rescalings=0:99:99:1,1:0:all:1e9',
};

for (const [name, hash] of Object.entries(hostile)) {
  test(`a hostile link, ${name}: its problems are named in few words, and the page trains`, async () => {
    await withLab({ hash }, async (lab) => {
      await lab.phase('ready|paused');
      await lab.oneStep();
      const words = (await lab.page.locator('#notices').textContent()) ?? '';
      assert.ok(words.length < 3000, `${words.length} letters of notices`);
      assert.ok((await lab.page.locator('#notices .notice').count()) <= 8);
      assert.equal(await lab.page.locator('#notices img, #notices script').count(), 0);
      // And once more while the page is there.
      await lab.page.evaluate((text) => {
        location.hash = `seed=3&${text}`;
      }, hash);
      await lab.until(
        () => /** @type {any} */ (document.querySelector('[name="seed"]')).value === '3',
        null,
        'the new seed',
      );
      await lab.phase('ready|paused');
      await lab.oneStep();
    });
  });
}

test('where the scripts start, the words about their absence are gone', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    assert.equal(await lab.page.locator('#unstarted').count(), 0);
    assert.equal(await lab.page.locator('.without-sgd[hidden], .with-others[hidden]').count(), 0);
  });
});
