// Own data on its own page: files chosen and dropped, problems by name, back to MNIST.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mnistFile } from '../js/mnist.js';
import { findingsOf, withView } from './view-page.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const styles = ['controls/own-data'];
const file = (/** @type {string} */ name, /** @type {Uint8Array} */ bytes) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});
const images = file('my-train-images.gz', gzipSync(mnistFile('t10k-images-idx3-ubyte')));
const labels = file('my-train-labels', mnistFile('t10k-labels-idx1-ubyte'));

/** @param {import('playwright-core').Page} page */
async function open(page) {
  await page.evaluate(async () => {
    const [viewPath, dataPath] = ['/www/controls/own-data-view.js', '/www/data/own.js'];
    const { OwnDataView } = await import(viewPath);
    const { readOwnData } = await import(dataPath);
    const scope = /** @type {any} */ (globalThis);
    scope.heard = [];
    scope.view = new OwnDataView(document.getElementById('root'), {
      read: readOwnData,
      onData: (/** @type {any} */ data) => scope.heard.push(data.counts),
      onReset: () => scope.heard.push('MNIST'),
    });
  });
}

/** @param {import('playwright-core').Page} page */
const heard = (page) => page.evaluate(() => /** @type {any} */ (globalThis).heard);

test('chosen files are read, shown and handed on, and MNIST comes back', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    assert.match((await page.locator('#root').textContent()) ?? '', /nothing leaves this machine/);
    await page.locator('input[type="file"]').setInputFiles([images, labels]);
    const back = page.getByRole('button', { name: 'Back to MNIST' });
    await back.waitFor();
    const status = (await page.getByRole('status').textContent()) ?? '';
    assert.match(
      status,
      /In use: my, 8,334 training and 1,666 test images\. The files hold no test images/,
    );
    assert.equal(await page.locator('.own-samples canvas').count(), 20);
    assert.deepEqual(await findingsOf(page, axe), []);
    await back.click();
    assert.ok(await back.isHidden());
    assert.deepEqual(await heard(page), [{ training: 8334, test: 1666 }, 'MNIST']);
  });
});

test('files that cannot be used are named, and nothing changes', async () => {
  await withView({ styles, viewport: { width: 320, height: 600 } }, async (page) => {
    await open(page);
    await page.locator('.own-data').evaluate((zone) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([], 'a'));
      const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
      zone.dispatchEvent(new DragEvent('dragover', options));
      if (!zone.hasAttribute('data-over')) throw new Error('the zone does not show itself');
      zone.dispatchEvent(new DragEvent('drop', options));
      if (zone.hasAttribute('data-over')) throw new Error('the zone still shows itself');
    });
    await page
      .locator('input[type="file"]')
      .setInputFiles([
        file('holiday.jpg', Uint8Array.of(1, 2, 3, 4)),
        file('cut.gz', Uint8Array.of(0x1f, 0x8b, 8, 0)),
      ]);
    await page.locator('.own-problems li').nth(1).waitFor();
    const said = await page.locator('.own-problems li').allTextContents();
    assert.match(said[0], /^holiday\.jpg: it is no IDX file; it starts with 01 02 03 04\.$/);
    assert.match(said[1], /^cut\.gz: it cannot be unpacked: damaged, cut short/);
    assert.deepEqual(await heard(page), []);
    assert.deepEqual(await findingsOf(page, axe), []);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0);
  });
});

test('images are turned and labels shifted at the press of a button', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    const from1 = Uint8Array.from(mnistFile('t10k-labels-idx1-ubyte'));
    for (let at = 8; at < from1.length; at += 1) from1[at] += 1;
    const input = page.locator('input[type="file"]');
    const shift = page.getByRole('button', { name: 'Shift the labels by −1' });
    await input.setInputFiles([images, file('l', from1)]);
    await shift.waitFor();
    await input.setInputFiles([images, file('l', new Uint8Array(12))]);
    await page.getByText('it is no IDX file').waitFor();
    assert.equal(await shift.isVisible(), false, 'the offer was for other files');
    await input.setInputFiles([images, file('l', from1)]);
    await page.getByText('shift them by −1').waitFor();
    await shift.click();
    await page.getByText('In use: my, labels − 1, ').waitFor();
    await page.getByText('Are these upright?').waitFor();
    const first = () =>
      page
        .locator('.own-samples canvas')
        .first()
        .evaluate((canvas) => {
          const side = 28;
          const context = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d');
          const alphas = [...(context?.getImageData(0, 0, side, side).data ?? [])].filter(
            (_, at) => at % 4 === 3,
          );
          return alphas;
        });
    const upright = await first();
    const turn = page.getByRole('button', { name: 'Turn them' });
    await turn.click();
    await page.getByText('In use: my, transposed, labels − 1, ').waitFor();
    const turned = await first();
    assert.notDeepEqual(turned, upright);
    assert.deepEqual(
      turned.map((_, at) => turned[(at % 28) * 28 + Math.floor(at / 28)]),
      upright,
    );
    assert.equal(await turn.getAttribute('aria-pressed'), 'true');
    assert.deepEqual(await findingsOf(page, axe), []);
    await turn.press('Enter');
    await page.getByText('In use: my, labels − 1, ').waitFor();
    assert.deepEqual(await first(), upright);
    assert.ok(await turn.evaluate((each) => document.activeElement === each), 'keeps the focus');
    assert.equal((await heard(page)).length, 3);
  });
});

test('the latest choice counts, whichever choice is read first', async () => {
  await withView({ styles }, async (page) => {
    await open(page);
    const result = await page.evaluate(async () => {
      const { view, heard } = /** @type {any} */ (globalThis);
      /** @type {((result: any) => void)[]} */
      const answers = [];
      view.options.read = () => new Promise((resolve) => answers.push(resolve));
      const dataOf = (/** @type {number} */ training) => ({
        name: 'x',
        counts: { training, test: 1 },
        note: '',
        samples: { training: [], test: [] },
      });
      const both = [view.take([new File([], 'a')]), view.take([new File([], 'b')])];
      answers[1](dataOf(2));
      answers[0](dataOf(1));
      await Promise.all(both);
      return heard;
    });
    assert.deepEqual(result, [{ training: 2, test: 1 }]);
  });
});
