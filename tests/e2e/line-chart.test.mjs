// A line chart on its own page: the marked point and the words belong to the same step.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withView } from './view-page.mjs';

/**
 * Makes a chart of a lane with a trace of these steps, where every value is ten times its step.
 * With a second line at twice the height, the first line has gaps at steps divisible by 100.
 * @param {import('playwright-core').Page} page
 * @param {number[]} steps
 * @param {{hasSecond?: boolean}} [options]
 */
async function open(page, steps, { hasSecond = false } = {}) {
  const given = { own: steps, hasSecond };
  await page.evaluate(async ({ own, hasSecond }) => {
    const load = (/** @type {string} */ name) => import(`/www/${name}.js`);
    const { LaneChart } = await load('figures/lines/lane-chart');
    const { Cursor } = await load('page/cursor');
    const { Trace } = await load('run/trace');
    const scope = /** @type {any} */ (globalThis);
    scope.trace = new Trace(1);
    for (const step of own) scope.trace.append(step, [10 * step]);
    scope.cursor = new Cursor();
    const root = document.createElement('div');
    document.querySelector('main')?.append(root);
    const first = {
      head: String,
      read: (/** @type {any} */ trace, /** @type {number} */ at) =>
        hasSecond && trace.steps[at] % 100 === 0 ? Number.NaN : trace.at(at, 0),
      format: String,
      width: 2,
    };
    const second = {
      ...first,
      read: (/** @type {any} */ trace, /** @type {number} */ at) => 2 * trace.at(at, 0),
    };
    scope.chart = new LaneChart(
      root,
      { cursor: scope.cursor, watch: () => {}, redraw: () => {}, origin: () => ({}) },
      {
        title: 'Values',
        explain: 'loss',
        record: () => scope.trace,
        fields: hasSecond ? [first, second] : [first],
        scale: (/** @type {number[][]} */ lines) => ({ lines, low: 0, high: 10_000 }),
        words: () => ['note', 'now'],
        formatY: String,
      },
    );
    scope.chart.figure.isInWindow = true;
    scope.draw = (/** @type {number} */ end) => {
      const lanes = [{ id: 'a', label: 'SGD', rule: 'sgd', repetition: 0 }];
      scope.chart.update({ lanes, end, generation: 0 });
    };
  }, given);
}

/**
 * Reads the words, and the step and value of the dot, to the nearest whole pixel.
 * @param {import('playwright-core').Page} page
 */
const marked = (page) =>
  page.evaluate(() => {
    const { chart } = /** @type {any} */ (globalThis);
    const plot = chart.chart.chart;
    const dot = plot.over.querySelector('.u-cursor-pt').getBoundingClientRect();
    const over = plot.over.getBoundingClientRect();
    const near = (/** @type {number} */ step) =>
      Math.hypot(
        dot.x + dot.width / 2 - over.x - plot.valToPos(step, 'x'),
        dot.y + dot.height / 2 - over.y - plot.valToPos(10 * step, 'y'),
      );
    const steps = [...plot.data[0]].sort((one, other) => near(one) - near(other));
    return { words: chart.figure.reading.textContent, dot: near(steps[0]) < 2 ? steps[0] : null };
  });

test('the words name the step of their value, and the dot stands on this step', async () => {
  await withView({ styles: [] }, async (page) => {
    await open(page, [0, 98, 250, 554]);
    await page.evaluate(() => {
      const { cursor, draw } = /** @type {any} */ (globalThis);
      cursor.move(200, 'elsewhere');
      draw(800);
    });
    const wanted = { words: 'step 98 (the last before 200): SGD 980', dot: 98 };
    assert.deepEqual(await marked(page), wanted, 'a chart that is made later follows too');
    await page.evaluate(() => /** @type {any} */ (globalThis).cursor.move(260, 'elsewhere'));
    const other = { words: 'step 250 (the last before 260): SGD 2500', dot: 250 };
    assert.deepEqual(await marked(page), other);
    await page.evaluate(() => /** @type {any} */ (globalThis).cursor.move(null, 'elsewhere'));
    assert.equal((await marked(page)).words, '');
  });
});

test('only the line that the words describe has a dot', async () => {
  await withView({ styles: [] }, async (page) => {
    await open(page, [0, 98, 200, 554], { hasSecond: true });
    await page.evaluate(() => /** @type {any} */ (globalThis).draw(800));
    /** @param {number} step */
    const at = (step) =>
      page.evaluate((step) => {
        const { chart, cursor } = /** @type {any} */ (globalThis);
        cursor.move(step, 'elsewhere');
        const plot = chart.chart.chart;
        const over = plot.over.getBoundingClientRect();
        const dots = [...plot.over.querySelectorAll('.u-cursor-pt')]
          .map((each) => each.getBoundingClientRect())
          .filter(({ x }) => x > over.x)
          .map(({ y, height }) => plot.posToVal(y + height / 2 - over.y, 'y'));
        return { words: chart.figure.reading.textContent, dots };
      }, step);
    for (const [step, value] of [
      [98, 980],
      [200, 4000],
      [554, 5540],
    ]) {
      const { words, dots } = await at(step);
      assert.equal(words, `step ${step}: SGD ${value}`);
      assert.equal(dots.length, 1, `${dots}`);
      assert.ok(Math.abs(dots[0] - value) < 200, `${dots[0]} for ${value}`);
    }
  });
});

test('while the run goes on and the axis grows, words and dot stay together at the step', async () => {
  await withView({ styles: [] }, async (page) => {
    await open(page, [0, 1]);
    await page.evaluate(() => {
      const { cursor, draw, trace } = /** @type {any} */ (globalThis);
      draw(200);
      cursor.move(40, 'elsewhere');
      for (let step = 2; step < 700; step += 16) {
        trace.append(step, [10 * step]);
        draw(step < 200 ? 200 : 800);
      }
    });
    const last = { words: 'step 34 (the last before 40): SGD 340', dot: 34 };
    assert.deepEqual(await marked(page), last);
  });
});

test('a chart is saved twice as fine as on the page, with the visible content, and the words stay', async () => {
  await withView({ styles: [] }, async (page) => {
    await open(page, [0, 98, 250, 554]);
    const { plot, saved, before, after } = await page.evaluate(() => {
      const { chart, cursor, draw } = /** @type {any} */ (globalThis);
      draw(800);
      cursor.move(98, 'elsewhere');
      const words = () => chart.figure.reading.textContent;
      const inkOf = (
        /** @type {HTMLCanvasElement} */ { width, height },
        /** @type {any} */ context,
      ) => {
        const { data } = context.getImageData(0, 0, width, height);
        let [count, right] = [0, 0];
        for (let at = 3; at < data.length; at += 4) {
          if (data[at] === 0) continue;
          count += 1;
          right = Math.max(right, (at >> 2) % width);
        }
        return { count, right: right / width, width, height };
      };
      const before = words();
      const { source, width, height } = chart.chart.picture;
      const plain = chart.chart.chart.ctx.canvas;
      return {
        before,
        after: words(),
        plot: { ...inkOf(plain, plain.getContext('2d')), place: [width, height] },
        saved: inkOf(source, source.getContext('2d')),
      };
    });
    assert.equal(before, 'step 98: SGD 980');
    assert.equal(after, before);
    const [width, height] = plot.place;
    const ratio = plot.width / width;
    assert.deepEqual([saved.width, saved.height], [2 * ratio * width, 2 * ratio * height]);
    assert.ok(
      saved.count > 2 * plot.count,
      `${saved.count} after ${plot.count}: lines twice as wide`,
    );
    assert.ok(Math.abs(saved.right - plot.right) < 0.01, 'the same picture');
    assert.equal(await page.locator('.uplot').count(), 1);
  });
});
