/** Means as lines with a band of one spread on either side: numbers to shapes, shapes to pixels. */
import { ticks } from './scale.js';

/** @typedef {{hue: string, dash: number[], mean: number[], sd: number[]}} Band */
/** @typedef {{left: number, top: number, width: number, height: number}} Frame */
/** @typedef {{end: number, low: number, high: number}} Axes */
/** @typedef {[x: number, y: number]} Point */

/**
 * A round range that holds all bands.
 * @param {Band[]} bands
 * @param {number} most the range never goes past it
 */
export function rangeOfBands(bands, most) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { mean, sd } of bands) {
    for (const [index, value] of mean.entries()) {
      if (Number.isNaN(value)) continue;
      low = Math.min(low, value - (sd[index] || 0));
      high = Math.max(high, value + (sd[index] || 0));
    }
  }
  if (low > high) return { low: 0, high: 1 };
  const unit = unitOf(Math.max(high - low, 1e-9), 4);
  return {
    low: Math.max(0, Math.floor(low / unit + 1e-9) * unit),
    high: Math.min(most, Math.ceil(high / unit - 1e-9) * unit),
  };
}

/**
 * @param {number} span
 * @param {number} most
 */
function unitOf(span, most) {
  const [, unit = span] = ticks(span, most);
  return unit;
}

/** @param {Axes} axes */
export function levels({ low, high }) {
  return ticks(high - low, 6).map((above) => low + above);
}

/**
 * The line and the outline of the band, in pixels; points without a number are left out.
 * @param {Band} band
 * @param {number[]} steps
 * @param {Axes} axes
 * @param {Frame} frame
 * @returns {{line: Point[], area: Point[]}}
 */
export function shapeOf({ mean, sd }, steps, axes, frame) {
  const x = (/** @type {number} */ step) => frame.left + (step / axes.end) * frame.width;
  const y = (/** @type {number} */ value) => {
    const share = (value - axes.low) / (axes.high - axes.low);
    return frame.top + (1 - Math.max(0, Math.min(1, share))) * frame.height;
  };
  const known = steps.map((_, index) => index).filter((index) => !Number.isNaN(mean[index]));
  const spread = (/** @type {number} */ index) => sd[index] || 0;
  /** @param {(index: number) => number} value @returns {Point[]} */
  const along = (value) => known.map((index) => [x(steps[index]), y(value(index))]);
  return {
    line: along((index) => mean[index]),
    area: [
      ...along((index) => mean[index] + spread(index)),
      ...along((index) => mean[index] - spread(index)).reverse(),
    ],
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} points
 */
function trace(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
}

/**
 * @param {CanvasRenderingContext2D} context in units of CSS pixels
 * @param {{bands: Band[], steps: number[], axes: Axes, width: number, height: number,
 *   ink: {text: string, line: string, font: string}, cursor: number | null,
 *   formatY: (value: number) => string, formatX: (step: number) => string}} picture
 *   cursor: a step
 */
export function paintBands(context, picture) {
  const { bands, steps, axes, width, height, ink, cursor } = picture;
  const frame = { left: 64, top: 8, width: width - 64 - 24, height: height - 8 - 28 };
  context.clearRect(0, 0, width, height);
  context.font = `12px ${ink.font}`;
  context.lineWidth = 1;
  const rule = (/** @type {Point[]} */ points) => {
    trace(context, points);
    context.strokeStyle = ink.line;
    context.stroke();
  };
  const right = frame.left + frame.width;
  const bottom = frame.top + frame.height;
  context.fillStyle = ink.text;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const level of levels(axes)) {
    const share = (level - axes.low) / (axes.high - axes.low);
    const y = Math.round(bottom - share * frame.height) + 0.5;
    rule([
      [frame.left, y],
      [right, y],
    ]);
    context.fillText(picture.formatY(level), frame.left - 6, y);
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const step of ticks(axes.end, width < 400 ? 4 : 6)) {
    const x = Math.round(frame.left + (step / axes.end) * frame.width) + 0.5;
    rule([
      [x, frame.top],
      [x, bottom],
    ]);
    context.fillText(picture.formatX(step), x, bottom + 6);
  }
  const shapes = bands.map((band) => ({ ...band, ...shapeOf(band, steps, axes, frame) }));
  for (const { hue, area } of shapes) {
    trace(context, area);
    context.fillStyle = hue;
    context.globalAlpha = 0.18;
    context.fill();
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  for (const { hue, dash, line } of shapes) {
    trace(context, line);
    context.strokeStyle = hue;
    context.setLineDash(dash);
    context.stroke();
  }
  context.setLineDash([]);
  if (cursor === null) return;
  context.lineWidth = 1;
  const x = Math.round(frame.left + (cursor / axes.end) * frame.width) + 0.5;
  trace(context, [
    [x, frame.top],
    [x, bottom],
  ]);
  context.strokeStyle = ink.text;
  context.stroke();
}

/**
 * The index of the step nearest to a place on the picture.
 * @param {number[]} steps
 * @param {number} end
 * @param {number} x CSS pixels from the left edge
 * @param {number} width of the whole picture
 */
export function nearestStep(steps, end, x, width) {
  const step = ((x - 64) / (width - 64 - 24)) * end;
  let nearest = 0;
  for (const [index, candidate] of steps.entries()) {
    if (Math.abs(candidate - step) < Math.abs(steps[nearest] - step)) nearest = index;
  }
  return nearest;
}
