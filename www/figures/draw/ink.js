/**
 * The drawing on the pad: an MNIST image or pen strokes, never both. No drawing ever changes: every
 * stroke makes the next drawing, so that undo goes back to the drawing before.
 */
import { prepareDigit, SIDE } from './prepare.js';

/**
 * @typedef {number[]} Stroke x and y in turn, in pixels of the pad
 * @typedef {{sample: Uint8Array | null, strokes: Stroke[]}} Drawing a sample has no strokes
 */

/** Pixels of the pad a side: ten for each pixel of an MNIST image. */
export const PAD = 280;
/** Makes strokes as wide as MNIST's for a digit that is three quarters of the pad high. */
const PEN_RADIUS = 12;

/** @type {Drawing} */
export const EMPTY = { sample: null, strokes: [] };

/**
 * Draws one straight piece with round ends and soft edges.
 * @param {Uint8Array} ink PAD × PAD
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
export function paintPiece(ink, x0, y0, x1, y1) {
  const clamp = (/** @type {number} */ value) => Math.max(0, Math.min(PAD, value));
  const reach = PEN_RADIUS + 1;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy;
  const right = clamp(Math.ceil(Math.max(x0, x1) + reach));
  const bottom = clamp(Math.ceil(Math.max(y0, y1) + reach));
  for (let y = clamp(Math.floor(Math.min(y0, y1) - reach)); y < bottom; y += 1) {
    for (let x = clamp(Math.floor(Math.min(x0, x1) - reach)); x < right; x += 1) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const cover = Math.max(0, Math.min(1, PEN_RADIUS + 0.5 - distance));
      const at = y * PAD + x;
      ink[at] = Math.max(ink[at], Math.round(255 * cover));
    }
  }
}

/**
 * @param {Drawing} drawing
 * @returns {Uint8Array} PAD × PAD
 */
export function inkOf({ sample, strokes }) {
  const ink = new Uint8Array(PAD * PAD);
  if (sample) {
    const size = PAD / SIDE;
    for (let at = 0; at < ink.length; at += 1) {
      const row = Math.floor(at / PAD / size);
      ink[at] = sample[row * SIDE + Math.floor((at % PAD) / size)];
    }
  }
  for (const stroke of strokes) {
    for (let at = 0; at < stroke.length; at += 2) {
      const before = Math.max(0, at - 2);
      paintPiece(ink, stroke[before], stroke[before + 1], stroke[at], stroke[at + 1]);
    }
  }
  return ink;
}

/**
 * The drawing with one stroke more. The first stroke replaces a sample: two digits on top of each
 * other would be no digit.
 * @param {Drawing} drawing
 * @param {Stroke} stroke
 * @returns {Drawing}
 */
export const withStroke = ({ strokes }, stroke) => ({
  sample: null,
  strokes: [...strokes, stroke],
});

/**
 * The image for the networks. A sample is such an image already and stays unchanged.
 * @param {Drawing} drawing
 * @param {Uint8Array} ink the ink of this drawing
 */
export function pixelsOf({ sample }, ink) {
  return sample ?? prepareDigit(ink, PAD, PAD);
}
