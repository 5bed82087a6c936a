// The landscape on its own page, with made-up paths: its questions, dragging, keys.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { findingsOf, withView } from './view-page.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const styles = ['figures/landscape/landscape'];

/**
 * @param {import('playwright-core').Page} page
 */
async function open(page) {
  await page.evaluate(async () => {
    const path = '/www/figures/landscape/view.js';
    const { LandscapeView } = await import(path);
    const scope = /** @type {any} */ (globalThis);
    scope.asked = [];
    scope.view = new LandscapeView(document.getElementById('root'), {
      origin: () => ({ link: 'http://view.test/', notes: ['scale drift 0', 'step 0'] }),
      rules: [
        { rule: 'sgd', label: 'SGD' },
        { rule: 'un', label: 'UN' },
      ],
      onAsk: async (/** @type {any} */ question) => {
        scope.asked.push(question);
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (scope.fails) throw new Error('no worker is free');
        const { rule, w1, w2 } = question;
        return rule === 'un'
          ? Float64Array.of(1, w1 * w2, 1, 0.9)
          : Float64Array.of(w1, w2, w1 + 0.1, w2 + 0.1);
      },
    });
    await scope.view.refresh();
  });
}

/** @param {import('playwright-core').Page} page */
const settled = (page) =>
  page.waitForFunction(() => !(/** @type {any} */ (globalThis).view.isAsking));

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{rule: string, w1: number, w2: number, rate: number, steps: number}[]>}
 */
const asked = (page) => page.evaluate(() => /** @type {any} */ (globalThis).asked);

/** @param {import('playwright-core').Page} page */
const sentence = async (page) => (await page.locator('.chart-sentence').textContent()) ?? '';

test('the view asks for both starts of every rule, and shows the answer in words and numbers', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    const questions = await asked(page);
    assert.deepEqual(
      questions.map(({ rule, w1, w2 }) => `${rule} ${w1} ${w2}`),
      ['sgd 0.4 0.75', 'sgd 1.6 0.1875', 'un 0.4 0.75', 'un 1.6 0.1875'],
    );
    assert.match(
      await sentence(page),
      /SGD 0\.\d+ and UN 0 exactly.*Under UN the two paths are the same/,
    );
    await page.locator('.chart-numbers summary').click();
    await page.locator('.chart-numbers tbody tr').nth(1).waitFor();
    const head = await page.locator('.chart-numbers thead th').allTextContents();
    assert.deepEqual(head, ['step', 'SGD', 'SGD rescaled', 'UN', 'UN rescaled']);
  });
});

test('arrow keys move along the orbit and across it', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    await page.locator('.chart-plot').focus();
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('ArrowRight');
    await settled(page);
    const along = (await asked(page)).at(-4);
    assert.ok(along && along.w1 > 0.4 && Math.abs(along.w1 * along.w2 - 0.3) < 1e-12);
    assert.match(
      (await page.locator('.chart-reading').textContent()) ?? '',
      /w₁·w₂ = 0\.300 at both/,
    );
    await page.keyboard.press('ArrowUp');
    await settled(page);
    const across = (await asked(page)).at(-4);
    assert.ok(across && across.w1 === along.w1 && across.w2 > along.w2);
  });
});

test('a start is dragged by its circle, and a finger beside it scrolls', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    const handle = page.locator('.landscape-handle').first();
    const box = await handle.boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y - 10, { steps: 30 });
    await page.mouse.up();
    await settled(page);
    const questions = await asked(page);
    const last = questions.at(-4);
    assert.ok(last && last.w1 > 0.45 && last.w2 > 0.76);
    const moved = await handle.boundingBox();
    assert.ok(moved && Math.abs(moved.x - box.x - 30) < 1.5);
    const actions = await page.evaluate(() =>
      ['.landscape-handle', '.landscape canvas'].map(
        (name) =>
          getComputedStyle(/** @type {Element} */ (document.querySelector(name))).touchAction,
      ),
    );
    assert.deepEqual(actions, ['none', 'auto'], 'a finger beside the circles scrolls');
  });
});

test('the view asks for the set factor, rate and steps, and the factor fits the picture', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    const [factor, rate, steps] = await page.locator('input[type="range"]').all();
    await factor.focus();
    await page.keyboard.press('End');
    await rate.focus();
    await page.keyboard.press('ArrowRight');
    await steps.focus();
    await page.keyboard.press('Home');
    await settled(page);
    const [first, second] = (await asked(page)).slice(-4);
    assert.deepEqual([first.rate, first.steps], [0.15, 1]);
    assert.equal(second.w1 / first.w1, 4, 'sixteen would be outside');
    assert.equal(await factor.inputValue(), '2');
    for (const [input, text] of /** @type {const} */ ([
      [factor, '4'],
      [rate, '0.15'],
      [steps, '1'],
    ])) {
      assert.equal(await input.getAttribute('aria-valuetext'), text);
      assert.equal(await input.locator('+ .range-value').textContent(), text);
    }
  });
});

test('the reading of both starts follows the factor too', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    const reading = page.locator('.chart-reading');
    await page.locator('.chart-plot').focus();
    await page.keyboard.press('ArrowUp');
    assert.match((await reading.textContent()) ?? '', /rescaled w₁ 1\.60/);
    await page.locator('input[type="range"]').first().focus();
    await page.keyboard.press('ArrowLeft');
    assert.match((await reading.textContent()) ?? '', /rescaled w₁ 0\.80/);
  });
});

test('a moving slider shows its value to the eye and to a screen reader', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    for (const field of await page.locator('.range-field').all()) {
      const input = field.locator('input');
      const shown = field.locator('.range-value');
      const before = await shown.textContent();
      await input.press('ArrowLeft');
      assert.notEqual(await shown.textContent(), before);
      assert.equal(await input.getAttribute('aria-valuetext'), await shown.textContent());
    }
    assert.equal(await page.locator('.range-field').count(), 3);
  });
});

test('after many changes while the engine is busy, the view asks only for the last', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    await page.evaluate(() => {
      const steps = [...document.querySelectorAll('input')][2];
      for (let count = 1; count <= 20; count += 1) {
        steps.value = String(count);
        steps.dispatchEvent(new Event('input'));
      }
    });
    await settled(page);
    const counts = (await asked(page)).map(({ steps }) => steps);
    assert.deepEqual(counts, [...Array(4).fill(40), ...Array(4).fill(1), ...Array(4).fill(20)]);
  });
});

test('when the engine cannot answer, the view says so and goes on with the next question', async () => {
  await withView({ styles, viewport: { width: 320, height: 700 } }, async (page) => {
    await open(page);
    await page.evaluate(async () => {
      /** @type {any} */ (globalThis).fails = true;
      await /** @type {any} */ (globalThis).view.refresh();
      /** @type {any} */ (globalThis).fails = false;
    });
    assert.match(await sentence(page), /gave no paths: no worker is free/);
    await page.evaluate(() => /** @type {any} */ (globalThis).view.refresh());
    assert.match(await sentence(page), /Largest difference/);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0);
  });
});

for (const dark of [false, true]) {
  test(`axe finds nothing at all in the landscape, ${dark ? 'dark' : 'light'}`, async () => {
    await withView({ styles, dark }, async (page) => {
      await open(page);
      assert.deepEqual(await findingsOf(page, axe), []);
    });
  });
}
