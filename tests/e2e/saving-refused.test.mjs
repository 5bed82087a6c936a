// Browsers and frames that keep no file, change a picture, or never answer: the page says what it
// knows, and shows what it made.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

const hash = 'v=2&images=400&width=16&lanes=sgd,un&autoplay=0';

/** @param {import('playwright-core').Locator} field */
const selected = (field) =>
  field.evaluate((input) => {
    const { value, selectionStart, selectionEnd } = /** @type {HTMLTextAreaElement} */ (input);
    return value.slice(Number(selectionStart), Number(selectionEnd));
  });

test('in a frame that forbids downloads nothing is called saved, and the file is shown', async () => {
  await withLab({ path: 'glossary.html', expectErrors: true }, async (lab) => {
    const { page, url } = lab;
    const host = new URL('host.html', url).href;
    const frame = `<iframe sandbox="allow-scripts allow-same-origin" width="1200" height="800"
      src="./index.html#${hash.replaceAll('&', '&amp;')}"></iframe>`;
    await page.route(host, (route) => route.fulfill({ contentType: 'text/html', body: frame }));
    await page.goto(host);
    const inside = page.frameLocator('iframe');
    await inside.locator('body[data-phase="ready"]').waitFor();
    await inside.locator('#files').evaluate((part) => part.scrollIntoView());
    await inside.locator('#save-run').click();
    const said = inside.locator('#files .offer');
    await said.waitFor();
    const words = (await inside.locator('#files').textContent()) ?? '';
    assert.match(words, /forbids downloads, so no file was saved\. Copy the link/);
    assert.doesNotMatch(words, /Saved as|Handed/);
    const menu = inside.locator('#gap .chart-menu');
    await menu.locator('summary').click();
    await menu.locator('button', { hasText: 'PNG' }).click();
    const image = menu.locator('img');
    await image.waitFor();
    const width = await image.evaluate((img) => /** @type {HTMLImageElement} */ (img).naturalWidth);
    assert.ok(width >= 960, `the picture has ${width} pixels across`);
    assert.match((await menu.locator('.offer').textContent()) ?? '', /forbids.*Save this picture/);
    await menu.locator('button', { hasText: 'CSV' }).click();
    const text = menu.locator('textarea');
    await text.waitFor();
    assert.match(await selected(text), /step.*\n/);
    assert.equal(await image.count(), 0);
    await page.evaluate(() => Object.assign(globalThis, { policyViolations: [] }));
  });
});

/** A browser that can be told to be difficult. */
const difficult = `
  globalThis.how = 'never';
  Object.defineProperty(navigator, 'clipboard', {
    value: { writeText: () => new Promise(() => {}) },
  });
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    if (how === 'no address') throw new Error('made up');
    return make.call(URL, blob);
  };
  HTMLAnchorElement.prototype.click = function () { globalThis.handed = this.download; };
  const toBlob = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (done, type) {
    if (how === 'no picture') return done(null);
    const pen = this.getContext('2d');
    const change = { stripes: 255, noise: 1 }[how] ?? 0;
    const image = new ImageData(this.width, 4);
    const { data } = image;
    // Stands in for a browser that changes what it reads: every other pixel differs.
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g);
    for (let at = 0; at < data.length; at += 4) {
      const by = (at / 4) % 2 ? change : 0;
      data.set([Math.abs(red - by), Math.abs(green - by), Math.abs(blue - by), 255], at);
    }
    if (change) pen.putImageData(image, 0, 0);
    if (how === 'blank') pen.fillRect(0, 0, this.width, this.height);
    toBlob.call(this, done, type);
  };`;

test('a changed picture, no picture, no address and a clipboard without an answer are told', async () => {
  await withLab({ hash, init: difficult }, async (lab) => {
    await lab.phase('ready');
    const { page } = lab;
    const menu = page.locator('#gap .chart-menu');
    /** @param {string} how @param {string} kind */
    const save = async (how, kind) => {
      await page.evaluate((next) => Object.assign(globalThis, { how: next, handed: '' }), how);
      if ((await menu.getAttribute('open')) === null) await menu.locator('summary').click();
      await menu.locator('button', { hasText: kind }).click();
      await lab.until(
        () =>
          document.querySelector('#gap .chart-menu:not([open])') ||
          document.querySelector('#gap .chart-menu [role="status"]:not(:empty)'),
        null,
        how,
      );
      const handed = await page.evaluate(() => /** @type {any} */ (globalThis).handed);
      return `${handed}: ${(await menu.locator('[role="status"]').allTextContents()).join('')}`;
    };
    assert.match(await save('no picture', 'PNG'), /^: The browser made no picture;.*CSV/);
    assert.match(await save('stripes', 'PNG'), /^: This browser changes.*not saved.*CSV/);
    assert.match(await save('blank', 'PNG'), /^: This browser changes.*not saved.*CSV/);
    assert.match(await save('noise', 'PNG'), /^scale.*png: This browser adds noise.*exact/);
    assert.match(await save('no address', 'CSV'), /^: The browser took no file \(made up\)\. Copy/);
    assert.match(await selected(menu.locator('textarea')), /step.*\n/);
    assert.match(await save('as usual', 'PNG'), /^scale.*png: $/);
    await page.locator('#copy-link').click();
    await page.locator('#link-field').waitFor();
    assert.match(await selected(page.locator('#link-field')), /#v=2/);
    await lab.enter('width', '24');
    await lab.until(
      () => /** @type {any} */ (document.querySelector('#link-field')).value.includes('width=24'),
      null,
      'the link of the new settings',
    );
  });
});
