// The diagonal: every output of the network against the same output of its twin, in the first cell of
// every lane and in a figure. The numbers are read from words, table and file, not from pixels.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { look, numbers, saveText, small } from './figure-page.mjs';
import { keepSaved } from './saved-files.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

/**
 * The pairs of every lane in the saved file, and their largest difference.
 * @param {LabPage} lab
 */
async function saved(lab) {
  const { head, rows } = await saveText(lab, 'diagonal');
  assert.deepEqual(head, ['lane', 'image', 'output', 'network', 'twin', 'difference']);
  /** @type {Record<string, {dots: number, off: number, largest: number}>} */
  const lanes = {};
  for (const [lane, , , network, twin, difference] of rows) {
    lanes[lane] ??= { dots: 0, off: 0, largest: 0 };
    lanes[lane].dots += 1;
    assert.equal(Number(network) - Number(twin), Number(difference));
    if (Number(difference) !== 0) lanes[lane].off += 1;
    lanes[lane].largest = Math.max(lanes[lane].largest, Math.abs(Number(difference)));
  }
  return lanes;
}

/** The open table: lane, outputs, equal outputs, largest difference, end of the axes. @param {LabPage} lab */
const table = (lab) =>
  lab.page
    .locator('#diagonal tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')),
    );

/** What the first cells of the lanes say. @param {LabPage} lab */
const cells = (lab) =>
  lab.page.locator('article.lane').evaluateAll((lanes) =>
    lanes.map((lane) => ({
      count: lane.querySelector('.disagreement')?.textContent ?? '',
      label: lane.querySelector('[data-view="diagonal"]')?.getAttribute('aria-label') ?? '',
    })),
  );

test('before training every dot lies on the line; one step of SGD scatters them, UN keeps them', async () => {
  await withLab({ hash: `${small}&lanes=sgd,un`, init: keepSaved }, async (lab) => {
    await lab.phase('ready');
    await look(lab, 'diagonal', /^Now: largest difference SGD 0 exactly, .* UN 0 exactly, /);
    const start = await numbers(lab, 'diagonal');
    assert.deepEqual(
      start.map((row) => row.slice(0, 4)),
      ['SGD', 'UN'].map((lane) => [lane, '500', '500', '0 exactly']),
    );

    await lab.oneStep();
    await look(lab, 'diagonal', /SGD [\d.]+, twins disagree on \d+ of 50 .*; UN 0 exactly, /);
    const after = await saved(lab);
    assert.ok(after.SGD.off > 450, `${after.SGD.off} of 500 dots have left the line`);
    assert.equal(after.SGD.largest, await lab.number('sgd', 'gap'), 'the gap is the farthest dot');
    assert.equal(after.UN.off, 0);
    const rows = await table(lab);
    assert.deepEqual(rows[1].slice(0, 4), ['UN', '500', '500', '0 exactly']);
    assert.equal(rows[0][2], String(500 - after.SGD.off));

    const [sgd, un] = await cells(lab);
    assert.match(sgd.count, /^twins disagree on [1-9]\d* of 50 training images$/);
    assert.ok(sgd.label.startsWith('SGD: outputs of the network across'), sgd.label);
    assert.ok(sgd.label.endsWith(`${sgd.count}.`), sgd.label);
    assert.equal(un.count, 'twins disagree on 0 of 50 training images');

    // The first test on some test images comes at step 50, a test on all at the end of an epoch.
    await lab.playTo(52);
    const later = await look(
      lab,
      'diagonal',
      /SGD .* of 10,000 test images; .*UN .* on 0 of 10,000/,
    );
    assert.match((await cells(lab))[0].count, /^twins disagree on [\d,]+ of 10,000 test images$/);
    const ends = (await table(lab)).map((row) => Number(row[4]));
    assert.ok(ends[0] >= Number(rows[0][4]), `${ends} after ${rows[0][4]}`);

    // Looking back, the dots are on the line again, and the axes stay.
    await lab.page.locator('#moment-slider').fill('0');
    await look(
      lab,
      'diagonal',
      /^At step 0: largest difference SGD 0 exactly, twins disagree on 0 of 50/,
    );
    const back = await table(lab);
    assert.deepEqual(back[0].slice(2, 4), ['500', '0 exactly']);
    assert.deepEqual(
      back.map((row) => Number(row[4])),
      ends,
    );
    assert.match((await cells(lab))[0].label, /^SGD at step 0: .* on 0 of 50 training images/);
    await lab.page.locator('#moment-now').click();
    assert.equal(await look(lab, 'diagonal', /^Now: /), later);
  });
});

test('the drift names network, twin and layers, and a rule without drift has a line of words', async () => {
  await withLab({ hash: 'width=16&depth=3&lanes=sgd,un&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    await lab.oneStep();
    const panels = await lab
      .lane('sgd')
      .locator('.panel')
      .evaluateAll((all) =>
        all.map((panel) => [...panel.children].map((name) => name.textContent)),
      );
    const layers = ['layer 1', 'layer 2', 'layer 3'];
    assert.deepEqual(panels, [
      ['network', ...layers],
      ['twin', ...layers],
    ]);
    const un = lab.lane('un').locator('.lane-drift');
    assert.equal(await un.locator('canvas').count(), 0);
    assert.match((await un.textContent()) ?? '', /^Every neuron keeps length 1: no drift\.$/);
    await look(lab, 'drift', /SGD .*; UN unchanged, twin alike/);
  });
});

test('without a twin there is no diagonal, and the page says so', async () => {
  await withLab({ hash: `${small}&twin=off&lanes=sgd` }, async (lab) => {
    await lab.phase('ready');
    await lab.oneStep();
    const part = lab.page.locator('#diagonal');
    await part.scrollIntoViewIfNeeded();
    await part.locator('.chart-instead').waitFor();
    assert.match((await part.textContent()) ?? '', /No twin in this run/);
    assert.deepEqual((await cells(lab))[0].count, '');
  });
});
