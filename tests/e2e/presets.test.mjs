// The named experiments: links that set up a run and name its point of interest.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRESETS } from '../../www/link/presets.js';
import { withLab } from './browser.mjs';

/**
 * The rules that the headline and the introduction name, each once.
 * @param {import('playwright-core').Page} page
 */
async function rulesNamed(page) {
  const texts = await page.locator('h1, #about-twins').allInnerTexts();
  const names = texts.join(' ').match(/\b(SGD|SM|UN)\b/g) ?? [];
  return [...new Set(names)].map((name) => name.toLowerCase());
}

test('each experiment is a link without problems, and its sentence names the point of interest', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const { page } = lab;
    /** What is named, once for each list. @type {Set<string>} */
    const all = new Set();
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
      const lanes = await lab.rules();
      const named = await rulesNamed(page);
      const strangers = named.filter((rule) => !lanes.includes(rule));
      assert.deepEqual(strangers, [], `${name}: named without a lane`);
      all.add(named.join());
    }
    assert.ok(all.has('sgd,sm,un') && all.has(''), [...all].join('; '));
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
