/** Draws a square of counts: each cell shows its count and is shaded by its share of the row. */

import { Pen } from './pen.js';

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {{width: number, height: number}} Size */

const LEFT = 40;
const BOTTOM = 36;
const MARGIN = 4;
/** Text in the page's own ink stays readable on the strongest shade. */
const STRONGEST = 0.6;

/**
 * The opacity of every cell. The square root makes single mistakes visible beside hundreds of hits.
 * @param {ArrayLike<number>} counts row-major
 * @param {number} side
 */
export function shades(counts, side) {
  return Float64Array.from(counts, (count, at) => {
    const first = at - (at % side);
    let sum = 0;
    for (let column = 0; column < side; column += 1) sum += counts[first + column];
    return sum === 0 ? 0 : STRONGEST * Math.sqrt(count / sum);
  });
}

/**
 * The sizes and places of the cells.
 * @param {number} side
 * @param {Size} size
 */
export function grid(side, size) {
  const width = Math.max(1, (size.width - LEFT - MARGIN) / side);
  const height = Math.max(1, (size.height - BOTTOM - MARGIN) / side);
  const x = (/** @type {number} */ column) => LEFT + column * width;
  const y = (/** @type {number} */ row) => MARGIN + row * height;
  return { width, height, x, y };
}

/**
 * @param {CanvasRenderingContext2D} context of a cleared canvas
 * @param {{counts: ArrayLike<number>, names: string[], nameX: string, nameY: string, hue: string}} matrix
 * @param {Size} size
 * @param {Inks} inks
 */
export function drawMatrix(context, { counts, names, nameX, nameY, hue }, size, inks) {
  const pen = new Pen(context, inks);
  const side = names.length;
  const { width, height, x, y } = grid(side, size);
  pen.size(Math.min(12, Math.max(8, width / 2.6)));
  shades(counts, side).forEach((shade, at) => {
    const [column, row] = [at % side, Math.floor(at / side)];
    context.fillStyle = hue;
    context.globalAlpha = shade;
    context.fillRect(x(column), y(row), width - 1, height - 1);
    context.globalAlpha = 1;
    if (counts[at] > 0) pen.write(inks.text, String(counts[at]), x(column + 0.5), y(row + 0.5));
  });
  pen.size(12);
  names.forEach((name, index) => {
    pen.write(inks.soft, name, LEFT - 10, y(index + 0.5));
    pen.write(inks.soft, name, x(index + 0.5), size.height - BOTTOM + 10);
  });
  pen.write(inks.soft, nameX, x(side / 2), size.height - 8);
  pen.writeUp(nameY, 10, y(side / 2));
}
