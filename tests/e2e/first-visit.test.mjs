// The page for a visitor who only opens the address.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { siteFolder } from '../../tools/paths.mjs';
import { browserName, withLab } from './browser.mjs';

/**
 * Notes the times when the first step and the first colour are shown: the picture is white until a
 * filter norm has moved.
 */
const stopwatch = `
  globalThis.seen = {};
  const note = (what) => { globalThis.seen[what] ??= performance.now(); };
  const sample = new OffscreenCanvas(40, 40).getContext('2d', { willReadFrequently: true });
  const isColoured = (canvas) => {
    if (!canvas?.width) return false;
    sample.drawImage(canvas, 0, 0, 40, 40);
    const { data } = sample.getImageData(0, 0, 40, 40);
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] > 0 && Math.max(...data.slice(at, at + 3)) - Math.min(...data.slice(at, at + 3)) > 60) return true;
    }
    return false;
  };
  const look = setInterval(() => {
    if (Number(document.querySelector('article.lane')?.dataset.step) > 0) note('step');
    if (isColoured(document.querySelector('article.lane canvas[data-view="drift"]'))) {
      note('picture');
      clearInterval(look);
    }
  }, 20);`;

test('it trains without a click, and the twins part under SGD alone', async () => {
  await withLab({ reducedMotion: false, init: stopwatch }, async (lab) => {
    await lab.reach(200);
    const { step, picture, now } = await lab.page.evaluate(() => ({
      .../** @type {any} */ (globalThis).seen,
      now: performance.now(),
    }));
    await lab.pause();
    const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(2)} s`;
    console.log(
      `${browserName}, after navigation: first step shown ${seconds(step)} (goal 1.5), ` +
        `first colour in the picture ${seconds(picture)} (goal 3), 200 steps ${seconds(now)}`,
    );
    assert.ok(step > 0 && picture >= step, 'the picture moved after the first step');

    assert.deepEqual(await lab.rules(), ['sgd', 'sm', 'un']);
    const gaps = {
      sgd: await lab.number('sgd', 'gap'),
      sm: await lab.number('sm', 'gap'),
      un: await lab.number('un', 'gap'),
    };
    assert.ok(gaps.sgd >= 1, `SGD's twins are ${gaps.sgd} apart`);
    assert.equal(gaps.sm, 0, 'SM');
    assert.equal(gaps.un, 0, 'UN');
    for (const rule of await lab.rules()) {
      assert.ok((await lab.number(rule, 'accuracy')) > 0, `${rule}'s accuracy was measured`);
      assert.ok(Number.isFinite(await lab.number(rule, 'loss')), `${rule} has a loss`);
    }
  });
});

test('the lanes are in step with one another', async () => {
  await withLab({ reducedMotion: false }, async (lab) => {
    await lab.reach(50);
    await lab.pause();
    const steps = new Set();
    for (const rule of await lab.rules()) steps.add(await lab.step(rule));
    assert.equal(steps.size, 1, [...steps].join(', '));
  });
});

test('with reduced motion nothing moves until the visitor asks', async () => {
  await withLab({ reducedMotion: true }, async (lab) => {
    await lab.phase('ready|paused');
    assert.equal(await lab.page.locator('#play').getAttribute('aria-pressed'), 'false');
    // The hashes come only when the lanes rest; a page that played would have none yet.
    await lab.hashes();
    for (const rule of await lab.rules()) assert.equal(await lab.step(rule), 0);
    await lab.play();
    await lab.reach(3);
  });
});

test('the drift canvases draw, and describe their pictures in words', async () => {
  await withLab({ reducedMotion: false }, async (lab) => {
    await lab.reach(20);
    const canvas = lab.page.locator('canvas[data-view="drift"]').first();
    const words = () =>
      canvas.evaluate((element) => {
        const described = (element.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .map((id) => document.getElementById(id)?.textContent ?? '');
        return [element.getAttribute('aria-label') ?? '', ...described].join(' ').trim();
      });
    const before = await words();
    assert.notEqual(before, '', 'a text alternative');
    // Two panels, each with 64 neurons and the line between their layers, and the seam.
    const room = await canvas.evaluate((element) => element.clientHeight);
    assert.ok(room >= 2 * (64 + 1) + 5, `${room} pixels: every neuron has one`);
    const colours = await canvas.evaluate((element) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (element);
      const context = /** @type {HTMLCanvasElement} */ (element).getContext('2d');
      const { data } = /** @type {CanvasRenderingContext2D} */ (context).getImageData(
        0,
        0,
        width,
        height,
      );
      return new Set(new Uint32Array(data.buffer)).size;
    });
    assert.ok(colours > 2, `only ${colours} colours`);
    await lab.reach(120);
    await lab.pause();
    assert.notEqual(await words(), before, 'the text follows the training');
  });
});

/** Notes the time of the first step in the same turn in which the page shows it. */
const noteFirstStep = `
  new MutationObserver((changes, observer) => {
    const isDone = ({ target }) => Number(target.getAttribute('data-step')) > 0;
    if (!changes.some(isDone)) return;
    globalThis.firstStepAt = performance.now();
    observer.disconnect();
  }).observe(document, { attributes: true, attributeFilter: ['data-step'], subtree: true });`;

for (const height of [720, 1080]) {
  test(`in a window ${height} px high only files that training needs load before the first step`, async () => {
    const viewport = { width: 1920, height };
    await withLab({ reducedMotion: false, init: noteFirstStep, viewport }, async (lab) => {
      await lab.reach(20);
      await lab.page.locator('.link-row').first().scrollIntoViewIfNeeded();
      await lab.page.locator('#files button').first().waitFor();
      const html = readFileSync(join(siteFolder, 'index.html'), 'utf8');
      const named = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file]) =>
        basename(file),
      );
      assert.ok(named.length >= 2 && named.length <= 4, named.join());
      const loaded = () =>
        lab.page.evaluate(() => {
          const { firstStepAt } = /** @type {{firstStepAt: number}} */ (
            /** @type {any} */ (globalThis)
          );
          return performance
            .getEntriesByType('resource')
            .map(({ name, startTime }) => ({ path: new URL(name).pathname, startTime }))
            .filter(({ path }) => /\.(js|css)$/.test(path))
            .map(({ path, startTime }) => ({ path, isEarly: startTime < firstStepAt }));
        });
      const all = await loaded();
      const early = all.filter(({ isEarly }) => isEarly).map(({ path }) => path);
      assert.ok(early.length >= 2, early.join());
      assert.deepEqual(
        early.filter(
          (path) => !named.includes(basename(path)) && !/\/trainer-[\w-]+\.js$/.test(path),
        ),
        [],
      );
      assert.ok(
        all.some(({ path, isEarly }) => !isEarly && /\/files-[\w-]+\.js$/.test(path)),
        'a part that came later',
      );
      await lab.pause();
    });
  });
}
