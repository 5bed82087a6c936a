// The figures below the lanes: numbers, sentences, tables and saved files.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import catalog from '../../www/generated/catalog.js';
import { formatHash } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { browserName, withLab } from './browser.mjs';
import { fewSteps, figure, ink, look, numbers, saveText, small } from './figure-page.mjs';
import { keepSaved, save, textsIn } from './saved-files.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

test('every figure shows the present step: a picture, a sentence, a table', async () => {
  await withLab({ hash: small }, async (lab) => {
    await fewSteps(lab);
    const step = await lab.step('sgd');
    await look(lab, 'drift', /SGD ÷ \d\S* to × \d/);
    await look(lab, 'gap', /UN 0 exactly/);
    await look(lab, 'loss', /SGD \d.*twin \d/);
    await look(lab, 'error', /At step \d+, of 10,000 images: SGD \d\S* %, twin \d\S* %; SM/);
    await look(lab, 'charge-lines', /SGD is off by 1\/[\d,]+ of the largest change/);
    const now = new RegExp(`SGD at step ${step}: the charges of 32 neurons`);
    const charges = await look(lab, 'charges', now);
    assert.doesNotMatch(charges, /SM|UN/, 'only plain descent has a prediction');
    await look(lab, 'bits', /UN/);
    await look(lab, 'confusion', /SGD, tested at step \d+: [\d,]+ of .* images wrong/);
    for (const id of ['gap', 'loss', 'error', 'charge-lines', 'charges', 'bits', 'confusion']) {
      assert.ok((await ink(lab, id)) > 200, `${id} is drawn`);
    }
    const rows = await numbers(lab, 'confusion');
    assert.equal(rows.length, 10);
    const sum = rows.flatMap(([, ...cells]) => cells.map(Number)).reduce((a, b) => a + b, 0);
    assert.ok([1000, 10000].includes(sum), `${sum} images were tested`);
    assert.equal((await numbers(lab, 'bits')).length, 9, 'three lanes of three layers');
    assert.equal((await numbers(lab, 'charges')).length, 32);
    const [first] = await numbers(lab, 'drift');
    assert.match(first[0], /SGD network, layer 1/);
    assert.match(first[1], /^[×÷] \d/, 'factors, as in the legend');
  });
});

test('plots side by side begin and end at the same height, and leave no hole', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    for (const id of ['confusion', 'charges', 'bits']) await look(lab, id, /\w/);
    for (const width of [900, 1280, 1920]) {
      await lab.page.setViewportSize({ width, height: 900 });
      // The charts take their new size in the frame after.
      await lab.page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const rows = await lab.page.evaluate(() => {
        /** @type {Record<number, {bottom: number, canvas: number, right: number}[]>} */
        const found = {};
        for (const plot of document.querySelectorAll('.charts .chart-plot:not([hidden])')) {
          const { top, bottom, right } = plot.getBoundingClientRect();
          const canvas = plot.querySelector('canvas')?.getBoundingClientRect();
          const row = Math.round(top + scrollY);
          found[row] ??= [];
          found[row].push({ bottom, canvas: bottom - (canvas?.bottom ?? 0), right });
        }
        return Object.values(found);
      });
      const shape = rows.map((row) => row.length);
      assert.deepEqual(shape, [2, 2, 2, 1], `at ${width}`);
      for (const row of rows) {
        assert.equal(new Set(row.map(({ bottom }) => Math.round(bottom))).size, 1, 'of one height');
        assert.equal(
          Math.round(row.at(-1)?.right ?? 0),
          Math.round(rows[0][1].right),
          'to the edge',
        );
        for (const { canvas } of row)
          assert.ok(canvas >= -1 && canvas <= 9, `filled but ${canvas}`);
      }
    }
  });
});

test('measured and predicted charges agree, and the table shows their small differences', async () => {
  await withLab({ hash: small, init: keepSaved }, async (lab) => {
    await fewSteps(lab);
    await look(lab, 'charges');
    const { rows } = await saveText(lab, 'charges');
    const parsed = rows.map((cells) => cells.slice(1).map(Number));
    const largest = Math.max(...parsed.map(([predicted]) => Math.abs(predicted)));
    assert.ok(largest > 1e-4, 'charges have changed');
    for (const [predicted, measured, difference] of parsed) {
      assert.equal(measured - predicted, difference);
      assert.ok(Math.abs(difference) < 1e-3 * largest, `${measured} for ${predicted}`);
    }
  });
});

test('saved files lead back to the run: link, spec of every lane, step', async () => {
  await withLab({ hash: small, init: keepSaved }, async (lab) => {
    await fewSteps(lab);
    const shown = new URL(lab.page.url());
    const step = await lab.step('sgd');
    for (const id of ['drift', 'gap', 'loss', 'error', 'charges', 'bits', 'confusion']) {
      await look(lab, id);
      const { notes, head, rows } = await saveText(lab, id);
      assert.match(notes[0], /^scale drift \d/);
      const link = notes.find((note) => note.startsWith('link '))?.slice('link '.length) ?? '';
      const { origin, pathname, hash } = new URL(link);
      assert.equal(origin + pathname, shown.origin + shown.pathname);
      const { state, problems } = parseHash(hash, catalog);
      assert.deepEqual(problems, []);
      assert.equal(`#${formatHash(state, catalog)}`, shown.hash, `${id}: the link`);
      assert.ok(notes.includes(`step ${step}`), `${id}: the step`);
      assert.ok(notes.some((note) => /^lane a: .*seed=7.*rule=sgd/.test(note)));
      assert.ok(rows.length >= 9, `${id} has ${rows.length} rows`);
      for (const row of rows) assert.equal(row.length, head.length, row.join());
      const png = await save(lab, figure(lab, id), 'PNG');
      assert.equal(png.name, `scale-drift-${await nameOf(lab, id)}.png`);
      const texts = textsIn(png.bytes);
      assert.equal(texts['Scale Drift link'], link);
      assert.match(texts['Scale Drift notes'], /lane c: .*rule=un/);
      const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
      assert.ok(width > 900 && height > 400, `${id}: ${width} × ${height}`);
    }
  });
});

/**
 * @param {LabPage} lab
 * @param {string} id
 */
async function nameOf(lab, id) {
  const title = (await figure(lab, id).locator('.chart-title').textContent()) ?? '';
  return title.toLowerCase().replaceAll(' ', '-');
}

const untold = browserName === 'firefox' && 'Firefox tells its driver of no download';
test('a saved file arrives', { skip: untold }, async () => {
  await withLab({ hash: small }, async (lab) => {
    await fewSteps(lab);
    await look(lab, 'gap');
    const arrives = lab.page.waitForEvent('download');
    await figure(lab, 'gap').locator('.chart-menu summary').click();
    await figure(lab, 'gap').getByText('CSV').click();
    const file = await arrives;
    assert.equal(file.suggestedFilename(), 'scale-drift-twin-gap.csv');
    assert.match(readFileSync(await file.path(), 'utf8'), /scale drift \d/);
  });
});

test('without batch normalization the effective rate offers to switch, and then shows its band', async () => {
  await withLab({ hash: `${small}&lanes=sgd:0.5,sm,un` }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.page.locator('#effective-rate').scrollIntoViewIfNeeded();
    const rate = figure(lab, 'effective-rate');
    await rate.locator('[data-action="arch2"]').waitFor();
    // Two columns: a figure with nothing to show is a line below, and its neighbour fills the row.
    const shares = () =>
      lab.page.evaluate(() =>
        ['main', '#bits', '#effective-rate'].map((place) => {
          const { width, height } = /** @type {Element} */ (
            document.querySelector(place)
          ).getBoundingClientRect();
          return { width, height };
        }),
      );
    const [main, bits, rates] = await shares();
    assert.equal(bits.width, main.width);
    assert.equal(rates.width, main.width);
    assert.ok(rates.height < 170, `${rates.height} px without a plot`);
    await rate.locator('[data-action="arch2"]').click();
    await lab.until(() => location.hash.includes('architecture=arch2'), null, 'Arch2');
    await fewSteps(lab);
    const slower = /SGD \S+ to \S+, median \S+, × 0\.\d+ since the start/;
    const sentence = await look(lab, 'effective-rate', slower);
    assert.match(sentence, /UN 0\.0500 for every filter/);
    assert.ok((await ink(lab, 'effective-rate')) > 200);
    const [, besides, shown] = await shares();
    assert.ok(besides.width < main.width / 2 && shown.width === besides.width);
  });
});

test('dots and cells are read singly, by keys and under the pointer', async () => {
  await withLab({ hash: small }, async (lab) => {
    await fewSteps(lab);
    const step = await lab.step('sgd');
    const reading = (/** @type {string} */ id) =>
      figure(lab, id).locator('.chart-reading').textContent();
    const { keyboard } = lab.page;
    await look(lab, 'charges');
    const [first] = await numbers(lab, 'charges');
    await figure(lab, 'charges').locator('.chart-plot').focus();
    await keyboard.press('ArrowRight');
    assert.equal(
      await reading('charges'),
      `${first[0]}: predicted ${first[1]}, measured ${first[2]}, difference ${first[3]}`,
    );
    await keyboard.press('End');
    assert.match((await reading('charges')) ?? '', /^SGD neuron 32: /);
    assert.equal(await lab.step('sgd'), step, 'the keys are the figure’s own');

    await look(lab, 'confusion', /tested at step/);
    const rows = await numbers(lab, 'confusion');
    await figure(lab, 'confusion').locator('.chart-plot').focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await keyboard.press(key);
    const count = new RegExp(`^${rows[1][3]} of [\\d,]+ images of a 1 (is|are) taken for a 2, `);
    assert.match((await reading('confusion')) ?? '', count);
    const live = lab.page.locator('output[aria-live="polite"]');
    assert.equal(await live.count(), 1, 'only the figure with the keys is read aloud');
    await keyboard.press('Tab');
    assert.equal(await reading('confusion'), '');
    const box = await figure(lab, 'confusion').locator('canvas').boundingBox();
    assert.ok(box);
    await lab.page.mouse.move(box.x + box.width - 12, box.y + 12);
    assert.match((await reading('confusion')) ?? '', /^\d+ of [\d,]+ images of a 0 .* for a 9/);
    await lab.page.mouse.move(box.x + box.width - 12, box.y - 40);
    assert.equal(await reading('confusion'), '');
  });
});

test('without SGD the charges name their subject; another lane can be chosen in the matrix', async () => {
  await withLab({ hash: `${small}&lanes=sm,un` }, async (lab) => {
    await fewSteps(lab);
    await lab.page.locator('#charges').evaluate((part) => part.scrollIntoView());
    // Figures that loaded above may have pushed the matrix away.
    await figure(lab, 'charges').scrollIntoViewIfNeeded();
    await figure(lab, 'charges')
      .locator('.chart-instead', { hasText: 'only by plain gradient flow' })
      .waitFor();
    await look(lab, 'confusion');
    await figure(lab, 'confusion').locator('select').selectOption('b');
    await lab.until(
      () => document.querySelector('#confusion .chart-sentence')?.textContent?.startsWith('UN, '),
      null,
      'the matrix of UN',
    );
  });
});

test('an open table keeps its place and the visitor’s selection while the run goes on', async () => {
  await withLab({ hash: small }, async (lab) => {
    await fewSteps(lab);
    await figure(lab, 'loss').locator('.chart-numbers summary').click();
    // The table is filled after the fold has opened.
    await figure(lab, 'loss').locator('thead th').first().waitFor();
    const marked = () =>
      lab.page.evaluate(() => {
        const table = /** @type {HTMLTableElement | null} */ (
          document.querySelector('#loss table')
        );
        return {
          isSame: table?.hasAttribute('data-marked') ?? false,
          selected: getSelection()?.toString() ?? '',
          text: table?.tBodies[0]?.textContent ?? '',
        };
      });
    await lab.page.evaluate(() => {
      const table = document.querySelector('#loss table');
      table?.setAttribute('data-marked', '');
      const head = table?.querySelector('thead th');
      if (head) getSelection()?.selectAllChildren(head);
    });
    const before = await marked();
    assert.notEqual(before.selected, '');
    // A click of the mouse would end the selection by itself.
    const press = () => lab.page.evaluate(() => document.getElementById('play')?.click());
    const from = await lab.step('sgd');
    await press();
    await lab.reach(from + 40);
    await press();
    await lab.phase('paused');
    const after = await marked();
    assert.ok(after.isSame, 'the same table');
    assert.equal(after.selected, before.selected);
    assert.notEqual(after.text, before.text, 'the numbers have followed');
  });
});
