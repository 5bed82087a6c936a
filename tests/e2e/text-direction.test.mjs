// Text as visitors and translators set it: wide spacing (WCAG 1.4.12), large type, and a page from
// right to left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { look } from './figure-page.mjs';

const SPACED = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }`;

/**
 * @param {import('playwright-core').Page} page
 * @param {{css?: string, dir?: string}} setting
 */
const set = (page, { css = '', dir = 'ltr' }) =>
  page.evaluate(
    ([text, direction]) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
      document.documentElement.dir = direction;
    },
    [css, dir],
  );

/**
 * What is too wide for the window, is cut, or lies over a neighbour.
 * @param {import('playwright-core').Page} page
 */
const faults = (page) =>
  page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const { scrollWidth, clientWidth: room } = document.documentElement;
    const isSeen = (/** @type {Element} */ part) =>
      part.getClientRects().length > 0 &&
      !part.closest('.unseen, .skip, .chart-caption, [popover]');
    const named = (/** @type {Element} */ part) =>
      `${part.localName}.${part.className} “${part.textContent?.slice(0, 30)}”`;
    const parts = [...document.querySelectorAll('.figure-value, .range-value, button, .formula')];
    const cut = parts
      .filter((part) => isSeen(part) && part.scrollWidth > part.clientWidth + 1)
      .filter((part) => part.clientWidth > 0)
      .map((part) => `cut: ${named(part)}`);
    const rows = '.presenter-bar, .presenter-bar .buttons, .range-field, .transport, .lane';
    const over = [...document.querySelectorAll(rows)].flatMap((row) => {
      const places = [...row.children].filter(isSeen).map((child) => {
        // A text can be wider than its element.
        const range = document.createRange();
        range.selectNodeContents(child);
        const [own, text] = [child, range].map((each) => each.getBoundingClientRect());
        const isText = child.childElementCount === 0 && text.width > 0;
        return { child, box: own, right: isText ? Math.max(own.right, text.right) : own.right };
      });
      return places.flatMap(({ child, box, right }, at) =>
        places
          .slice(at + 1)
          .filter(
            ({ box: next, right: end }) =>
              box.left < end - 1 &&
              next.left < right - 1 &&
              box.top < next.bottom - 1 &&
              next.top < box.bottom - 1,
          )
          .map((next) => `over each other: ${named(child)}, ${named(next.child)}`),
      );
    });
    const sliders = [...document.querySelectorAll('input[type="range"]')]
      .filter((slider) => isSeen(slider) && slider.clientWidth < 80)
      .map((slider) => `slider of ${slider.clientWidth} pixels: ${named(slider)}`);
    return [
      ...(scrollWidth > room ? [`${scrollWidth} wide in ${room}`] : []),
      ...cut,
      ...over,
      ...sliders,
    ];
  });

/**
 * Whether the signs of a text stand from left to right, line by line.
 * @param {import('playwright-core').Locator} text
 */
const runsRight = (text) =>
  text.evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    /** @type {DOMRect[]} */
    const boxes = [];
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      for (let at = 0; at < String(node.textContent).length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        if (box.width > 0) boxes.push(box);
      }
    }
    return (
      boxes.length > 1 &&
      boxes.every((box, at) => {
        const before = boxes[at - 1];
        return at === 0 || box.left > before.left || box.top > before.top + before.height / 2;
      })
    );
  });

const sizes = [
  { width: 320, height: 800 },
  { width: 1280, height: 800 },
];

test('wide spacing and right to left: nothing is cut or covered, numbers and axes keep their order', async () => {
  const hash = 'v=2&images=400&width=16&lanes=sgd,un,sm,pathsgd&autoplay=0';
  await withLab({ hash, viewport: sizes[1] }, async (lab) => {
    const { page } = lab;
    await lab.phase('ready');
    await lab.oneEpoch();
    await look(lab, 'landscape');
    for (const viewport of sizes) {
      await page.setViewportSize(viewport);
      for (const setting of [{ css: SPACED }, { dir: 'rtl' }, { css: SPACED, dir: 'rtl' }]) {
        await set(page, setting);
        const where = `${viewport.width} ${JSON.stringify(setting)}`;
        assert.deepEqual(await faults(page), [], where);
        await page.evaluate(() => /** @type {any} */ (document.activeElement)?.blur());
        await page.keyboard.press('p');
        assert.deepEqual(await faults(page), [], `presenter view, ${where}`);
        const bar = await page.locator('.presenter-bar').evaluate((nav) => {
          const { bottom, right, left } = nav.getBoundingClientRect();
          const last = [...document.querySelectorAll('[data-presented] > *')].at(-1);
          scrollTo(0, document.documentElement.scrollHeight);
          const end = last?.getBoundingClientRect().bottom ?? 0;
          const { clientWidth } = document.documentElement;
          const places = [bottom, left, clientWidth - right].map(Math.round);
          return [...places, end <= nav.getBoundingClientRect().top + 1];
        });
        assert.deepEqual(bar, [viewport.height, 0, 0, true], `the bar, ${where}`);
        await page.keyboard.press('Escape');
      }
      await set(page, { dir: 'rtl' });
      const un = lab.lane('un');
      for (const name of ['gap', 'accuracy']) {
        assert.ok(await runsRight(un.locator(`[data-reading="${name}"]`)), name);
      }
      assert.ok(await runsRight(un.locator('.formula')), 'the formula of UN');
      assert.ok(await runsRight(page.locator('.by-hand-slider output')), 'a factor');
      const isolated = await page
        .locator('.lane .figure-value, .formula, .range-value, .by-hand-slider output')
        .evaluateAll((parts) =>
          parts.map((part) => {
            const { direction, unicodeBidi } = getComputedStyle(part);
            return `${part.getAttribute('dir')} ${direction} ${unicodeBidi}`;
          }),
        );
      assert.deepEqual([...new Set(isolated)], ['ltr ltr isolate']);
      const axis = await page.evaluate(() => {
        const ticks = [...document.querySelectorAll('#time-axis .tick')];
        const [first, last] = [ticks[0], ticks[ticks.length - 1]].map((tick) =>
          Math.round(tick.getBoundingClientRect().left),
        );
        const directions = ['.look-back input', '.uplot', '#landscape canvas', '.table-frame'];
        const canvas = /** @type {HTMLCanvasElement} */ (
          document.querySelector('#landscape canvas')
        );
        return [
          first < last,
          ...directions.map((name) => {
            const part = document.querySelector(name);
            return part ? getComputedStyle(part).direction : `no ${name}`;
          }),
          canvas.getContext('2d')?.direction,
        ];
      });
      assert.deepEqual(axis, [true, 'ltr', 'ltr', 'ltr', 'ltr', 'ltr']);
    }
  });
});

test('wide spacing, large type and right to left keep the other pages as wide as the window', async () => {
  for (const path of ['paper/', 'glossary.html', 'theory.html']) {
    await withLab({ path, viewport: sizes[0] }, async ({ page }) => {
      for (const viewport of sizes) {
        await page.setViewportSize(viewport);
        for (const setting of [
          { css: SPACED },
          { dir: 'rtl' },
          { css: ':root { font-size: 200% !important; }' },
        ]) {
          await set(page, setting);
          assert.deepEqual(
            await faults(page),
            [],
            `${path} at ${viewport.width}, ${JSON.stringify(setting)}`,
          );
        }
      }
    });
  }
});
