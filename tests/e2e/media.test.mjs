// The page on paper, and in the colours that a visitor has chosen for everything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { browserName, withLab } from './browser.mjs';

/** Firefox's driver emulates neither paper nor forced colours. */
const options = { skip: browserName === 'firefox' };

test('paper gets the figures with their words, and no controls', options, async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneStep();
    // A browser sends this event before it prints, and waits for nothing; emulation does not send it.
    const charts = await lab.page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      return document.querySelectorAll('.uplot canvas').length;
    });
    assert.ok(charts >= 3, `${charts} line charts are drawn`);
    await lab.until(
      () =>
        [...document.querySelectorAll('.chart-sentence')].filter(({ textContent }) => textContent)
          .length >= 3,
      null,
      'sentences of figures further down',
    );
    await lab.page.emulateMedia({ media: 'print' });
    const printed = await lab.page.evaluate(() => ({
      controls: [...document.querySelectorAll('button, input, select, dialog, [popover]')].filter(
        (element) => element.getClientRects().length > 0,
      ).length,
      figures: [...document.querySelectorAll('figure, article.lane')].filter(
        (element) => element.getClientRects().length > 0,
      ).length,
      sentences: [...document.querySelectorAll('.chart-sentence')].filter(
        (element) => element.getClientRects().length > 0 && element.textContent,
      ).length,
    }));
    assert.equal(printed.controls, 0);
    assert.ok(printed.figures >= 5, `${printed.figures} figures`);
    assert.ok(printed.sentences >= 2, `${printed.sentences} sentences`);
  });
});

/**
 * The drawing commands of each page of a document.
 * @param {Buffer} pdf
 */
function pagesOf(pdf) {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Type \/Page\n[\s\S]*?\/Contents (\d+) 0 R/g)].map(([, id]) => {
    const object = text.indexOf(`\n${id} 0 obj`);
    const begin = text.indexOf('stream\n', object) + 'stream\n'.length;
    const length = Number(text.slice(object, begin).match(/\/Length (\d+)/)?.[1]);
    return inflateSync(pdf.subarray(begin, begin + length)).toString('latin1');
  });
}

test('at rest, figures far from the window are drawn on paper too', options, async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneStep();
    const drawable = ['charges', 'filters', 'landscape', 'bits'];
    const ids = [...drawable, 'effective-rate'];
    // A figure whose numbers have not come says "No … yet."
    await lab.until(
      (/** @type {string[]} */ wanted) =>
        wanted.every((id) => {
          const words = document.querySelector(`#${id} .chart-sentence`)?.textContent;
          return words && !/\byet\b/.test(words);
        }),
      drawable,
      'the numbers of all figures',
    );
    const [scrolled, drawn] = await lab.page.evaluate((wanted) => {
      dispatchEvent(new Event('beforeprint'));
      const isDrawn = (/** @type {string} */ id) => {
        const canvas = /** @type {HTMLCanvasElement | null} */ (
          document.querySelector(`#${id} canvas`)
        );
        const context = canvas?.width ? canvas.getContext('2d') : null;
        const pixels = context?.getImageData(0, 0, canvas?.width ?? 0, canvas?.height ?? 0).data;
        return pixels?.some((value) => value > 0) ?? false;
      };
      return [scrollY, wanted.filter(isDrawn)];
    }, ids);
    assert.deepEqual(
      [scrolled, drawn],
      [0, drawable],
      'without normalization there is no effective rate',
    );
  });
});

test('printed at once, no sheet is empty, and a dark page is light on paper', options, async () => {
  await withLab({ dark: true }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneStep();
    const { page } = lab;
    const pages = pagesOf(await page.pdf({ format: 'A4' }));
    assert.ok(pages.length >= 3, `${pages.length} pages`);
    pages.forEach((drawn, at) => {
      assert.match(drawn, /\bBT\b/, `page ${at + 1} of ${pages.length} has no words`);
    });
    // This must happen at once: the next frame is drawn for the screen again.
    const after = (/** @type {string} */ event) =>
      page.evaluate((name) => {
        dispatchEvent(new Event(name));
        const ramp = /** @type {HTMLCanvasElement} */ (document.querySelector('#legend-ramp'));
        const copy = document.createElement('canvas').getContext('2d');
        copy?.drawImage(ramp, -(ramp.width >> 1), 0);
        const middle = copy?.getImageData(0, 0, 1, 1).data[0];
        const ink = getComputedStyle(document.documentElement).getPropertyValue('--ink');
        return { middle, isLight: ink.trim() === '#1b1c1e' };
      }, event);
    const screen = { middle: 34, isLight: false };
    assert.deepEqual(await after('afterprint'), screen);
    assert.deepEqual(await after('beforeprint'), { middle: 255, isLight: true });
    assert.deepEqual(await after('afterprint'), screen);
  });
});

test('forced colours leave the hues of the rules alone', options, async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const strokes = () =>
      lab.page
        .locator('.explained .line-sample line')
        .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).stroke));
    const usual = await strokes();
    assert.equal(new Set(usual).size, 3);
    await lab.page.emulateMedia({ forcedColors: 'active' });
    assert.equal(
      await lab.page.evaluate(() => matchMedia('(forced-colors: active)').matches),
      true,
    );
    assert.deepEqual(await strokes(), usual);
    const mark = await lab.page
      .locator('.explain')
      .first()
      .evaluate((button) => {
        const { color, borderTopColor } = getComputedStyle(button);
        const page = getComputedStyle(document.body);
        return {
          isLikeText: color === page.color,
          isRinged: borderTopColor !== page.backgroundColor,
        };
      });
    assert.deepEqual(
      mark,
      { isLikeText: false, isRinged: false },
      'a question mark is to be pressed',
    );
    // Grid lines need about a tenth of full contrast; full contrast would look like data.
    const grid = await lab.page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const [line, paper] = ['--hairline', '--paper'].map((name) => {
        const pen = document.createElement('canvas').getContext('2d');
        Object.assign(pen ?? {}, { fillStyle: style.getPropertyValue(name) });
        pen?.fillRect(0, 0, 1, 1);
        return pen?.getImageData(0, 0, 1, 1).data[0] ?? 0;
      });
      return Math.abs(line - paper);
    });
    assert.ok(grid > 20 && grid < 110, `the grid is ${grid} of 255 from the paper`);
  });
});

test('forced colours show which buttons are disabled', options, async () => {
  await withLab({ hash: 'autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    await lab.page.emulateMedia({ forcedColors: 'active' });
    const colours = (/** @type {string} */ selector) =>
      lab.page
        .locator(selector)
        .first()
        .evaluate((button) => {
          const { color, borderTopColor } = getComputedStyle(button);
          return { color, borderTopColor };
        });
    const off = await colours('#by-hand button:disabled');
    const on = await colours('#reset:enabled');
    assert.notEqual(off.color, on.color);
    assert.notEqual(off.borderTopColor, on.borderTopColor);
    assert.equal(off.color, off.borderTopColor);
  });
});
