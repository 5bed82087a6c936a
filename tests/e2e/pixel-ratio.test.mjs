// The page on a screen of another pixel ratio. No driver moves a window to another screen: emulation
// changes the ratio and sends no event. So the test tells the ratio and sends the event itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { look, small } from './figure-page.mjs';

const otherScreen = `
  const queries = [];
  const ask = matchMedia.bind(globalThis);
  let ratio = 1;
  Object.defineProperty(globalThis, 'devicePixelRatio', { get: () => ratio });
  globalThis.matchMedia = (query) => {
    const list = ask(query);
    if (query.includes('resolution')) queries.push(list);
    return list;
  };
  globalThis.moveTo = (next, hasEvent = true) => {
    ratio = next;
    if (hasEvent) for (const list of [...queries]) list.dispatchEvent(new Event('change'));
  };`;

/** The pictures that are drawn for the screen, above and below the window too. */
const drawn = ['#lanes canvas', '.uplot canvas', '[data-view="confusion"]', '[data-view="charges"]']
  .concat(['[data-view="bits"]', '[data-view="filters"]', '#landscape canvas'])
  .join();

/**
 * The number of pictures, and each picture that is empty or has not the pixels of the ratio.
 * @param {import('./lab-page.mjs').LabPage} lab
 * @param {number} ratio
 */
const wrong = (lab, ratio) =>
  lab.page.evaluate(
    async ([selector, wanted]) => {
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      const canvases = /** @type {HTMLCanvasElement[]} */ ([
        ...document.querySelectorAll(String(selector)),
      ]).filter(({ clientWidth }) => clientWidth > 0);
      const copy = document.createElement('canvas');
      const pen = /** @type {CanvasRenderingContext2D} */ (
        copy.getContext('2d', { willReadFrequently: true })
      );
      const bad = canvases.filter((canvas) => {
        pen.clearRect(0, 0, copy.width, copy.height);
        pen.drawImage(canvas, 0, 0, copy.width, copy.height);
        const { data } = pen.getImageData(0, 0, copy.width, copy.height);
        const isDrawn = data.some((value) => value > 0);
        return !isDrawn || Math.abs(canvas.width - canvas.clientWidth * Number(wanted)) > 1;
      });
      return [
        canvases.length,
        ...bad.map(({ dataset, width, clientWidth, parentElement }) =>
          [dataset.view, parentElement?.className, width, clientWidth].join(' '),
        ),
      ];
    },
    [drawn, ratio],
  );

test('every picture follows another pixel ratio at once, in the window and out of it', async () => {
  await withLab({ init: otherScreen, hash: `${small}&lanes=sgd,un` }, async (lab) => {
    await lab.phase('ready');
    await lab.oneEpoch();
    for (const id of ['error', 'confusion', 'charges', 'bits', 'filters', 'landscape']) {
      await look(lab, id, /\w/);
    }
    const [count, ...unlike] = await wrong(lab, 1);
    assert.ok(Number(count) >= 9, `${count} pictures`);
    assert.deepEqual(unlike, []);
    const move = (/** @type {number} */ ratio, hasEvent = true) =>
      lab.page.evaluate(
        ([next, event]) => /** @type {any} */ (globalThis).moveTo(next, event),
        [ratio, hasEvent],
      );
    for (const ratio of [2, 1.25, 0.67, 1]) {
      await move(ratio);
      assert.deepEqual(await wrong(lab, ratio), [count], `at a ratio of ${ratio}`);
    }
    const hide = (/** @type {boolean} */ isHidden) =>
      lab.page.evaluate((is) => {
        for (const id of ['confusion', 'filters', 'lanes', 'error'])
          document.getElementById(id)?.toggleAttribute('hidden', is);
      }, isHidden);
    await hide(true);
    await move(2);
    await hide(false);
    await look(lab, 'confusion');
    assert.deepEqual(await wrong(lab, 2), [count], 'hidden during the change');
    // A browser that sends no event: the next drawing of the page looks itself.
    await move(3, false);
    await lab.page.locator('#one-step').click();
    await look(lab, 'confusion');
    const late = (await wrong(lab, 3)).filter((text) => !String(text).includes('u-wrap'));
    assert.deepEqual(late, [count], 'uPlot alone waits for the event');
  });
});
