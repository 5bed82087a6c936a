// A run saved as a file, and opened again on another page.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withLab } from './browser.mjs';

const small = 'images=1000&width=16&seed=7&lanes=sgd,un&autoplay=0';
const folder = mkdtempSync(join(tmpdir(), 'scale-drift-'));
after(() => rmSync(folder, { recursive: true }));

/** The file that the page saves last; stock Firefox tells its driver of no download. */
const keepDownloads = `
  globalThis.keptFiles = [];
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    globalThis.keptFiles.push(blob);
    return make.call(URL, blob);
  };
  addEventListener('click', (event) => {
    if (event.target instanceof HTMLAnchorElement && event.target.download) event.preventDefault();
  }, true);
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) click.call(this);
  };`;

/** @param {import('./lab-page.mjs').LabPage} lab @param {string} text */
const note = (lab, text) =>
  lab.until(
    (/** @type {string} */ wanted) =>
      document.querySelector('#file-note')?.textContent?.includes(wanted),
    text,
    `“${text}” beside the file buttons`,
  );

/** @param {import('./lab-page.mjs').LabPage} lab */
async function savedFile(lab) {
  await lab.page.locator('#save-run').click();
  await note(lab, 'Handed to the browser as scale-drift-step-');
  const numbers = await lab.page.evaluate(async () => {
    const kept = /** @type {Blob[]} */ (/** @type {any} */ (globalThis).keptFiles);
    const bytes = new Uint8Array(await kept[kept.length - 1].arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  const path = join(folder, 'run.scaledrift');
  writeFileSync(path, Buffer.from(numbers, 'base64'));
  return path;
}

test('a saved run opens on another page with the same weights, and goes on to the same bits', async () => {
  let path = '';
  let link = '';
  /** @type {Record<string, string>} */
  let at70 = {};
  /** @type {Record<string, string>} */
  let at110 = {};
  await withLab({ hash: small, init: keepDownloads }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(30);
    await lab.enter('rate', '0.02');
    await lab.playTo(70);
    at70 = await lab.hashes();
    path = await savedFile(lab);
    link = new URL(lab.page.url()).hash;
    await lab.playTo(110);
    at110 = await lab.hashes();
  });
  await withLab(
    { hash: 'images=400&width=8&lanes=sm&autoplay=0', init: keepDownloads },
    async (lab) => {
      await lab.phase('ready');
      await lab.oneStep();
      await lab.page.locator('#run-file').setInputFiles(path);
      await note(lab, 'is open at step 70; the weights of 2 lanes have the hash');
      await lab.phase('paused');
      assert.deepEqual(await lab.rules(), ['sgd', 'un']);
      assert.deepEqual(await lab.hashes(), at70);
      assert.equal(new URL(lab.page.url()).hash, link);
      assert.equal(await lab.page.locator('#moment-slider').inputValue(), '70');
      await lab.playTo(110);
      assert.deepEqual(await lab.hashes(), at110);
      await lab.page.locator('#bits').evaluate((part) => part.scrollIntoView());
      await lab.page
        .locator('#bits .chart-sentence', { hasText: 'The start here is step 70, the first meas' })
        .waitFor();
      for (let back = 109; back >= 108; back -= 1) {
        await lab.page.locator('#step-back').click();
        await lab.until(
          (/** @type {string} */ step) =>
            document.querySelector('article.lane')?.getAttribute('data-step') === step &&
            document.body.dataset.phase === 'paused',
          String(back),
          `step ${back}`,
        );
      }
    },
  );
});

test('a run with a diverged lane opens again unchanged, and goes on', async () => {
  await withLab({ hash: 'lanes=sgd,sm_rows&autoplay=0', init: keepDownloads }, async (lab) => {
    await lab.phase('ready');
    for (const steps of [60, 1100]) {
      await lab.playTo(steps);
      assert.equal(await lab.laneState('sm_rows'), 'diverged');
      const end = await lab.step('sm_rows');
      const hash = await lab.text('sgd', 'hash');
      await lab.page.locator('#run-file').setInputFiles(await savedFile(lab));
      await note(lab, `is open at step ${steps.toLocaleString('en')}`);
      await lab.phase('paused');
      assert.equal(await lab.laneState('sm_rows'), 'diverged');
      assert.equal(await lab.step('sm_rows'), end);
      assert.equal(await lab.text('sgd', 'hash'), hash);
    }
  });
});

test('damaged and foreign files are refused by name, and the present run stays unchanged', async () => {
  await withLab({ hash: small, init: keepDownloads, expectErrors: true }, async (lab) => {
    await lab.phase('ready');
    await lab.playTo(12);
    const before = await lab.hashes();
    const good = readFileSync(await savedFile(lab));
    const half = Math.floor(good.length / 2);
    const files = {
      'cut.scaledrift': good.subarray(0, half),
      'damaged.scaledrift': Buffer.from(good).fill(7, half, half + 9),
      'foreign.scaledrift': Buffer.from('PNG or something like it'),
      'empty.scaledrift': Buffer.alloc(0),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      await lab.page.locator('#run-file').setInputFiles(path);
      await note(lab, `${name} was not opened: it`);
      assert.deepEqual(await lab.hashes(), before, name);
    }
    await lab.playTo(14);
    assert.equal(await lab.step('sgd'), 14);
  });
});

for (const width of [320, 1280]) {
  test(`a file dropped at ${width} px is read, and never shown in place of the page`, async () => {
    // On a narrow page the part that reads files is far down, and not loaded yet.
    await withLab({ hash: small, viewport: { width, height: 720 } }, async (lab) => {
      await lab.phase('ready');
      const wasTaken = await lab.page.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(new File(['no run'], 'dropped.scaledrift'));
        const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector('main')?.dispatchEvent(drop);
        return drop.defaultPrevented;
      });
      assert.equal(wasTaken, true);
      await note(lab, 'dropped.scaledrift was not opened: it is not a run saved by this page');
    });
  });
}
