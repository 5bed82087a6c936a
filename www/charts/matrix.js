/** A square of counts: each cell shaded by its share of its row, with the count in it. */

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {{width: number, height: number}} Size */

const LEFT = 40;
const BOTTOM = 36;
const MARGIN = 4;
/** Text in the page's own ink stays readable on the strongest shade. */
const STRONGEST = 0.6;

/**
 * The opacity of every cell. The root makes single mistakes visible beside hundreds of hits.
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
 * @param {CanvasRenderingContext2D} context cleared
 * @param {{counts: ArrayLike<number>, names: string[], nameX: string, nameY: string, hue: string}} matrix
 * @param {Size} size
 * @param {Inks} inks
 */
export function drawMatrix(context, { counts, names, nameX, nameY, hue }, size, inks) {
  const side = names.length;
  const [width, height] = [
    Math.max(1, (size.width - LEFT - MARGIN) / side),
    Math.max(1, (size.height - BOTTOM - MARGIN) / side),
  ];
  const x = (/** @type {number} */ column) => Math.round(LEFT + column * width);
  const y = (/** @type {number} */ row) => Math.round(MARGIN + row * height);
  context.fillStyle = hue;
  shades(counts, side).forEach((shade, at) => {
    const [column, row] = [at % side, Math.floor(at / side)];
    context.globalAlpha = shade;
    context.fillRect(x(column), y(row), x(column + 1) - x(column), y(row + 1) - y(row));
  });
  context.globalAlpha = 1;
  context.strokeStyle = inks.line;
  context.lineWidth = 1;
  context.strokeRect(x(0) + 0.5, y(0) + 0.5, x(side) - x(0) - 1, y(side) - y(0) - 1);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const write = (
    /** @type {string} */ text,
    /** @type {number} */ column,
    /** @type {number} */ row,
  ) => context.fillText(text, LEFT + (column + 0.5) * width, MARGIN + (row + 0.5) * height);
  context.font = `${Math.min(12, Math.max(9, width / 2.2))}px ${inks.font}`;
  context.fillStyle = inks.text;
  for (let at = 0; at < side * side; at += 1) {
    if (counts[at] > 0) write(String(counts[at]), at % side, Math.floor(at / side));
  }
  context.font = `12px ${inks.font}`;
  context.fillStyle = inks.soft;
  names.forEach((name, index) => {
    context.fillText(name, LEFT - 10, MARGIN + (index + 0.5) * height);
    context.fillText(name, LEFT + (index + 0.5) * width, size.height - BOTTOM + 10);
  });
  context.fillText(nameX, LEFT + (side * width) / 2, size.height - 8);
  context.save();
  context.translate(10, MARGIN + (side * height) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(nameY, 0, 0);
  context.restore();
}
