// Looking back through the run, comparing two moments, and taking the run itself back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { figure, look, numbers } from './figure-page.mjs';

const small = 'images=1000&width=16&seed=7&lanes=sgd,un&autoplay=0';

/** @param {import('./lab-page.mjs').LabPage} lab @param {number} step */
async function lookAt(lab, step) {
  await lab.page.locator('#moment-slider').focus();
  await lab.page.keyboard.press('Home');
  for (let at = 0; at < step; at += 1) await lab.page.keyboard.press('ArrowRight');
  await lab.until(
    (/** @type {number} */ wanted) =>
      document.querySelector('#moment-step')?.textContent?.startsWith(`step ${wanted} of`),
    step,
    `step ${step} under the cursor`,
  );
}

/** @param {import('./lab-page.mjs').LabPage} lab @param {number} step */
const wentBack = (lab, step) =>
  lab.until(
    (/** @type {number} */ wanted) =>
      [...document.querySelectorAll('article.lane')].every(
        (lane) => /** @type {HTMLElement} */ (lane).dataset.step === String(wanted),
      ) && document.body.dataset.phase !== 'running',
    step,
    `being back at step ${step}`,
  );

/** @param {import('./lab-page.mjs').LabPage} lab @param {string} id */
const cells = (lab, id) => lab.page.locator(`#moment tr[data-lane="${id}"] td`).allTextContents();

test('the slider moves the cursor of all pictures, and two moments are compared', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    assert.equal(await lab.page.locator('#moment-slider').isDisabled(), true);
    await lab.playTo(30);
    // Unseen figures are not drawn; these two figures stand side by side.
    await lab.page.locator('#gap .chart-title').scrollIntoViewIfNeeded();
    await lab.page.locator('#gap canvas').waitFor();
    await lab.page.locator('#loss canvas').waitFor();
    await lookAt(lab, 3);
    assert.equal(await lab.page.locator('#moment-step').textContent(), 'step 3 of 30');
    const words = () =>
      lab.page.evaluate(() => {
        const line = document.querySelector('.lane .figure-line');
        return line && getComputedStyle(line, '::after').content;
      });
    assert.match((await words()) ?? '', /now/, 'the row’s numbers are of another moment');
    for (const chart of ['gap', 'loss']) {
      const reading = await lab.page.locator(`#${chart} .chart-reading`).textContent();
      assert.match(reading ?? '', /^step 3: SGD /, chart);
    }
    // A visitor who points elsewhere and away again still looks back.
    for (const chart of ['loss', 'gap']) {
      await lab.page.locator(`#${chart} .u-over`).hover();
      await lab.until(
        (/** @type {string} */ id) =>
          !document.querySelector(`#${id} .chart-reading`)?.textContent?.startsWith('step 3:'),
        chart,
        'another step under the pointer',
      );
      await lab.page.mouse.move(0, 0);
      for (const each of ['gap', 'loss']) {
        const reading = await lab.page.locator(`#${each} .chart-reading`).textContent();
        assert.match(reading ?? '', /^step 3: SGD /, `${each} after ${chart}`);
      }
    }
    const before = await cells(lab, 'a');
    await lab.page.locator('#moment-pin').click();
    await lookAt(lab, 20);
    const [loss, gap, , , drift] = await cells(lab, 'a');
    assert.notEqual(loss, before[0]);
    assert.match(drift, /^[×÷] \d\S*[×÷] \d/, 'factors, as in the legend');
    assert.match(gap, /\d[+−]\d/, 'the gap and its change');
    const [, still] = await cells(lab, 'b');
    assert.equal(still, '0 exactlyno change', 'UN’s twins are together at both');
    assert.equal(await lab.step('sgd'), 30, 'the run itself stays where it is');
    await lab.page.locator('#moment-now').click();
    await lab.until(
      () => !document.querySelector('.stage')?.hasAttribute('data-back'),
      null,
      'numbers that are of the moment again',
    );
    assert.equal(await words(), 'none');
    await lab.until(
      () =>
        /** @type {HTMLInputElement} */ (document.querySelector('#moment-slider')).value === '30',
      null,
      'the slider at the newest step',
    );
    await lab.page.locator('#moment-pin').click();
    await lab.page.locator('#moment table').waitFor({ state: 'hidden' });
  });
});

test('filters, charges and bits follow to the last kept step, and come back to now', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(50);
    const ids = ['filters', 'charges', 'bits'];
    /** @type {Record<string, string[][]>} */
    const at50 = {};
    /** @type {Record<string, string[][]>} */
    const at120 = {};
    const open = { charges: /at step 50:/, filters: /\d/, bits: /\d/ };
    for (const id of ids) {
      await look(lab, id, open[/** @type {keyof typeof open} */ (id)]);
      at50[id] = await numbers(lab, id);
    }
    const table = (/** @type {string} */ id) => figure(lab, id).locator('tbody tr');
    const cells = (/** @type {string} */ id) =>
      table(id).evaluateAll((rows) =>
        rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')),
      );
    await lab.playTo(120);
    await look(lab, 'charges', /at step 120:/);
    for (const id of ids) {
      await look(lab, id);
      at120[id] = await cells(id);
    }
    assert.notDeepEqual(at120.filters, at50.filters);
    assert.notDeepEqual(at120.charges, at50.charges);
    await lookAt(lab, 70);
    await look(lab, 'filters', /^At step 50, the last before 70 whose weights are kept: norms/);
    assert.deepEqual(await cells('filters'), at50.filters);
    await look(lab, 'charges', /at step 50:/);
    assert.deepEqual(await cells('charges'), at50.charges);
    await look(lab, 'bits', /^At step 50, /);
    assert.deepEqual(await cells('bits'), at50.bits);
    await lab.page.locator('#moment-now').click();
    await look(lab, 'charges', /at step 120:/);
    for (const id of ids) {
      await look(lab, id, /^(?!At step)/);
      assert.deepEqual(await cells(id), at120[id], id);
    }
  });
});

test('unseen figures have their words too: now, then, and now again', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(120);
    await lab.page.evaluate(() => scrollTo(0, 0));
    /** @param {Record<string, string>} wanted a piece of each figure's words */
    const say = (wanted) =>
      lab.until(
        (/** @type {Record<string, string>} */ pieces) =>
          Object.entries(pieces).every(([id, piece]) => {
            const figure = document.querySelector(`#${id} figure`);
            const top = figure?.getBoundingClientRect().top ?? 0;
            return top > innerHeight + 64 && figure?.textContent?.includes(piece);
          }),
        wanted,
        JSON.stringify(wanted),
      );
    await say({ charges: 'at step 120:', bits: 'full dots now', filters: 'Norms against' });
    await lab.page.evaluate(() => {
      const slider = /** @type {HTMLInputElement} */ (document.querySelector('#moment-slider'));
      slider.value = '70';
      slider.dispatchEvent(new Event('input'));
    });
    const at = 'At step 50, the last before 70';
    await say({ charges: 'at step 50:', bits: at, filters: at });
    await lab.page.evaluate(() =>
      /** @type {HTMLElement} */ (document.querySelector('#moment-now')).click(),
    );
    await say({ charges: 'at step 120:', bits: 'full dots now', filters: 'Norms against' });
  });
});

test('after going back no figure points at the step looked at before', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(30);
    await lab.page.locator('#gap .chart-title').scrollIntoViewIfNeeded();
    await lab.page.locator('#gap canvas').waitFor();
    for (const step of [20, 0]) {
      await lookAt(lab, step);
      await lab.page.locator('#go-back').click();
      await wentBack(lab, step);
      const words = await lab.page
        .locator('#gap .chart-reading, [data-reading="cursor"]')
        .allTextContents();
      assert.ok(words.length > 2);
      assert.deepEqual(words.join(''), '', `after going back to ${step}`);
    }
  });
});

test('going back and on again gives the same bits, past checkpoints and a change of rate', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(20);
    const at20 = await lab.hashes();
    await lab.playTo(120);
    const at120 = await lab.hashes();
    await lab.enter('rate', '0.3');
    await lab.until(() => location.hash.includes('changes='), null, 'the change in the link');
    await lab.playTo(130);
    const with130 = await lab.hashes();
    for (let back = 0; back < 10; back += 1) {
      await lab.page.locator('#step-back').click();
      await wentBack(lab, 129 - back);
    }
    assert.deepEqual(await lab.hashes(), at120);
    assert.match(lab.page.url(), /changes=/, 'the rate set at this very step stays');
    await lab.playTo(130);
    assert.deepEqual(await lab.hashes(), with130);

    await lookAt(lab, 20);
    await lab.page.locator('#go-back').click();
    await wentBack(lab, 20);
    assert.deepEqual(await lab.hashes(), at20);
    assert.doesNotMatch(lab.page.url(), /changes=/, 'what came later is undone');
    await lab.playTo(120);
    assert.deepEqual(await lab.hashes(), at120, 'as if the rate had never been changed');
    await lab.playTo(130);
    assert.notDeepEqual(await lab.hashes(), with130);
  });
});

test('after going back before its divergence a lane lives, and diverges at the same step again', async () => {
  const hash = 'images=1000&width=16&seed=7&strength=20&depth=4&lanes=sgd:10,un&autoplay=0';
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready');
    await lab.play();
    await lab.until(
      () => document.querySelector('article.lane')?.getAttribute('data-state') === 'diverged',
      null,
      'SGD to diverge',
    );
    await lab.pause();
    const stopped = await lab.step('sgd');
    await lookAt(lab, 0);
    await lab.page.locator('#go-back').click();
    await wentBack(lab, 0);
    assert.notEqual(await lab.laneState('sgd'), 'diverged');
    assert.equal(await lab.notices('lane').count(), 0);
    await lab.playTo(stopped + 5);
    assert.equal(await lab.laneState('sgd'), 'diverged');
    assert.equal(await lab.step('sgd'), stopped);
  });
});
