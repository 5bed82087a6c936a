// The figures below the lanes: numbers, sentences, tables, one cursor, and what is saved of them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import catalog from '../../www/generated/catalog.js';
import { formatHash } from '../../www/spelling.js';
import { parseHash } from '../../www/state.js';
import { browserName, withLab } from './browser.mjs';
import { keepSaved, save, textsIn } from './saved-files.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

const small = 'images=400&batch=100&width=16&seed=7&autoplay=0';

/**
 * @param {LabPage} lab
 * @param {string} id
 */
const figure = (lab, id) => lab.page.locator(`#${id} figure`);

/**
 * Scrolls to a figure and waits until its sentence is as wanted.
 * @param {LabPage} lab
 * @param {string} id
 * @param {RegExp} [wanted] numbers, whatever they are, unless given
 */
async function look(lab, id, wanted = /\d/) {
  // Some are loaded when somebody comes near.
  await lab.page.locator(`#${id}`).evaluate((part) => part.scrollIntoView());
  await figure(lab, id).scrollIntoViewIfNeeded();
  const sentence = figure(lab, id).locator('.chart-sentence');
  await lab.until(
    (/** @type {{id: string, pattern: string}} */ { id: own, pattern }) =>
      new RegExp(pattern).test(
        document.querySelector(`#${own} .chart-sentence`)?.textContent ?? '',
      ),
    { id, pattern: wanted.source },
    `${wanted} in the words of ${id}`,
  );
  return (await sentence.textContent()) ?? '';
}

/**
 * How many pixels of a figure's canvas are not empty.
 * @param {LabPage} lab
 * @param {string} id
 */
function ink(lab, id) {
  return figure(lab, id)
    .locator('canvas')
    .evaluate((element) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const { data } = /** @type {CanvasRenderingContext2D} */ (
        canvas.getContext('2d')
      ).getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at] > 0) count += 1;
      return count;
    });
}

/**
 * Opens a figure's table and reads it.
 * @param {LabPage} lab
 * @param {string} id
 */
async function numbers(lab, id) {
  await figure(lab, id).locator('.chart-numbers summary').click();
  await figure(lab, id).locator('tbody tr').first().waitFor();
  return figure(lab, id)
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')),
    );
}

/** @param {LabPage} lab */
async function fewSteps(lab) {
  await lab.phase('ready|paused');
  await lab.play();
  await lab.reach(52);
  await lab.pause();
}

test('every figure shows what is so now: a picture, a sentence, a table', async () => {
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

test('plots side by side begin and end at one height, and leave no hole', async () => {
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

test('measured and predicted charges agree, and the table shows by how little they differ', async () => {
  await withLab({ hash: small, init: keepSaved }, async (lab) => {
    await fewSteps(lab);
    await look(lab, 'charges');
    const csv = await saveText(lab, 'charges');
    const rows = csv.filter((line) => !line.startsWith('#')).slice(1);
    const parsed = rows.map((line) => line.split(',').slice(1).map(Number));
    const largest = Math.max(...parsed.map(([predicted]) => Math.abs(predicted)));
    assert.ok(largest > 1e-4, 'charges have changed');
    for (const [predicted, measured, difference] of parsed) {
      assert.equal(measured - predicted, difference);
      assert.ok(Math.abs(difference) < 1e-3 * largest, `${measured} for ${predicted}`);
    }
  });
});

/**
 * @param {LabPage} lab
 * @param {string} id
 */
async function saveText(lab, id) {
  return (await save(lab, figure(lab, id), 'CSV')).bytes.toString('utf8').trimEnd().split('\n');
}

test('what is saved leads back to the run: link, spec of every lane, step', async () => {
  await withLab({ hash: small, init: keepSaved }, async (lab) => {
    await fewSteps(lab);
    const shown = new URL(lab.page.url());
    const step = await lab.step('sgd');
    for (const id of ['drift', 'gap', 'loss', 'error', 'charges', 'bits', 'confusion']) {
      await look(lab, id);
      const lines = await saveText(lab, id);
      const notes = lines.filter((line) => line.startsWith('# '));
      assert.match(notes[0], /^# scale drift \d/);
      const link = notes.find((line) => line.startsWith('# link '))?.slice('# link '.length) ?? '';
      const { origin, pathname, hash } = new URL(link);
      assert.equal(origin + pathname, shown.origin + shown.pathname);
      const { state, problems } = parseHash(hash, catalog);
      assert.deepEqual(problems, []);
      assert.equal(`#${formatHash(state, catalog)}`, shown.hash, `${id}: the link`);
      assert.ok(notes.includes(`# step ${step}`), `${id}: the step`);
      assert.ok(notes.some((line) => /^# lane a: .*seed=7.*rule=sgd/.test(line)));
      const [head, ...rows] = lines.slice(notes.length);
      assert.ok(rows.length >= 9, `${id} has ${rows.length} rows`);
      for (const row of rows) assert.equal(row.split(',').length, head.split(',').length, row);
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
    assert.match(readFileSync(await file.path(), 'utf8'), /^# scale drift /);
  });
});

test('test errors are told one row a test, with its images', async () => {
  await withLab({ hash: `${small}&lanes=sgd,un`, init: keepSaved }, async (lab) => {
    await fewSteps(lab);
    const last = await lab.step('sgd');
    await look(lab, 'error');
    const lines = (await saveText(lab, 'error')).filter((line) => !line.startsWith('#'));
    assert.equal(lines[0], 'step,SGD images,SGD,SGD twin,UN images,UN,UN twin');
    const rows = lines.slice(1).map((line) => line.split(',').map(Number));
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

test('twins are tested too: in the row, in the matrix, and nowhere without one', async () => {
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

test('one cursor for all: keys and pointer move it in every figure and lane', async () => {
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
    assert.match(error, /^step 4: SGD .+%, SM .+%, UN .+%/, 'of the first test');
    for (const text of byKeys.lanes) assert.match(text, /^step 2: loss .*twin .*gap/);
    assert.equal(byKeys.spoken, 1, 'only the chart with the keys is read aloud');

    const canvas = lab.lane('sm').locator('canvas[data-view="drift"]');
    await canvas.focus();
    await lab.page.keyboard.press('Home');
    const byDrift = await readings();
    assert.match(byDrift.lanes[1], /^network, layer 1, neuron 1, step 0/);
    assert.match(byDrift.lanes[0], /^step 0: /);
    assert.match(byDrift.lanes[2], /^step 0: /);
    for (const text of byDrift.figures.slice(0, 2)) assert.match(text, /^step 0: /);

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

test('without batch normalization the effective rate offers to switch, and then shows its band', async () => {
  await withLab({ hash: `${small}&lanes=sgd:0.5,sm,un` }, async (lab) => {
    await lab.phase('ready|paused');
    const rate = figure(lab, 'effective-rate');
    await rate.scrollIntoViewIfNeeded();
    await rate.locator('[data-action="arch2"]').waitFor();
    // Two columns: what has nothing to show is a line below, and its neighbour has the row.
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

test('dots and cells are read one by one, by keys and under the pointer', async () => {
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
    const count = new RegExp(`^of [\\d,]+ images of a 1, ${rows[1][3]} (is|are) taken for a 2, `);
    assert.match((await reading('confusion')) ?? '', count);
    const live = lab.page.locator('output[aria-live="polite"]');
    assert.equal(await live.count(), 1, 'only the figure with the keys is read aloud');
    await keyboard.press('Tab');
    assert.equal(await reading('confusion'), '');
    const box = await figure(lab, 'confusion').locator('canvas').boundingBox();
    assert.ok(box);
    await lab.page.mouse.move(box.x + box.width - 12, box.y + 12);
    assert.match((await reading('confusion')) ?? '', /^of [\d,]+ images of a 0, .* for a 9/);
    await lab.page.mouse.move(box.x + box.width - 12, box.y - 40);
    assert.equal(await reading('confusion'), '');
  });
});

test('without SGD the charges say what they are about; another lane can be chosen in the matrix', async () => {
  await withLab({ hash: `${small}&lanes=sm,un` }, async (lab) => {
    await fewSteps(lab);
    await lab.page.locator('#charges').evaluate((part) => part.scrollIntoView());
    // What is loaded above it may have pushed it away.
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
