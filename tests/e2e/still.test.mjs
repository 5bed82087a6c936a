// Nothing moves under the pointer while the page loads: later parts have their room from the start.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName, withLab } from './browser.mjs';

/** The layout shift that Web Vitals calls good, for a page that moves a little. */
const MOST_SHIFT = 0.1;

const skip = browserName !== 'chromium' && 'Firefox does not measure layout shifts';

const watchShifts = `
  globalThis.shifts = [];
  if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) globalThis.shifts.push(value);
    }).observe({ type: 'layout-shift', buffered: true });
  }`;

for (const [width, height] of [
  [320, 700],
  [700, 900],
  [1280, 720],
  [1920, 1080],
]) {
  test(`at ${width} × ${height} the page stays where it is while it loads and begins`, {
    skip,
  }, async (t) => {
    await withLab({ viewport: { width, height }, init: watchShifts }, async (lab) => {
      await lab.phase('ready');
      await lab.play();
      await lab.reach(20);
      const sum = () =>
        lab.page.evaluate(() => {
          const { shifts } = /** @type {{shifts: number[]}} */ (/** @type {any} */ (globalThis));
          return shifts.reduce((total, value) => total + value, 0);
        });
      const atLoad = await sum();
      assert.ok(atLoad <= MOST_SHIFT, `${atLoad}`);
      // The control: the watch sees a part that is inserted.
      await lab.page.evaluate(async () => {
        const intruder = document.createElement('div');
        intruder.style.height = '50vh';
        document.querySelector('.masthead')?.prepend(intruder);
        await new Promise((resolve) => setTimeout(resolve, 200));
      });
      const moved = (await sum()) - atLoad;
      assert.ok(moved > MOST_SHIFT, `${moved} by half a window`);
      t.diagnostic(`${atLoad.toFixed(4)} while it loads, ${moved.toFixed(2)} by half a window`);
    });
  });
}
