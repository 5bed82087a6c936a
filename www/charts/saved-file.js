/** Makes the picture file of a figure: a PNG with the legend and the origin inside. */
import { withText } from './png.js';
import { BARE, drawSheet } from './sheet.js';
import { pixelsOf, verdictOf } from './true-pixels.js';

/** @typedef {import('./save.js').Origin} Origin */
/** @typedef {import('./sheet.js').Legend} Legend */

/** The name of the link inside a PNG. */
const LINK_KEYWORD = 'Scale Drift link';
const NOTES_KEYWORD = 'Scale Drift notes';

/** A browser that has made no picture by then makes none. */
const PATIENCE_MS = 20_000;

const NONE =
  'The browser made no picture; perhaps it is too large. Make the window smaller, or save the numbers (CSV).';
const WRONG =
  'This browser changes the pixels of each picture that a page saves, so that nobody recognises you by them. The picture would be wrong, so it was not saved. Save the numbers (CSV), take a picture of the screen, or allow this page to read its canvases.';
const NOISY =
  'This browser adds noise to each picture that a page saves, so that nobody recognises you by it. The numbers (CSV) are exact.';

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob | null>}
 */
const pngOf = (canvas) =>
  new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, null);
    canvas.toBlob(resolve, 'image/png');
  });

/** @param {string} colour of a style sheet */
function channelsOf(colour) {
  const pen = document.createElement('canvas').getContext('2d');
  Object.assign(pen ?? {}, { fillStyle: colour });
  const hex = /^#(..)(..)(..)$/.exec(String(pen?.fillStyle));
  return hex ? hex.slice(1).map((digits) => Number.parseInt(digits, 16)) : null;
}

/**
 * @param {import('./sheet.js').Picture} picture
 * @param {Legend} legend
 * @param {Origin} origin
 * @param {import('./surface.js').Inks} inks
 * @returns {Promise<{file: Blob, note: string} | {fault: string}>} both in sentences
 */
export async function pictureFile(picture, legend, { link, notes }, inks) {
  const whole = { ...legend, origin: `${notes[0]}, ${notes[1]}: ${link}` };
  const blob = await pngOf(drawSheet(picture, whole, inks)).catch(() => null);
  if (!blob) return { fault: NONE };
  const png = new Uint8Array(await blob.arrayBuffer());
  const pixels = await pixelsOf(png);
  const verdict = pixels ? verdictOf(pixels, BARE, channelsOf(inks.paper)) : 'true';
  if (verdict === 'wrong') return { fault: WRONG };
  const named = withText(withText(png, NOTES_KEYWORD, notes.join('\n')), LINK_KEYWORD, link);
  const file = new Blob([named], { type: 'image/png' });
  return { file, note: verdict === 'noisy' ? NOISY : '' };
}
