// The same comparison over several seeds, beside the stage.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from '../js/csv-cells.js';
import { withLab } from './browser.mjs';
import { keepSaved, save } from './saved-files.mjs';

const small = 'images=1000&width=16&seed=7&lanes=sgd,un';

/**
 * @param {import('./lab-page.mjs').LabPage} lab
 * @param {number} seeds
 * @param {number} steps
 */
async function run(lab, seeds, steps) {
  // The part loads when the visitor comes near.
  await lab.page.locator('#seeds').evaluate((part) => part.scrollIntoView());
  await lab.enter('seed-count', String(seeds));
  await lab.enter('seed-steps', String(steps));
  await lab.page.locator('#seed-run').click();
}

/** @param {import('./lab-page.mjs').LabPage} lab @param {string} text */
const status = (lab, text) =>
  lab.until(
    (/** @type {string} */ wanted) =>
      document.querySelector('#seed-status')?.textContent?.includes(wanted),
    text,
    `“${text}”`,
  );

/** @param {import('./lab-page.mjs').LabPage} lab */
const table = (lab) =>
  lab.page
    .locator('.seed-table tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')),
    );

test('over three seeds, SGD’s twins part in all and UN’s twins in none, while the stage goes on', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.play();
    await run(lab, 3, 100);
    await lab.page.locator('.seed-table td').first().waitFor();
    // What a visitor has selected stays while the numbers change.
    await lab.page.evaluate(() => {
      const cell = document.querySelector('.seed-table td')?.firstChild;
      if (cell) getSelection()?.setBaseAndExtent(cell, 0, cell, 1);
    });
    await status(lab, '6 of 6 runs');
    await status(lab, 'Seeds finished: 7, 8, 9');
    const selected = await lab.page.evaluate(() =>
      document.querySelector('.seed-table td')?.contains(getSelection()?.anchorNode ?? null),
    );
    assert.equal(selected, true);
    await lab.reach(5);
    await lab.pause();
    const [sgd, un] = await table(lab);
    assert.match(sgd[1], /^\d+\.\d\d ± \d+\.\d\d %$/);
    assert.equal(un[2], un[1], 'UN’s twins are as good');
    assert.match(sgd[2], /^\d+\.\d\d ± \d+\.\d\d %$/);
    assert.notEqual(sgd[2], sgd[1], 'SGD’s are not');
    assert.match(sgd[4], /^0 exactly in 0 of 3; /);
    assert.equal(un[4], '0 exactly in 3 of 3');
    assert.deepEqual([un[5], un[6]], ['3', '0']);
    const reading = lab.page.locator('#seeds .chart-reading');
    await lab.page.locator('#seeds .chart-plot').focus();
    await lab.page.keyboard.press('Home');
    assert.match((await reading.textContent()) ?? '', /^step 10: SGD \d/, 'the first full test');
    await lab.page.keyboard.press('End');
    const told = (await reading.textContent()) ?? '';
    assert.equal(told, `step 100: SGD ${sgd[1]}, UN ${un[1]}`, 'the curve ends at the table');
    assert.match(
      (await lab.page.locator('#seeds .chart-sentence').textContent()) ?? '',
      /SGD 3, UN 3/,
    );
  });
});

test('the seed of the stage comes first, and gives the result of the stage', async () => {
  await withLab({ hash: `${small}&stop=steps:50` }, async (lab) => {
    await lab.phase('ready|paused');
    await run(lab, 2, 50);
    await status(lab, '4 of 4 runs');
    await lab.play();
    await lab.phase('paused|finished');
    await lab.reach(50);
    const gap = Number(await lab.text('sgd', 'gap'));
    const [sgd] = await table(lab);
    const ends = (sgd[4].match(/\d+\.\d+/g) ?? []).map(Number);
    assert.ok(
      ends.some((end) => Math.abs(end / gap - 1) < 0.01),
      `${sgd[4]} has ${gap}`,
    );
  });
});

test('saved files have the specs of the finished runs; after other settings the runs count as earlier', async () => {
  await withLab({ hash: `${small}&autoplay=0`, init: keepSaved }, async (lab) => {
    await lab.phase('ready');
    await run(lab, 2, 50);
    await status(lab, '4 of 4 runs');
    const earlier = 'of earlier settings';
    const words = async () => (await lab.page.locator('#seed-status').textContent()) ?? '';
    assert.ok(!(await words()).includes(earlier));
    const saved = async (/** @type {string} */ button) => {
      await lab.page.locator(button).click();
      return lab.page.evaluate(() => /** @type {any} */ (globalThis).saved.pop().blob.text());
    };
    const table = await saved('#seed-table-csv');
    const runs = await saved('#seed-runs-csv');
    const bands = (await save(lab, lab.page.locator('#seeds figure'), 'CSV')).bytes.toString();
    for (const text of [table, runs, bands]) {
      const { notes } = readCsv(text);
      assert.match(notes.slice(0, 2).join(), /^scale drift \d.*,seeds finished 7 8$/);
      assert.equal(notes.filter((note) => /^lane [ab]: .*seed=[78].*rule=/.test(note)).length, 4);
      assert.ok(notes.some((note) => /^link .*seed=7/.test(note)));
    }
    assert.ok(readCsv(bands).notes.some((note) => note.includes('Tests on 10,000 images each')));
    await lab.oneStep();
    assert.ok(!(await words()).includes(earlier), 'a step of the stage changes no settings');
    await lab.page.locator('#new-seed').click();
    await status(lab, earlier);
  });
});

test('one full test makes no line: the quick tests are drawn, unless the visitor chooses otherwise', async () => {
  await withLab({ hash: 'images=3000&batch=50&width=16&lanes=un&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    await run(lab, 2, 100);
    await status(lab, '2 of 2 runs');
    const field = lab.page.locator('#seed-field');
    assert.equal(await field.inputValue(), 'quick');
    const reading = lab.page.locator('#seeds .chart-reading');
    const first = async () => {
      await lab.page.locator('#seeds .chart-plot').focus();
      await lab.page.keyboard.press('Home');
      return (await reading.textContent()) ?? '';
    };
    assert.match(await first(), /^step 50: UN \d/);
    await field.selectOption('accuracy');
    assert.match(await first(), /^step 60: UN \d/, 'the full test');
    await run(lab, 3, 100);
    await status(lab, '3 of 3 runs');
    assert.equal(await field.inputValue(), 'accuracy');
  });
});

test('cancelling keeps finished runs; a diverged run is shown', async () => {
  const hash = 'images=1000&width=16&seed=7&strength=20&depth=4&lanes=sgd:10,un';
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready|paused');
    await run(lab, 20, 500);
    await lab.until(
      () =>
        /^[2-9]\d* of 40 runs, about/.test(
          document.querySelector('#seed-status')?.textContent ?? '',
        ),
      null,
      'two runs and the time left',
    );
    await lab.page.locator('#seed-cancel').click();
    await status(lab, 'Cancelled');
    const [sgd] = await table(lab);
    assert.ok(Number(sgd[6]) >= 1, 'SGD diverged');
    assert.equal(sgd[5], '0');
    assert.equal(await lab.page.locator('#seed-run').isDisabled(), false);
  });
});

test('seeds that cannot run are refused in words', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    for (const [seeds, steps] of [
      [1, 100],
      [21, 100],
      [3, 70],
      [3, 0],
    ]) {
      await run(lab, seeds, steps);
      assert.match(
        (await lab.page.locator('#seeds .field-note').textContent()) ?? '',
        /2 to 20 seeds/,
      );
      assert.equal(await lab.page.locator('#seed-status').textContent(), '');
    }
  });
});
