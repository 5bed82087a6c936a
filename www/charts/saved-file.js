/** Makes the picture file of a figure: a PNG with the legend and the origin inside. */
import { withText } from './png.js';
import { drawSheet } from './sheet.js';

/** @typedef {import('./save.js').Origin} Origin */
/** @typedef {import('./sheet.js').Legend} Legend */

/** The name of the link inside a PNG. */
const LINK_KEYWORD = 'Scale Drift link';
const NOTES_KEYWORD = 'Scale Drift notes';

/** @param {HTMLCanvasElement} canvas */
async function pngOf(canvas) {
  const blob = await new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  return new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer());
}

/**
 * @param {import('./sheet.js').Picture} picture
 * @param {Legend} legend
 * @param {Origin} origin
 * @param {import('./surface.js').Inks} inks
 */
export async function pictureFile(picture, legend, { link, notes }, inks) {
  const whole = { ...legend, origin: `${notes[0]}, ${notes[1]}: ${link}` };
  const png = await pngOf(drawSheet(picture, whole, inks));
  const named = withText(withText(png, NOTES_KEYWORD, notes.join('\n')), LINK_KEYWORD, link);
  return new Blob([named], { type: 'image/png' });
}
