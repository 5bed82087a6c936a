// A visitor's deeds in WebKitGTK: rescaling, drawing, saving.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { KEY } from '../../../tools/webdriver.mjs';
import { readCsv } from '../../js/csv-cells.js';
import {
  assertClean,
  gaps,
  look,
  oneStep,
  openLab,
  phase,
  restingPlace,
  savedFile,
  session,
} from './webkit-lab.mjs';

const small = 'images=400&batch=100&width=16&seed=7&lanes=sgd,sm,un&autoplay=0';

/** The rows of the rescaling table, lane by lane. */
const byHandCells = () =>
  session.evaluate(() =>
    [...document.querySelectorAll('#by-hand tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map(({ textContent }) => textContent ?? ''),
    ),
  );

/** The first neuron with a gradient in every lane. */
async function chooseLiving() {
  for (let unit = 0; unit < 16; unit += 1) {
    await session.evaluate((wanted) => {
      const select = /** @type {HTMLSelectElement} */ (document.querySelector('#by-hand-unit'));
      select.value = String(wanted);
      select.dispatchEvent(new Event('change'));
    }, unit);
    await session.until(
      () =>
        [...document.querySelectorAll('#by-hand tbody tr')].every(
          (row) => /** @type {HTMLElement} */ (row).dataset.change === '0',
        ),
      'the gradients of another neuron',
    );
    if (!JSON.stringify(await byHandCells()).includes('dead')) return unit;
  }
  throw new Error('no neuron is alive in all lanes');
}

test('rescaled by the slider: outputs stay, gradients change, and only SGD’s twins part', async () => {
  await openLab(`${small}&strength=1`);
  await phase('ready');
  const unit = await chooseLiving();
  await session.evaluate(() => document.getElementById('by-hand-factor')?.focus());
  await session.press(KEY.right, KEY.right, KEY.right);
  await session.until(
    (wanted) => location.hash.includes(wanted),
    'the rescaling in the link',
    `rescalings=0:0:${unit}:3`,
  );
  await session.until(
    () =>
      [...document.querySelectorAll('#by-hand tbody tr')].every(({ textContent }) =>
        textContent?.includes('(÷\u00a08)'),
      ),
    'the gradients after it, lane by lane',
  );
  const cells = await byHandCells();
  assert.equal(cells.length, 3);
  for (const [index, [, outputs, incoming, turn]] of cells.entries()) {
    assert.equal(outputs, '0 exactly');
    assert.match(incoming, /\(÷\s8\)$/);
    assert.match(turn, index === 0 ? /\(÷\s6[345](\.\d)?\)$/ : /, unchanged$/);
  }
  await oneStep();
  const [sgd, sm, un] = await gaps();
  assert.ok(sgd > 0, 'SGD takes another path');
  assert.deepEqual([sm, un], [0, 0]);
  await assertClean();
});

/** The amount of ink in the image that the networks get. */
const inkSeen = () =>
  session.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.seen'));
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(
      0,
      0,
      28,
      28,
    );
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  });

test('drawn with the mouse, with the keys, or a sample: every lane answers', {
  timeout: 120_000,
}, async () => {
  await openLab(small);
  await phase('ready');
  await oneStep();
  await look('draw', /Draw a digit/);
  const pad = await restingPlace('.pad');
  const at = (/** @type {number} */ across, /** @type {number} */ down) => ({
    x: pad.x + across * pad.width,
    y: pad.y + down * pad.height,
  });
  await session.drag([at(0.5, 0.15), at(0.5, 0.5), at(0.5, 0.85)]);
  await look('draw', /says? /);
  const line = await inkSeen();
  assert.ok(line > 40, `${line} pixels of ink`);
  // The lanes answer one after another.
  await session.until(
    () => document.querySelectorAll('.answer-words').length === 3,
    'the answers of all lanes',
  );
  const answers = await session.evaluate(() =>
    [...document.querySelectorAll('.answer-words')].map(({ textContent }) => textContent ?? ''),
  );
  for (const words of answers) assert.match(words, /^\d, [\d.]+ % twin \d, [\d.]+ %$/);

  await session.evaluate(() => /** @type {any} */ (document.querySelector('.pad')).focus());
  await session.press(' ', KEY.right, KEY.right, KEY.right, ' ');
  await session.until(
    () => /pen up/.test(document.querySelector('#draw .chart-reading')?.textContent ?? ''),
    'the pen to be lifted',
  );
  // The display follows the pen a tenth of a second behind.
  while ((await inkSeen()) === line) await new Promise((resolve) => setTimeout(resolve, 50));

  await session.click('.samples button[aria-label="sample of class 7"]');
  const drawn = await session.evaluate(() => document.querySelectorAll('.samples button').length);
  assert.equal(drawn, 10);
  await look('draw', /says? /);
  await assertClean();
});

/** Checks that a file names the run that it shows. @param {string} text */
function assertOrigin(text) {
  const says = [/scale drift \d/, /lane a: [^\n]*seed=7[^\n]*rule=sgd/, /lane c: [^\n]*rule=un/];
  // A failure must not print the whole of a picture.
  assert.deepEqual(
    says.map((words) => words.test(text)),
    [true, true, true],
  );
}

test('saved: a picture, numbers and the run itself, each with its origin inside', async () => {
  await openLab(small);
  await phase('ready');
  await oneStep();
  await oneStep();
  await look('gap', /\d/);
  for (const [kind, place] of /** @type {const} */ ([
    ['PNG', 1],
    ['CSV', 2],
  ])) {
    await session.click('#gap .chart-menu summary');
    await session.click(`#gap .chart-menu button:nth-of-type(${place})`);
    const { name, bytes } = await savedFile();
    assert.equal(name, `scale-drift-twin-gap.${kind.toLowerCase()}`);
    assertOrigin(bytes.toString('latin1'));
    if (kind === 'PNG') {
      assert.equal(bytes.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n');
      assert.ok(bytes.readUInt32BE(16) > 900, 'it is a picture of some size');
    } else {
      const { head, rows } = readCsv(bytes.toString('utf8'));
      assert.equal(head.join(), 'step,SGD,SM,UN');
      assert.match(rows[rows.length - 1].join(), /^2,[\d.e-]+,0,0$/);
    }
  }
  // This part is folded away in a narrow window.
  const isFolded = () =>
    session.evaluate(() => !document.querySelector('#settings')?.hasAttribute('open'));
  if (await isFolded()) await session.click('#settings > summary');
  await session.evaluate(() => document.getElementById('files')?.scrollIntoView());
  await session.until(() => document.getElementById('save-run'), 'the button');
  await session.click('#save-run');
  const { name, bytes } = await savedFile();
  assert.equal(name, 'scale-drift-step-2.scaledrift');
  const file = gunzipSync(bytes);
  assert.ok(file.length > 3 * 2 * 4 * 784 * 16, 'the weights of three pairs of twins and more');
  assert.ok(file.includes('seed=7'), 'the spec of its run');
  await assertClean();
});
