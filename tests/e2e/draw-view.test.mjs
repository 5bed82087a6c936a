// The drawing pad on its own: mouse, finger, keys, samples; the image it hands on and its display.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { testDigit, testLabel } from '../js/mnist.js';
import { browserName } from './browser.mjs';
import { findingsOf, withView } from './view-page.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const styles = ['figures/draw/draw'];

/** A test digit of each class. */
const samples = Array.from({ length: 10 }, (_, label) => {
  let index = 0;
  while (testLabel(index) !== label) index += 1;
  return [...testDigit(index)];
});

/**
 * Puts the view on the page, with lanes that give prepared answers.
 * @param {import('playwright-core').Page} page
 * @param {boolean} [hasSamples]
 */
async function openPad(page, hasSamples = true) {
  await page.evaluate(
    async ({ samples, hasSamples }) => {
      const path = '/www/figures/draw/view.js';
      const { DrawView } = await import(path);
      const scope = /** @type {any} */ (globalThis);
      scope.digits = [];
      scope.samples = hasSamples ? samples.map((pixels) => Uint8Array.from(pixels)) : null;
      scope.view = new DrawView(document.getElementById('root'), {
        origin: () => ({ link: 'http://view.test/', notes: ['scale drift 0', 'step 0'] }),
        onDigit: (/** @type {Uint8Array | null} */ pixels) =>
          scope.digits.push(pixels ? [...pixels] : null),
        samples: () => scope.samples,
      });
    },
    { samples, hasSamples },
  );
}

/**
 * The last image that the view handed on, once no image waits.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<number[] | null>}
 */
async function newest(page) {
  await page.waitForFunction(() => {
    const { view, digits } = /** @type {any} */ (globalThis);
    return view.timer === undefined && digits.length > 0;
  });
  return page.evaluate(() => /** @type {any} */ (globalThis).digits.at(-1));
}

/** @param {number[] | null} pixels */
const inkIn = (pixels) => (pixels ?? []).filter((value) => value > 0).length;

/**
 * @param {import('playwright-core').Page} page
 * @param {[number, number][]} places in shares of the pad
 */
async function drawWithMouse(page, places) {
  const box = await page.locator('.pad').boundingBox();
  assert.ok(box);
  const [first, ...others] = places.map(
    ([x, y]) => /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]),
  );
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const place of others) await page.mouse.move(...place, { steps: 5 });
  await page.mouse.up();
}

test('a stroke of the mouse becomes a centred digit; undo and clear take it away', async () => {
  await withView({ styles }, async (page) => {
    await openPad(page);
    assert.ok(await page.getByRole('button', { name: 'Undo' }).isDisabled());
    await drawWithMouse(page, [
      [0.15, 0.1],
      [0.2, 0.6],
    ]);
    const one = await newest(page);
    assert.equal(one?.length, 784);
    assert.ok(inkIn(one) > 40);
    await drawWithMouse(page, [
      [0.5, 0.3],
      [0.9, 0.3],
    ]);
    const two = await newest(page);
    assert.notDeepEqual(two, one);
    await page.getByRole('button', { name: 'Undo' }).click();
    assert.deepEqual(await newest(page), one);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await newest(page), null);
    await page.getByRole('button', { name: 'Undo' }).click();
    assert.deepEqual(await newest(page), one);
  });
});

test('the words about an undo go with the next stroke and the next sample', async () => {
  await withView({ styles }, async (page) => {
    await openPad(page);
    const spoken = page.locator('.chart-reading');
    const stroke = () =>
      drawWithMouse(page, [
        [0.2, 0.2],
        [0.6, 0.6],
      ]);
    const sample = () => page.getByRole('button', { name: 'sample of class 7' }).click();
    for (const next of [stroke, sample]) {
      await stroke();
      await page.locator('.pad').press('Backspace');
      assert.equal(await spoken.textContent(), 'one stroke back');
      await next();
      assert.equal(await spoken.textContent(), '');
    }
  });
});

test('the keyboard alone can draw, and the page says where the pen is', async () => {
  await withView({ styles }, async (page) => {
    await openPad(page);
    const { keyboard } = page;
    await page.locator('.pad').focus();
    await keyboard.press('Space');
    for (let presses = 0; presses < 4; presses += 1) await keyboard.press('ArrowDown');
    const spoken = page.locator('.chart-reading');
    assert.match((await spoken.textContent()) ?? '', /drawing, column 8, row 12 of 14/);
    await keyboard.press('Space');
    assert.match((await spoken.textContent()) ?? '', /pen up/);
    const line = await newest(page);
    assert.ok(inkIn(line) > 40);
    await keyboard.press('ArrowUp');
    assert.deepEqual(await newest(page), line, 'a lifted pen draws nothing');
    await keyboard.press('Backspace');
    assert.equal(await newest(page), null);
    for (let presses = 0; presses < 20; presses += 1) await keyboard.press('ArrowLeft');
    assert.match((await spoken.textContent()) ?? '', /column 1,/);
  });
});

test('the networks and the display get a sample byte for byte', async () => {
  await withView({ styles }, async (page) => {
    await openPad(page, false);
    assert.equal(await page.locator('.samples button').count(), 0);
    await page.evaluate((all) => {
      const { view } = /** @type {any} */ (globalThis);
      /** @type {any} */ (globalThis).samples = all.map((pixels) => Uint8Array.from(pixels));
      view.refreshSamples();
    }, samples);
    await page.getByRole('button', { name: 'sample of class 7' }).click();
    assert.deepEqual(await newest(page), samples[7]);
    const truth = () => page.evaluate(() => /** @type {any} */ (globalThis).view.truth);
    assert.equal(await truth(), 7);
    const seen = await page.locator('.seen').evaluate((canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const data = /** @type {HTMLCanvasElement} */ (canvas)
        .getContext('2d')
        ?.getImageData(0, 0, width, height).data;
      return { width, ink: Array.from(data ?? []).filter((_, at) => at % 4 === 3) };
    });
    assert.equal(seen.width, 28);
    assert.deepEqual(seen.ink, samples[7]);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await truth(), -1, 'nobody knows what an empty pad is');
  });
});

test('the first stroke over a sample begins a clean pad, and undo brings the sample back', async () => {
  await withView({ styles }, async (page) => {
    await openPad(page);
    const { keyboard } = page;
    /** @type {[number, number][]} */
    const line = [
      [0.2, 0.2],
      [0.6, 0.6],
    ];
    const byMouse = () => drawWithMouse(page, line);
    const byKeys = async () => {
      await page.locator('.pad').focus();
      for (const key of ['Space', 'ArrowDown', 'Space']) await keyboard.press(key);
    };
    for (const draw of [byMouse, byKeys]) {
      await draw();
      const alone = await newest(page);
      assert.ok(inkIn(alone) > 0);
      await page.getByRole('button', { name: 'sample of class 7' }).click();
      assert.deepEqual(await newest(page), samples[7]);
      await draw();
      assert.deepEqual(await newest(page), alone, 'as if no sample had been there');
      await page.locator('.pad').press('Backspace');
      assert.deepEqual(await newest(page), samples[7], 'the sample is there again');
      await page.getByRole('button', { name: 'Clear' }).click();
    }
  });
});

test('the answers stand in words, in bars and in a table; the drawing outlives them', async () => {
  await withView({ styles }, async (page) => {
    await openPad(page);
    await drawWithMouse(page, [
      [0.4, 0.2],
      [0.4, 0.8],
    ]);
    const drawn = await newest(page);
    await page.evaluate(() => {
      const sure = (/** @type {number} */ winner) =>
        Float32Array.from({ length: 10 }, (_, at) => (at === winner ? 0.91 : 0.01));
      const lane = { label: 'SGD', hue: '#D55E00', dash: [7, 4], network: sure(1), twin: sure(7) };
      /** @type {any} */ (globalThis).view.showAnswers([lane], { isUntrained: true });
    });
    assert.match(
      (await page.locator('.chart-sentence').textContent()) ?? '',
      /untrained.*SGD’s network says 1, its twin 7/,
    );
    assert.match(
      (await page.locator('.answer-words').textContent()) ?? '',
      /1, 91.0 % twin 7, 91.0 %/,
    );
    await page.locator('.chart-numbers summary').click();
    await page.locator('.chart-numbers tbody tr').nth(9).waitFor();
    await page.evaluate(() => /** @type {any} */ (globalThis).view.showAnswers([]));
    assert.deepEqual(
      await page.evaluate(() => [.../** @type {any} */ (globalThis).view.pixels]),
      drawn,
    );
  });
});

test('a finger draws and does not scroll the page', async () => {
  await withView(
    { styles, hasTouch: browserName === 'chromium', viewport: { width: 320, height: 500 } },
    async (page) => {
      await openPad(page);
      const action = await page
        .locator('.pad')
        .evaluate((element) => getComputedStyle(element).touchAction);
      assert.equal(action, 'none');
      // Playwright's touchscreen only taps, and in a stock Firefox it does not even tap.
      const pad = page.locator('.pad');
      if (browserName === 'chromium') await pad.tap({ position: { x: 60, y: 60 } });
      else await pad.click({ position: { x: 60, y: 60 } });
      assert.ok(inkIn(await newest(page)) > 100);
      await pad.evaluate((element) => {
        const box = element.getBoundingClientRect();
        const send = (/** @type {string} */ type, /** @type {number} */ y) =>
          element.dispatchEvent(
            new PointerEvent(type, {
              pointerId: 77,
              pointerType: 'touch',
              isPrimary: false,
              bubbles: true,
              clientX: box.left + 200,
              clientY: box.top + y,
            }),
          );
        send('pointerdown', 20);
        send('pointermove', 200);
      });
      assert.equal(
        await page.evaluate(() => /** @type {any} */ (globalThis).view.pad.drawing.strokes.length),
        1,
        'a second finger draws nothing',
      );
    },
  );
});

for (const dark of [false, true]) {
  test(`axe finds nothing at all in the pad, ${dark ? 'dark' : 'light'}`, async () => {
    await withView({ styles, dark }, async (page) => {
      await openPad(page);
      assert.deepEqual(await findingsOf(page, axe), [], browserName);
    });
  });
}
