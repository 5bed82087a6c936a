// Keeps the files that the page saves, so that a test can read them.

import assert from 'node:assert/strict';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

/**
 * Keeps the files that the page saves. Firefox tells its driver of no download, and its list of
 * downloads would then take the keys.
 */
export const keepSaved = `
  globalThis.saved = [];
  const create = URL.createObjectURL.bind(URL);
  const click = HTMLAnchorElement.prototype.click;
  let last;
  URL.createObjectURL = (blob) => { last = blob; return create(blob); };
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) globalThis.saved.push({ name: this.download, blob: last });
    else click.call(this);
  };`;

/**
 * Chooses from a figure's menu and reads the saved file.
 * @param {LabPage} lab
 * @param {import('playwright-core').Locator} figure
 * @param {'PNG' | 'CSV'} kind
 */
export async function save(lab, figure, kind) {
  const menu = figure.locator('.chart-menu');
  await menu.locator('summary').focus();
  await lab.page.keyboard.press('Enter');
  await lab.page.keyboard.press('Tab');
  if (kind === 'CSV') await lab.page.keyboard.press('Tab');
  await lab.page.keyboard.press('Enter');
  await lab.until(() => /** @type {any} */ (globalThis).saved.length > 0, null, `the ${kind}`);
  assert.equal(await menu.getAttribute('open'), null, 'the menu has closed');
  const saved = await lab.page.evaluate(async () => {
    const { name, blob } = /** @type {any} */ (globalThis).saved.pop();
    return { name, bytes: [...new Uint8Array(await blob.arrayBuffer())] };
  });
  return { name: saved.name, bytes: Buffer.from(saved.bytes) };
}

/**
 * The texts inside a picture, by their keywords.
 * @param {Buffer} png
 */
export function textsIn(png) {
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  /** @type {Record<string, string>} */
  const texts = {};
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const data = png.toString('latin1', at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString('latin1', at + 4, at + 8) !== 'tEXt') continue;
    const [keyword, text] = data.split('\0');
    texts[keyword] = text;
  }
  return texts;
}
