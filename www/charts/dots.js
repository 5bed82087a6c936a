/** Dots over two axes of one scale, with the diagonal on which both numbers are equal. */

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {{hue: string, isHollow: boolean, points: Float64Array}} Group points: x, y, alternating */
/** @typedef {{width: number, height: number}} Size */

const LEFT = 64;
const BOTTOM = 36;
const MARGIN = 8;
const RADIUS = 2.5;

/**
 * The ends of both axes, the same, with 0 among them.
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
 * The square that the dots stand in, and where a pair of numbers is in it.
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
 * At most five round numbers, 0 among them.
 * @param {{low: number, high: number}} range
 */
export function roundNumbers({ low, high }) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / size);
  const last = Math.floor(high / size);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * size);
}

/**
 * @param {CanvasRenderingContext2D} context cleared
 * @param {{groups: Group[], nameX: string, nameY: string, format: (value: number) => string}} picture
 * @param {Size} size
 * @param {Inks} inks
 */
export function drawDots(context, { groups, nameX, nameY, format }, size, inks) {
  const range = commonRange(groups);
  const { left, top, side, x, y } = plane(range, size);
  const line = (/** @type {number[]} */ [x1, y1, x2, y2], /** @type {string} */ ink) => {
    context.strokeStyle = ink;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  };
  context.lineWidth = 1;
  context.font = `12px ${inks.font}`;
  context.fillStyle = inks.soft;
  for (const mark of roundNumbers(range)) {
    const [across, down] = [Math.round(x(mark)) + 0.5, Math.round(y(mark)) + 0.5];
    const ink = mark === 0 ? inks.strong : inks.line;
    line([across, top, across, top + side], ink);
    line([left, down, left + side, down], ink);
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.fillText(format(mark), across, top + side + 4);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(format(mark), left - 6, down);
  }
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.fillText(nameX, left + side / 2, top + side + BOTTOM);
  context.save();
  context.translate(left - LEFT + 12, top + side / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(nameY, 0, 0);
  context.restore();
  line([left, top + side, left + side, top], inks.soft);
  for (const { hue, isHollow, points } of groups) {
    context.fillStyle = hue;
    context.strokeStyle = hue;
    for (let at = 0; at < points.length; at += 2) {
      context.beginPath();
      context.arc(x(points[at]), y(points[at + 1]), RADIUS, 0, 2 * Math.PI);
      if (isHollow) context.stroke();
      else context.fill();
    }
  }
}
