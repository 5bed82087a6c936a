// Pointing at a picture and looking back move nothing: what they say has its room from the start.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { withLab } from './browser.mjs';
import { look } from './figure-page.mjs';

/** Where everything on the stage and among the charts stands, and how high it is, by the page. */
const places = () =>
  [...document.querySelectorAll('.stage *, .charts > * > * > *')]
    .filter(
      (part) => !part.closest('svg, .u-over, .panel-labels, #moment, #moment-step, .axis-frame'),
    )
    .filter((part) => part.getClientRects().length > 0 && !part.matches('output, output *'))
    .map((part) => {
      const { top, height } = part.getBoundingClientRect();
      const name = `${part.tagName}.${part.id || part.className}`;
      return `${name} ${Math.round(top + scrollY)} ${Math.round(height)}`;
    });

/** What is said of a step lies on no other words and ends on the stage. */
function coveredByReadings() {
  const stage = /** @type {Element} */ (document.querySelector('.stage')).getBoundingClientRect();
  /** @type {string[]} */
  const faults = [];
  for (const lane of document.querySelectorAll('.lane')) {
    const reading = /** @type {Element} */ (lane.querySelector('.cursor-reading'));
    const range = document.createRange();
    range.selectNodeContents(reading);
    const words = range.getBoundingClientRect();
    if (words.width > 0 && words.right > stage.right + 1) faults.push('ends off the stage');
    for (const other of lane.querySelectorAll('.lane-figure > *, .lane-title > *')) {
      const box = other.getBoundingClientRect();
      const isBeside = box.left >= words.right || box.right <= words.left;
      const isAway = box.top >= words.bottom - 1 || box.bottom <= words.top + 1;
      if (box.height > 0 && !isBeside && !isAway) faults.push(`on “${other.textContent}”`);
    }
  }
  return faults;
}

/** As long as it gets, within a run of some hours. */
const LONG =
  'step 20,000: loss 2.4\u00a0×\u00a010⁻⁷, twin 2.4\u00a0×\u00a010⁻⁷, gap 2.4\u00a0×\u00a010⁻⁷, accuracy 98.3 % (step 20,000)';

const isSaid = () =>
  [...document.querySelectorAll('.cursor-reading')].every(({ textContent }) => textContent !== '');

/** Two frames: what is said is laid out by then. */
const frames = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

test('neither pointing at a picture nor looking back moves the stage or the charts', async () => {
  const hash = 'width=16&images=1000&autoplay=0&lanes=sgd,sm,un,adam';
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(60);
    const { page } = lab;
    for (const id of ['gap', 'loss', 'error']) await look(lab, id);
    for (const [width, height] of [
      [320, 700],
      [1024, 768],
      [1280, 800],
      [1366, 768],
      [1920, 1080],
    ]) {
      await page.setViewportSize({ width, height });
      await page.mouse.move(0, 0);
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
      await page.evaluate(frames);
      const at = `at ${width} × ${height}`;
      const before = await page.evaluate(places);
      assert.equal(await page.evaluate(isSaid), false, 'nothing is pointed at');
      for (const rule of ['sgd', 'adam']) {
        const canvas = lab.lane(rule).locator('[data-view="drift"]');
        await canvas.scrollIntoViewIfNeeded();
        // Firefox takes a first move onto what has scrolled away from under the pointer for none.
        for (const x of [100, 101]) await canvas.hover({ position: { x, y: 10 } });
        await lab.until(isSaid, null, 'what is pointed at, in every lane');
        await page.evaluate(frames);
        assert.deepEqual(await page.evaluate(places), before, `pointing ${at}`);
        assert.deepEqual(await page.evaluate(coveredByReadings), [], at);
      }
      await page.evaluate((words) => {
        for (const each of document.querySelectorAll('.cursor-reading')) each.textContent = words;
      }, LONG);
      // Firefox finds the fonts of rare signs, such as ⁻⁷, some time after it first lays the words out.
      for (let times = 0; times < 50; times += 1) {
        if (isDeepStrictEqual(await page.evaluate(places), before)) break;
        await page.waitForTimeout(100);
      }
      assert.deepEqual(await page.evaluate(places), before, `long words ${at}`);
      assert.deepEqual(await page.evaluate(coveredByReadings), [], `long words ${at}`);
      for (const id of ['gap', 'loss', 'error']) {
        await page.locator(`#${id} .u-over`).hover();
        await page.evaluate(frames);
        assert.deepEqual(await page.evaluate(places), before, `pointing at ${id} ${at}`);
      }
      await page.mouse.move(0, 0);
      await page.locator('#moment-slider').focus();
      for (let key = 0; key < 3; key += 1) await page.keyboard.press('ArrowLeft');
      await page.evaluate(frames);
      await lab.until(isSaid, null, 'the moment that is looked back to, in every lane');
      await page.evaluate(frames);
      const stageOf = (/** @type {string[]} */ all) =>
        all.slice(0, all.findIndex((place) => place.includes('moment-slider')) + 1);
      const back = await page.evaluate(places);
      assert.deepEqual(stageOf(back), stageOf(before), `looking back ${at}`);
      assert.ok(stageOf(before).length > 40, 'the stage has parts');
      assert.deepEqual(await page.evaluate(coveredByReadings), [], at);
      await page.keyboard.press('End');
      await page.locator('#moment-now:disabled').waitFor();
    }
  });
});
