// The bar of the presenter view: seen whole on every screen, and true of the run.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

/** What of the bar cannot be read: two texts that overlap, a text that is cut, or one outside. */
function faultsOfBar() {
  const bar = /** @type {HTMLElement} */ (document.querySelector('.presenter-bar'));
  const parts = /** @type {HTMLElement[]} */ ([
    ...bar.querySelectorAll('button, select, p, #at-rest'),
  ]).filter((part) => part.checkVisibility());
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const nameOf = (/** @type {HTMLElement} */ part) => part.id || part.textContent?.slice(0, 12);
  /** @type {string[]} */
  const faults = [];
  parts.forEach((part, at) => {
    const { left, right, top, bottom } = boxes[at];
    if (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight) {
      faults.push(`${nameOf(part)} is outside`);
    }
    if (part.scrollWidth > part.clientWidth + 1) faults.push(`${nameOf(part)} is cut`);
    boxes.slice(0, at).forEach((other, before) => {
      const isBeside = left >= other.right || right <= other.left;
      const isAway = top >= other.bottom || bottom <= other.top;
      if (!isBeside && !isAway) faults.push(`${nameOf(part)} on ${nameOf(parts[before])}`);
    });
  });
  const select = /** @type {HTMLSelectElement} */ (bar.querySelector('select'));
  // As wide as its widest option, which is what it asks for where there is room.
  const shown = select.getBoundingClientRect().width;
  const alone = /** @type {HTMLSelectElement} */ (select.cloneNode(true));
  alone.style.flex = 'none';
  bar.append(alone);
  if (alone.getBoundingClientRect().width > shown + 1) faults.push('the experiment is cut');
  alone.remove();
  return { faults, parts: parts.length };
}

test('what stands in the bar is seen whole on every figure, beside the rest of it', async () => {
  await withLab({ hash: 'width=16&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    await lab.oneEpoch();
    const { page } = lab;
    await page.locator('#present').press('Enter');
    await lab.until(
      () => document.querySelectorAll('#draw figure, #landscape figure').length === 2,
      null,
      'all figures',
    );
    for (const [width, height] of [
      [1024, 768],
      [1280, 720],
      [1280, 800],
      [1366, 768],
      [1920, 1080],
    ]) {
      await page.setViewportSize({ width, height });
      for (let figure = 1; figure <= 13; figure += 1) {
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
        const { faults, parts } = await page.evaluate(faultsOfBar);
        assert.deepEqual(faults, [], `figure ${figure} at ${width} × ${height}`);
        assert.equal(parts, 9, 'three buttons for the run, why it rests, and the bar’s own five');
        await page.keyboard.press(width === 1280 ? 'PageUp' : 'PageDown');
      }
    }
    // The test of the test: a bar too narrow for them, which may not take a second row.
    await page.locator('.presenter-bar').evaluate((bar) => {
      Object.assign(bar.style, { width: '40rem', flexWrap: 'nowrap' });
    });
    const { faults } = await page.evaluate(faultsOfBar);
    assert.ok(faults.length > 0, 'a bar that is too narrow is noticed');
  });
});

test('at rest the bar names the experiment that the page is at, however it came there', async () => {
  await withLab({ hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&strength=6&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    await lab.oneStep();
    const { page } = lab;
    const named = () =>
      page
        .locator('.presenter-bar select')
        .evaluate((list) => /** @type {HTMLSelectElement} */ (list).selectedOptions[0].text);
    await page.keyboard.press('p');
    assert.equal(await named(), 'An unlucky scale');
    await page.keyboard.press('PageDown');
    assert.equal(await named(), 'An unlucky scale');
    await page.keyboard.press('Escape');
    // One experiment after the other, without a frame in between that would put it right.
    await page.locator('#presets a', { hasText: 'Momentum' }).click();
    await lab.phase('ready');
    await page.keyboard.press('p');
    assert.equal(await named(), 'Momentum');
    await page.evaluate(() => {
      location.hash = 'width=16&lanes=sgd';
    });
    await lab.until(() => document.querySelectorAll('.lane').length === 1, null, 'one lane');
    await lab.phase('ready');
    assert.equal(await named(), 'Try', 'none of the list');
  });
});

test('what moves the run comes into the bar and goes back, and keeps the focus', async () => {
  await withLab({ hash: 'width=16&lanes=un&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    const { page } = lab;
    const order = () =>
      page.evaluate(() => [
        document.querySelector('.transport')?.firstElementChild?.className,
        document.querySelector('#at-rest')?.parentElement?.lastElementChild?.id,
        document.activeElement?.id,
      ]);
    await page.locator('#one-step').focus();
    const before = await order();
    await page.keyboard.press('p');
    assert.equal(await page.locator('.presenter-bar #one-step:focus').count(), 1);
    await page.keyboard.press('Enter');
    await lab.reach(1);
    await page.keyboard.press('Escape');
    assert.deepEqual(await order(), before);
    assert.deepEqual(before, ['buttons', 'at-rest', 'one-step']);
  });
});
