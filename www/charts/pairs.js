/**
 * Draws pairs of numbers as dots over two axes with the same ends, and the line on which both
 * numbers are equal.
 */
import { crisp, Pen } from './pen.js';

/** @typedef {import('./surface.js').Inks} Inks */
/**
 * @typedef {object} Pairs
 * @property {ArrayLike<number>} across
 * @property {ArrayLike<number>} up
 * @property {number} end both axes go from −end to end
 * @property {string} hue
 * @property {boolean} isHollow
 * @property {(value: number) => string} format writes the ends
 * @property {string} nameX
 * @property {string} nameY
 */

/** The room below the square, for the ends and the name of the axis. */
export const FOOT = 18;
const RADIUS = 1.75;
/** A smaller square has no room for the names of its axes. */
const NAMED = 110;
/** More dots than this become squares, which are drawn many times faster. */
const MANY = 4000;

/**
 * The end of an axis: 1, 2 or 5 times a power of ten, so that the axis grows in steps.
 * @param {number} size the largest size of a number, finite
 */
export function roundEnd(size) {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 5].find((factor) => factor * power >= size) ?? 10);
}

/**
 * @param {CanvasRenderingContext2D} context of a cleared canvas
 * @param {Pairs} pairs
 * @param {{left: number, top: number, side: number}} square
 * @param {Inks} inks
 */
export function drawPairs(context, pairs, { left, top, side }, inks) {
  const { across, up, end, hue, isHollow, format, nameX, nameY } = pairs;
  const pen = new Pen(context, inks);
  const [right, base, middle] = [left + side, top + side, side / 2];
  pen.line(inks.line, crisp(left + middle), top, crisp(left + middle), base);
  pen.line(inks.line, left, crisp(top + middle), right, crisp(top + middle));
  context.strokeStyle = inks.line;
  context.strokeRect(left + 0.5, top + 0.5, side - 1, side - 1);
  pen.line(inks.strong, left, base, right, top);
  const isCrowded = across.length > MANY;
  context.fillStyle = hue;
  context.strokeStyle = hue;
  context.globalAlpha = 0.6;
  for (let at = 0; at < across.length; at += 1) {
    const x = left + middle * (1 + across[at] / end);
    const y = top + middle * (1 - up[at] / end);
    // NaN and infinity have no place.
    if (!(x >= left && x <= right && y >= top && y <= base)) continue;
    if (isCrowded) context.fillRect(x - 1, y - 1, 2, 2);
    else {
      context.beginPath();
      context.arc(x, y, RADIUS, 0, 7);
      if (isHollow) context.stroke();
      else context.fill();
    }
  }
  context.globalAlpha = 1;
  if (side > NAMED) {
    pen.write(inks.soft, nameY, left + 6, top + 10, 'left');
    pen.write(inks.soft, nameX, left + middle, base + 10);
  }
  pen.write(inks.soft, format(-end), left, base + 10, 'left');
  pen.write(inks.soft, format(end), right, base + 10, 'right');
}
