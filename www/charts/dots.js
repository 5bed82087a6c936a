/** Draws dots over two axes of the same scale, and the diagonal on which both numbers are equal. */

import { crisp, Pen } from './pen.js';
import { roundNumbers } from './scale.js';

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {{hue: string, isHollow: boolean, points: Float64Array}} Group points: x, y in turn */
/** @typedef {{width: number, height: number}} Size */

const LEFT = 64;
const BOTTOM = 36;
const MARGIN = 8;
const RADIUS = 2;

/**
 * The ends that both axes share; 0 lies between them.
 * @param {Group[]} groups
 */
export function commonRange(groups) {
  let low = 0;
  let high = 0;
  for (const { points } of groups) {
    for (const value of points) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const margin = 0.06 * (high - low) || 1;
  return { low: low - margin, high: high + margin };
}

/**
 * The square of the dots, and the place of a pair of numbers in it.
 * @param {{low: number, high: number}} range
 * @param {Size} size
 */
export function plane({ low, high }, { width, height }) {
  const side = Math.max(1, Math.min(width - LEFT - MARGIN, height - BOTTOM - MARGIN));
  const left = LEFT + Math.max(0, (width - LEFT - MARGIN - side) / 2);
  const share = (/** @type {number} */ value) => (value - low) / (high - low);
  return {
    left,
    top: MARGIN,
    side,
    x: (/** @type {number} */ value) => left + share(value) * side,
    y: (/** @type {number} */ value) => MARGIN + (1 - share(value)) * side,
  };
}

/**
 * @param {CanvasRenderingContext2D} context of a cleared canvas
 * @param {{groups: Group[], nameX: string, nameY: string, format: (value: number) => string}} picture
 * @param {Size} size
 * @param {Inks} inks
 */
export function drawDots(context, { groups, nameX, nameY, format }, size, inks) {
  const pen = new Pen(context, inks);
  const range = commonRange(groups);
  const { left, top, side, x, y } = plane(range, size);
  const [right, base] = [left + side, top + side];
  for (const mark of roundNumbers(range.low, range.high, 5)) {
    const [across, down] = [crisp(x(mark)), crisp(y(mark))];
    const ink = mark === 0 ? inks.strong : inks.line;
    pen.line(ink, across, top, across, base);
    pen.line(ink, left, down, right, down);
    pen.write(inks.soft, format(mark), across, base + 10);
    pen.write(inks.soft, format(mark), left - 6, down, 'right');
  }
  pen.write(inks.soft, nameX, left + side / 2, base + BOTTOM - 8);
  pen.writeUp(nameY, left - LEFT + 8, top + side / 2);
  pen.line(inks.soft, left, base, right, top);
  for (const { hue, isHollow, points } of groups) {
    for (let at = 0; at < points.length; at += 2) {
      pen.dot(hue, isHollow ? inks.paper : hue, x(points[at]), y(points[at + 1]), RADIUS);
    }
  }
}
