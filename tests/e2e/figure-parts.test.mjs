// Every figure of the page in turn: a caption that names its subject, a sentence that says what it
// shows now, a table, and both files with the run's spec inside.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asciiText } from '../../www/charts/csv.js';
import { readCsv } from '../js/csv-cells.js';
import { browserName, withLab } from './browser.mjs';
import { keepSaved, save, textsIn } from './saved-files.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

const small = 'images=400&batch=100&width=16&seed=7&architecture=arch2&lanes=sgd,un&autoplay=0';

/** In the order of the page; a new figure belongs here. */
const FIGURES = [
  'Drift',
  'Diagonal',
  'Twin gap',
  'Loss',
  'Test error',
  'Confusion',
  'The smallest network with a scale',
  'Draw a digit',
  'Charges',
  'Charges over steps',
  'Integer bits',
  'Effective rate',
  'Filters of the first layer',
  'Norm over the run',
  'Spread over seeds',
];

/**
 * Makes all figures appear: takes steps, opens a neuron, draws a digit, trains seeds.
 * @param {LabPage} lab
 */
async function fillPage(lab) {
  await lab.phase('ready|paused');
  await lab.playTo(52);
  const near = (/** @type {string} */ id) =>
    lab.page.locator(`#${id}`).evaluate((part) => part.scrollIntoView());
  await near('filters');
  await lab.page.locator('#filters .chart-plot').first().focus();
  await lab.until(
    () => /\d/.test(document.querySelector('#filters .chart-sentence')?.textContent ?? ''),
    null,
    'the filters',
  );
  await lab.page.keyboard.press('ArrowRight');
  await lab.page.keyboard.press('Enter');
  await lab.page.locator('.neuron figure').waitFor();
  await near('draw');
  await lab.page.getByRole('button', { name: 'sample of class 7' }).click();
  await near('seeds');
  await lab.enter('seed-count', '2');
  await lab.enter('seed-steps', '50');
  await lab.page.locator('#seed-run').click();
  await lab.page.locator('#seeds figure').waitFor();
  await lab.until(
    () => /4 of 4 runs/.test(document.querySelector('#seed-status')?.textContent ?? ''),
    null,
    'all seeds',
  );
}

test('every figure has its caption, sentence, table, picture and numbers', async () => {
  await withLab({ hash: small, init: keepSaved }, async (lab) => {
    await fillPage(lab);
    const titles = await lab.page.locator('main figure .chart-title').allTextContents();
    assert.deepEqual(titles, FIGURES);
    for (const title of FIGURES) {
      const figure = lab.page
        .locator('figure.chart')
        .filter({ has: lab.page.getByRole('heading', { name: title, exact: true }) });
      assert.equal(await figure.count(), 1, title);
      await figure.evaluate((part) => part.scrollIntoView());
      await lab.until(
        (/** @type {string} */ wanted) =>
          [...document.querySelectorAll('figure.chart')].some(
            (each) =>
              each.querySelector('.chart-title')?.textContent === wanted &&
              /\d/.test(each.querySelector('.chart-sentence')?.textContent ?? ''),
          ),
        title,
        `the sentence of ${title}`,
      );
      const note = (await figure.locator('.chart-note').textContent()) ?? '';
      assert.ok(note.length > 10, `${title}: the caption says “${note}”`);
      const sentence = (await figure.locator('.chart-sentence').textContent()) ?? '';

      await figure.locator('.chart-numbers > summary').click();
      await figure.locator('.chart-numbers tbody tr').first().waitFor();
      await figure.locator('.chart-numbers > summary').click();

      const { notes, head, rows } = readCsv(
        (await save(lab, figure, 'CSV')).bytes.toString('utf8'),
      );
      assert.ok(notes.includes(asciiText(sentence)), `${title}: what is seen, in the file`);
      if (title === 'Norm over the run') {
        assert.match(notes.join(), /Neuron 1 of the first layer, SGD: norm over/);
      }
      assert.ok(head.length > 1 && rows.length > 0, `${title}: ${head}, ${rows.length} rows`);
      assert.match(rows[rows.length - 1].join(), /,-?\d/, `${title}: numbers`);

      const png = await save(lab, figure, 'PNG');
      assert.match(png.name, /^scale-drift-[a-z-]+\.png$/);
      const texts = textsIn(png.bytes);
      assert.ok(png.bytes.readUInt32BE(16) >= 480 && png.bytes.readUInt32BE(20) > 200, title);
      for (const text of [notes.join('\n'), texts['Scale Drift notes']]) {
        assert.match(text, /scale drift \d/, `${title}: the program`);
        assert.match(text, /lane a: .*seed=7.*rule=sgd/, `${title}: the spec of SGD`);
        assert.match(text, /lane b: .*rule=un/, `${title}: the spec of UN`);
      }
      assert.match(texts['Scale Drift link'], /seed=7/, `${title}: the link`);
    }
  });
});

test('a figure whose file cannot be made says so, and can be saved afterwards', async () => {
  await withLab({ init: keepSaved, hash: small, expectErrors: true }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    const part = '**/saved-file-*.js';
    await lab.page.route(part, (route) => route.abort());
    const figure = lab.page.locator('#loss figure');
    const menu = figure.locator('.chart-menu');
    await menu.locator('summary').click();
    await menu.locator('button', { hasText: 'PNG' }).click();
    const said = menu.locator('[role="status"]');
    await said.filter({ hasText: 'Try again' }).waitFor();
    await lab.notices('part').locator('[data-action="save"]').waitFor();
    await lab.page.unroute(part);
    // Firefox does not ask again for a module that failed.
    if (browserName === 'firefox') await lab.page.reload();
    else await menu.locator('summary').click();
    await lab.phase('ready|paused');
    const texts = textsIn((await save(lab, figure, 'PNG')).bytes);
    assert.match(texts['Scale Drift notes'], /lane a: .*seed=7/);
    assert.equal(await said.textContent(), '');
  });
});

test('a figure further down that cannot be loaded is named, and the others are there', async () => {
  await withLab({ hash: small, expectErrors: true }, async (lab) => {
    await lab.phase('ready|paused');
    const part = '**/draw-*.js';
    await lab.page.route(part, (route) => route.abort());
    for (const place of ['landscape', 'draw', 'filters']) {
      await lab.page.locator(`#${place}`).scrollIntoViewIfNeeded();
    }
    const notice = lab.page.locator('#notices', {
      hasText: 'A part of the page could not be loaded',
    });
    await notice.waitFor();
    await lab.page.locator('#filters figure').first().waitFor();
    assert.equal(await lab.page.locator('#draw figure').count(), 0);
    await lab.page.unroute(part);
    if (browserName === 'firefox') await lab.page.reload();
    else await notice.locator('button', { hasText: 'Retry' }).click();
    await lab.page.locator('#draw').scrollIntoViewIfNeeded();
    await lab.page.locator('#draw figure').first().waitFor();
    assert.equal(await lab.page.locator('#notices .notice').count(), 0);
  });
});
