// Tests of network and twin: the chart of their errors, the row, the confusion matrix.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { fewSteps, figure, look, numbers, saveText, small } from './figure-page.mjs';
import { keepSaved } from './saved-files.mjs';

test('the table of test errors has a row for each test, with its images', async () => {
  await withLab({ hash: `${small}&lanes=sgd,un`, init: keepSaved }, async (lab) => {
    await fewSteps(lab);
    const last = await lab.step('sgd');
    await look(lab, 'error');
    const { head, rows: cells } = await saveText(lab, 'error');
    assert.equal(head.join(), 'step,SGD images,SGD,SGD twin,UN images,UN,UN twin');
    const rows = cells.map((row) => row.map(Number));
    const due = Array.from({ length: last }, (_, at) => at + 1).filter(
      (step) => step % 4 === 0 || step % 50 === 0,
    );
    assert.deepEqual(
      rows.map(([step]) => step),
      due,
    );
    for (const [step, images, error, twin, , other, otherTwin] of rows) {
      assert.equal(images, step % 4 === 0 ? 10_000 : 1000);
      for (const share of [error, twin, other])
        assert.equal(share, Math.round(share * images) / images);
      assert.equal(other, otherTwin, `UN’s twin at step ${step}`);
    }
    assert.ok(
      rows.some(([, , error, twin]) => error !== twin),
      'SGD’s twin errs otherwise',
    );
    const table = await numbers(lab, 'error');
    assert.deepEqual(table[0].slice(0, 2), ['4', '10,000']);
  });
});

test('twins are tested too: in the row, in the matrix, and nowhere without a twin', async () => {
  const lanes = 'lanes=sgd,un&strength=6';
  // Epochs of 13 steps, and a quick test after the last one.
  const apart = small.replace('images=400', 'images=1300');
  await withLab({ hash: `${apart}&${lanes}&stop=steps:51` }, async (lab) => {
    await lab.phase('ready');
    await lab.play();
    await lab.phase('paused');
    const row = (/** @type {string} */ rule) =>
      lab.lane(rule).locator('.lane-accuracy .detail').allTextContents();
    const shown = lab.lane('un').locator('[data-reading="accuracy"]');
    const [twin, which] = await row('un');
    assert.equal(twin, `twin ${await shown.textContent()}`);
    assert.equal(which, 'of 10,000 images, step 39', 'not the quick test at step 50');
    const [parted] = await row('sgd');
    assert.notEqual(parted, `twin ${(100 * (await lab.number('sgd', 'accuracy'))).toFixed(1)} %`);
    await look(lab, 'confusion', /^SGD, tested at step 50/);
    const select = figure(lab, 'confusion').locator('select');
    const options = ['SGD', 'SGD twin', 'UN', 'UN twin'];
    assert.deepEqual(await select.locator('option').allTextContents(), options);
    const network = await numbers(lab, 'confusion');
    await select.selectOption('SGD twin');
    await look(lab, 'confusion', /^SGD twin, tested at step 50: .* of 1,000 images wrong/);
    const cells = await figure(lab, 'confusion')
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((own) => [...own.children].map(({ textContent }) => textContent ?? '')),
      );
    assert.notDeepEqual(cells, network);
    const right = cells.reduce((sum, counts, digit) => sum + Number(counts[digit + 1]), 0);
    await look(lab, 'error');
    const [step, images, , twinError] = (await numbers(lab, 'error')).at(-1) ?? [];
    assert.deepEqual(
      [step, images, twinError],
      ['50', '1,000', `${(100 - right / 10).toFixed(1)} %`],
    );
    // Between two tests, chart and row show the earlier test.
    const reading = async (/** @type {number} */ step) => {
      await lab.page.evaluate((wanted) => {
        const slider = /** @type {HTMLInputElement} */ (document.querySelector('#moment-slider'));
        slider.value = String(wanted);
        slider.dispatchEvent(new Event('input'));
      }, step);
      const texts = await lab.page
        .locator('#error .chart-reading, .lane[data-rule="un"] [data-reading="cursor"]')
        .allTextContents();
      return texts.reverse();
    };
    const [chart, un] = await reading(50);
    assert.match(chart, /^step 39 \(the last before 50\): SGD \d\S* %, UN \d\S* %$/);
    assert.match(un, /^step 50: .*accuracy \d\S* % \(step 39\)$/);
    const [early, untested] = await reading(12);
    assert.equal(early, '', 'no test yet');
    assert.doesNotMatch(untested, /accuracy/);
  });
  await withLab({ hash: `${small}&${lanes}&twin=off` }, async (lab) => {
    await fewSteps(lab);
    const details = lab.lane('un').locator('.lane-accuracy .detail');
    assert.equal((await details.allTextContents())[0], '');
    await look(lab, 'error', /images: SGD \d\S* %; UN \d\S* %\.$/);
    await look(lab, 'confusion');
    const options = figure(lab, 'confusion').locator('option');
    assert.deepEqual(await options.allTextContents(), ['SGD', 'UN']);
  });
});
