// One cursor for all figures and lanes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { fewSteps, figure, look, small } from './figure-page.mjs';

test('all figures and lanes share a cursor, which keys and pointer move', async () => {
  await withLab({ hash: small }, async (lab) => {
    await fewSteps(lab);
    for (const id of ['gap', 'loss', 'error']) await look(lab, id);
    const readings = () =>
      lab.page.evaluate(() => ({
        figures: ['gap', 'loss', 'error'].map(
          (id) => document.querySelector(`#${id} .chart-reading`)?.textContent ?? '',
        ),
        lanes: [...document.querySelectorAll('[data-reading="cursor"]')].map(
          ({ textContent }) => textContent ?? '',
        ),
        spoken: [...document.querySelectorAll('output[aria-live="polite"]')].length,
      }));
    await figure(lab, 'gap').locator('.chart-plot').focus();
    await lab.page.keyboard.press('Home');
    await lab.page.keyboard.press('ArrowRight');
    await lab.page.keyboard.press('ArrowRight');
    const byKeys = await readings();
    const [gap, loss, error] = byKeys.figures;
    for (const text of [gap, loss]) assert.match(text, /^step 2: SGD .+, SM .+, UN .+/);
    assert.equal(error, '', 'no test yet');
    await lab.page.keyboard.press('ArrowRight');
    await lab.page.keyboard.press('ArrowRight');
    const tested = (await readings()).figures[2];
    assert.match(tested, /^step 4: SGD .+%, SM .+%, UN .+%/, 'of the first test');
    for (const text of byKeys.lanes) assert.match(text, /^step 2: loss .*twin .*gap/);
    assert.equal(byKeys.spoken, 1, 'only the chart with the keys is read aloud');

    const canvas = lab.lane('sm').locator('canvas[data-view="drift"]');
    await canvas.focus();
    await lab.page.keyboard.press('Home');
    const byDrift = await readings();
    assert.match(byDrift.lanes[1], /^network, layer 1, neuron 1, step 0/);
    assert.match(byDrift.lanes[0], /^step 0: /);
    assert.match(byDrift.lanes[2], /^step 0: /);
    assert.match(byDrift.figures[0], /^step 0: /);
    assert.equal(byDrift.figures[1], '', 'a loss is of a batch, and none has been taken');

    await lab.page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    const none = await readings();
    assert.deepEqual([...none.figures, ...none.lanes], Array(6).fill(''));

    await figure(lab, 'loss').scrollIntoViewIfNeeded();
    await figure(lab, 'loss')
      .locator('.u-over')
      .hover({ position: { x: 20, y: 40 } });
    const byPointer = await readings();
    const figures = byPointer.figures.slice(0, 2);
    const steps = [...figures, ...byPointer.lanes].map((text) => text.split(':')[0]);
    assert.match(steps[0], /^step \d+$/);
    assert.equal(new Set(steps).size, 1, steps.join());
  });
});

test('the cursor stays where it is while the run goes on', async () => {
  await withLab({ hash: small }, async (lab) => {
    await fewSteps(lab);
    await look(lab, 'gap');
    await look(lab, 'loss');
    await figure(lab, 'gap').locator('.chart-plot').focus();
    await lab.page.keyboard.press('Home');
    await lab.page.keyboard.press('ArrowRight');
    const before = await lab.step('un');
    await lab.page.evaluate(() => document.getElementById('one-step')?.click());
    await lab.reach(before + 1);
    const reading = figure(lab, 'loss').locator('.chart-reading');
    assert.match((await reading.textContent()) ?? '', /^step 1: /);
  });
});
