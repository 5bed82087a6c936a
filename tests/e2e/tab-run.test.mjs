// A reload ends the run; the tab offers it again, with the place on the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

const hash = 'images=400&width=16&seed=7&lanes=sgd,un&autoplay=0';

test('after a reload the tab offers its run and its place; a copy of the tab offers nothing', async () => {
  await withLab({ hash }, async (lab) => {
    const { page } = lab;
    const offer = page.locator('[data-notice="tab-run"]');
    await lab.phase('ready');
    await lab.playTo(73);
    const hashes = await lab.hashes();
    const folds = () =>
      page.evaluate(() => {
        const [first] = document.querySelectorAll('details');
        return first.open;
      });
    const wasOpen = await folds();
    await page.evaluate(() => {
      const [first] = document.querySelectorAll('details');
      first.open = !first.open;
    });
    await page.locator('#moment-slider').fill('40');
    const moment = await page.locator('#moment-slider').inputValue();
    await page.evaluate(() => scrollTo({ top: 400 }));
    const top = await page.evaluate(() => scrollY);
    assert.ok(top > 100);
    await page.waitForTimeout(300);
    await lab.reload();
    const button = offer.locator('button', {
      hasText: 'Go on with the run from before the reload',
    });
    await button.waitFor();
    assert.equal(await button.textContent(), 'Go on with the run from before the reload (step 73)');
    await button.click();
    await offer.waitFor({ state: 'detached' });
    await lab.phase('paused');
    assert.deepEqual(await lab.hashes(), hashes);
    assert.equal(await folds(), !wasOpen);
    assert.equal(await page.locator('#moment-slider').inputValue(), moment);
    await lab.until((/** @type {number} */ at) => Math.abs(scrollY - at) < 200, top, 'the place');

    // A duplicated tab has a copy of the tab's storage while this tab lives.
    const copied = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    const copy = await page.context().newPage();
    await copy.addInitScript((text) => {
      for (const [key, value] of Object.entries(JSON.parse(text))) {
        if (sessionStorage.getItem(key) === null) sessionStorage.setItem(key, value);
      }
    }, copied);
    await copy.goto(page.url());
    await copy.waitForFunction(
      (/** @type {string} */ text) => JSON.stringify({ ...sessionStorage }) !== text,
      copied,
    );
    await copy.waitForTimeout(300);
    assert.equal(await copy.locator('[data-notice="tab-run"]').count(), 0);
    await copy.close();

    await lab.reload();
    await offer.waitFor();
    await offer.locator('[data-action="dismiss"]').click();
    await offer.waitFor({ state: 'detached' });
    await lab.reload();
    await lab.phase('ready');
    await page.waitForTimeout(700);
    assert.equal(await offer.count(), 0, 'dismissed for good');
  });
});

test('a run that was too large to be kept is named after the reload', async () => {
  const init = `
    const key = 'scale-drift tab ' + location.pathname.replace(/[^/]*$/, '');
    const { type } = performance.getEntriesByType('navigation')[0];
    const lost = { id: '', isLeft: true, at: Date.now(), place: null, lost: 1120 };
    if (type === 'reload') sessionStorage.setItem(key, JSON.stringify(lost));`;
  await withLab({ hash, init }, async (lab) => {
    await lab.phase('ready');
    await lab.reload();
    const notice = lab.page.locator('[data-notice="tab-run"]');
    await notice.waitFor();
    const text = (await notice.textContent()) ?? '';
    assert.match(text, /\(step 1,120\) was too large to be kept .* save a run of this size/);
    assert.equal(await notice.locator('[data-action="act"]').count(), 0, 'nothing to go on with');
  });
});

test('where nothing can be stored the page works, and offers nothing', async () => {
  const init = `
    IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };
    Object.defineProperty(globalThis, 'sessionStorage', {
      get() { throw new DOMException('refused', 'SecurityError'); },
    });`;
  await withLab({ hash, init }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(5);
    await lab.reload();
    await lab.phase('ready');
    await lab.page.waitForTimeout(500);
    assert.equal(await lab.page.locator('[data-notice="tab-run"]').count(), 0);
  });
});
