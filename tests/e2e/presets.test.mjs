// The named experiments: links that set up a run and name its point of interest.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRESETS } from '../../www/link/presets.js';
import { withLab } from './browser.mjs';

test('each experiment is a link without problems, and its sentence names the point of interest', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const { page } = lab;
    for (const { name, sentence } of PRESETS) {
      await page.locator('#presets').getByRole('link', { name, exact: true }).click();
      await lab.until(
        (/** @type {string} */ wanted) =>
          document.querySelector('.preset-sentence')?.textContent === wanted,
        sentence,
        `the sentence of ${name}`,
      );
      assert.equal(await page.locator('#presets [aria-current]').textContent(), name);
      assert.equal(await lab.notices('link').count(), 0, name);
    }
  });
});

test('an experiment runs, and its sentence is true', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    await lab.page.getByRole('link', { name: 'SM by rows, with batch norm' }).click();
    await lab.until(
      () => document.querySelectorAll('article.lane[data-rule="sm_rows"]').length === 1,
      null,
      'its lanes',
    );
    await lab.play();
    await lab.reach(20);
    await lab.pause();
    const { sm, sm_rows: rows } = await lab.hashes();
    assert.equal(sm, rows);
    assert.equal(await lab.number('sm', 'gap'), 0);
  });
});
