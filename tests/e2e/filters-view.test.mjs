// The filters on their own page: opening a neuron by mouse and keys, paging, choosing a lane.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { findingsOf, withView } from './view-page.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const styles = ['figures/filters/filters'];

/**
 * Shows ten filters of 4 × 4 on each side, from a layer of 74 neurons.
 * @param {import('playwright-core').Page} page
 * @param {{dark?: boolean}} [options]
 */
async function open(page, { dark = false } = {}) {
  await page.evaluate(async (isDark) => {
    const path = '/www/figures/filters/view.js';
    const { FiltersView } = await import(path);
    const scope = /** @type {any} */ (globalThis);
    scope.heard = [];
    scope.view = new FiltersView(document.getElementById('root'), {
      origin: () => ({ link: 'http://view.test/', notes: ['scale drift 0', 'step 0'] }),
      onOpen: (/** @type {number | null} */ unit) => scope.heard.push(unit),
      onFirst: (/** @type {number} */ first) => scope.heard.push(`first ${first}`),
      onLane: (/** @type {string} */ id) => scope.heard.push(`lane ${id}`),
    });
    const row = (/** @type {number} */ scale) =>
      Float32Array.from({ length: 160 }, (_, at) => scale * Math.sin(at));
    scope.data = {
      id: 'a',
      lanes: [
        { id: 'a', label: 'SGD' },
        { id: 'b', label: 'UN' },
      ],
      style: { hue: '#D55E00', dash: [7, 4] },
      first: 64,
      units: 74,
      rows: 4,
      columns: 4,
      network: { weights: row(1), drift: Array.from({ length: 10 }, (_, at) => (at - 5) / 5) },
      twin: { weights: row(4), drift: Array(10).fill(0) },
      isDark,
    };
    scope.view.update(scope.data);
  }, dark);
}

/** @param {import('playwright-core').Page} page */
const heard = (page) => page.evaluate(() => /** @type {any} */ (globalThis).heard);
/** @param {import('playwright-core').Page} page */
const grid = (page) => page.locator('.chart-plot').first();
/** @param {import('playwright-core').Page} page */
const reading = async (page) => (await page.locator('.chart-reading').first().textContent()) ?? '';

test('arrow keys go through the tiles, Enter opens a neuron, Escape closes it and leads back', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    await grid(page).focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await reading(page), /^network, neuron 65: norm × 0\.500 since the start/);
    await page.keyboard.press('ArrowDown');
    assert.match(await reading(page), /neuron 73: norm × 1\.52/);
    await page.keyboard.press('PageDown');
    assert.match(await reading(page), /^twin, neuron 73: norm × 1\.00/);
    await page.keyboard.press('ArrowDown');
    assert.match(await reading(page), /neuron 73/, 'there is no further row');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'Neuron 73 of the first layer' });
    await panel.waitFor();
    assert.equal(await panel.getByRole('img').count(), 2);
    assert.equal(
      await page.evaluate(() => /** @type {any} */ (globalThis).view.unit.figure.legend.title),
      'Neuron 73 of the first layer, SGD: norm over the run',
      'on a saved picture',
    );
    await page.keyboard.press('Escape');
    assert.ok(await panel.isHidden());
    assert.ok(await grid(page).evaluate((plot) => plot === document.activeElement));
    assert.deepEqual(await heard(page), [72, null]);
  });
});

test('a click opens the neuron under it, equal directions look equal, details come later', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    // The third tile of the first row.
    const pitch = await page.evaluate(async () => {
      const path = '/www/charts/tiles.js';
      const plot = /** @type {Element} */ (document.querySelector('.chart-plot'));
      return (await import(path)).layOutTiles(plot.clientWidth, 10, 2).pitch;
    });
    await page.locator('canvas.filters').click({ position: { x: 2.5 * pitch, y: 24 + pitch / 2 } });
    assert.deepEqual(await heard(page), [66]);
    const [network, twin] = await page.locator('.neuron-images canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
        const context = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d');
        return [width, height, ...(context?.getImageData(0, 0, width, height).data ?? [])];
      }),
    );
    assert.deepEqual(network.slice(0, 2), [4, 4]);
    assert.deepEqual(twin, network, 'four times the weights, the same direction');
    assert.ok(new Set(network).size > 5, 'there is a picture');
    await page.evaluate(() =>
      /** @type {any} */ (globalThis).view.tellUnit({
        history: { steps: [0, 10, 20], network: [0, 0.5, 1], twin: [0, 0, 0] },
        norms: { network: [1, 2], twin: [4, 4] },
        bits: 5,
      }),
    );
    const panel = page.locator('.neuron');
    assert.match(
      (await panel.locator('dl').textContent()) ?? '',
      /2\.00, × 2\.00 since the start.*5$/,
    );
    assert.match(
      (await panel.locator('.chart-sentence').textContent()) ?? '',
      /network × 2\.00, twin × 1\.00/,
    );
    await panel.locator('.chart-plot').focus();
    await page.keyboard.press('ArrowLeft');
    assert.match(
      (await panel.locator('.chart-reading').textContent()) ?? '',
      /^step 10: × 1\.41, twin × 1\.00/,
    );
    assert.deepEqual(await findingsOf(page, axe), []);
  });
});

test('a saved picture of filters names their lane', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    const key = () =>
      page.evaluate(() => /** @type {any} */ (globalThis).view.figure.legend.key[0].label);
    assert.equal(await key(), 'SGD');
    await page.evaluate(() => {
      const { view, data } = /** @type {any} */ (globalThis);
      view.update({ ...data, id: 'b' });
    });
    assert.equal(await key(), 'UN');
  });
});

test('the view asks for pages and lanes; an open neuron closes when its page goes', async () => {
  await withView({ styles, viewport: { width: 320, height: 700 } }, async (page) => {
    await open(page);
    assert.ok(await page.getByRole('button', { name: 'Later neurons' }).isHidden());
    await page.getByRole('button', { name: 'Earlier neurons' }).click();
    await page.getByLabel('Lane of the filters').selectOption('b');
    await page.evaluate(() => {
      const { view, data } = /** @type {any} */ (globalThis);
      view.open(70);
      view.update({ ...data, isDark: false });
      view.update({ ...data, first: 0 });
    });
    assert.deepEqual(await heard(page), ['first 0', 'lane b', 70, null]);
    assert.ok(await page.getByRole('button', { name: 'Earlier neurons' }).isHidden());
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0);
    await page.locator('.chart-numbers summary').first().click();
    await page.locator('.chart-numbers tbody tr').nth(9).waitFor();
  });
});

for (const dark of [false, true]) {
  test(`axe finds nothing at all in the filters, ${dark ? 'dark' : 'light'}`, async () => {
    await withView({ styles, dark }, async (page) => {
      await open(page, { dark });
      assert.deepEqual(await findingsOf(page, axe), []);
    });
  });
}
