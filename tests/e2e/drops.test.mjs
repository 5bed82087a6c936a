// Whatever is dropped, pasted or chosen anywhere goes where it belongs, and the answer is in sight.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { idxFiles } from './idx-files.mjs';

/** @typedef {{name: string, buffer: Buffer}} Given */

/**
 * Drops files or texts as a browser would.
 * @param {import('playwright-core').Page} page
 * @param {string} selector of the place
 * @param {{files?: Given[], texts?: Record<string, string>, type?: 'drop' | 'paste'}} what
 * @returns {Promise<boolean>} whether the page took it, so that the browser does not
 */
function give(page, selector, { files = [], texts = {}, type = 'drop' }) {
  const plain = files.map(({ name, buffer }) => ({ name, bytes: buffer.toString('base64') }));
  return page.evaluate(
    ({ selector, plain, texts, type }) => {
      const given = new DataTransfer();
      for (const { name, bytes } of plain) {
        const content = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
        given.items.add(new File([content], name));
      }
      for (const [kind, text] of Object.entries(texts)) given.setData(kind, text);
      const options = { bubbles: true, cancelable: true };
      const event =
        type === 'paste'
          ? new Event('paste', options)
          : new DragEvent('drop', { ...options, dataTransfer: given });
      // Firefox lets no script give files to a paste event.
      if (type === 'paste') Object.defineProperty(event, 'clipboardData', { value: given });
      document.querySelector(selector)?.dispatchEvent(event);
      return event.defaultPrevented;
    },
    { selector, plain, texts, type },
  );
}

/** @param {import('./lab-page.mjs').LabPage} lab @param {RegExp} words */
async function answer(lab, words) {
  const told = lab.page.locator('.arrival').filter({ hasText: words });
  await told.waitFor();
  const isInSight = await told.evaluate((part) => {
    const { top, bottom, left, right } = part.getBoundingClientRect();
    const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return top >= 0 && bottom <= innerHeight && part.contains(at);
  });
  assert.ok(isInSight, `${words} is in sight`);
}

const small = 'images=400&width=8&lanes=un&autoplay=0';
const four = [...idxFiles('train', 300), ...idxFiles('t10k', 100)];
const picture = { name: 'seven.png', buffer: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') };

test('files dropped anywhere go where they belong by content, and the rest is named', async () => {
  await withLab({ hash: small }, async (lab) => {
    const { page } = lab;
    await lab.phase('ready');
    assert.ok(await give(page, '.masthead', { files: [...four, picture] }));
    await answer(lab, /seven\.png: it is a picture.*In use: your files, 300 training and 100 test/);
    await lab.notices('data').waitFor();
    await lab.phase('ready');
    assert.ok(await give(page, '#own-data', { files: [{ ...picture, name: 'a.scaledrift' }] }));
    await answer(lab, /^a\.scaledrift was not opened: it is not a run saved by this page/);
    // IDX files in the field for runs.
    await page.locator('#run-file').setInputFiles(four[0]);
    await answer(lab, /its labels are missing/);
    await page.getByRole('button', { name: 'Dismiss' }).last().click();
    assert.ok(await page.locator('.arrival').isHidden());
    // In a dialog, in the presenter view, and pasted.
    await page.locator('#show-keys').click();
    await give(page, '#keys', { files: [{ name: 'a.zip', buffer: Buffer.from('PK\x03\x04') }] });
    await answer(lab, /a\.zip: it is a zip archive; unpack it/);
    await page.keyboard.press('Escape');
    await page.locator('#present').click();
    await give(page, 'main', { files: four.slice(1, 2), type: 'paste' });
    await answer(lab, /no images came with these labels/);
  });
});

test('a link dropped on the page sets its settings; no drop leads away from the run', async () => {
  await withLab({ hash: small }, async (lab) => {
    const { page } = lab;
    await lab.phase('ready');
    await lab.oneStep();
    const before = page.url();
    for (const [texts, words] of /** @type {[Record<string, string>, RegExp | null][]} */ ([
      [{ 'text/uri-list': 'https://example.org/mnist.gz' }, /a link to another page/],
      [{ 'text/plain': 'some words' }, null],
    ])) {
      assert.ok(await give(page, '#draw', { texts }), 'the browser does nothing with it');
      if (words) await answer(lab, words);
    }
    assert.equal(page.url(), before);
    assert.equal(await lab.step('un'), 1);
    assert.equal(await give(page, '#set-seed', { texts: { 'text/plain': '7' } }), false, 'a field');
    const link = new URL('#v=2&images=400&width=16&lanes=sm&autoplay=0', before).href;
    await give(page, 'main', { texts: { 'text/uri-list': link, 'text/plain': link } });
    await answer(lab, /The settings of the link are set/);
    await lab.phase('ready');
    assert.deepEqual(await lab.rules(), ['sm']);
    assert.equal(await lab.control('width').inputValue(), '16');
  });
});

test('the page of the paper’s experiment takes no file, and stays', async () => {
  await withLab({ path: 'paper/' }, async (lab) => {
    await lab.page.locator('#unstarted').waitFor({ state: 'detached' });
    assert.ok(await give(lab.page, '#tables', { files: [picture] }));
    await answer(lab, /takes no files and no links\. The Lab opens/);
  });
});
