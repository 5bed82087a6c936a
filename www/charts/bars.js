/** Pairs of small bars over named columns: a full bar and a hollow bar. */

/** @typedef {import('./surface.js').Inks} Inks */

const LABELS = 18;
const TOP = 4;

/**
 * The place of a bar.
 * @param {number} column
 * @param {number} columns
 * @param {number} share height, 0 to 1
 * @param {0 | 1} which 0: the full bar; 1: the hollow bar
 * @param {{width: number, height: number}} size
 */
export function barAt(column, columns, share, which, { width, height }) {
  const pitch = width / columns;
  const bar = Math.max(2, Math.min(12, Math.floor(pitch * 0.36)));
  const tall = Math.max(0, Math.min(1, share)) * (height - LABELS - TOP);
  const left = Math.round((column + 0.5) * pitch) + (which === 0 ? -bar : 1);
  return { left, top: height - LABELS - tall, width: bar, height: tall };
}

/**
 * @param {CanvasRenderingContext2D} context of a cleared canvas
 * @param {{full: ArrayLike<number>, hollow: ArrayLike<number> | null, labels: string[],
 *   strong: number, hue: string}} bars strong: the column whose name is set in bold
 * @param {{width: number, height: number}} size
 * @param {Inks} inks
 */
export function drawBars(context, bars, size, inks) {
  const { labels, full, hollow, hue } = bars;
  const base = size.height - LABELS + 0.5;
  context.strokeStyle = inks.strong;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, base);
  context.lineTo(size.width, base);
  context.stroke();
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.fillStyle = hue;
  context.strokeStyle = hue;
  labels.forEach((_, column) => {
    const solid = barAt(column, labels.length, full[column] ?? 0, 0, size);
    context.fillRect(solid.left, solid.top, solid.width, solid.height);
    const open = barAt(column, labels.length, hollow?.[column] ?? 0, 1, size);
    if (open.height >= 1) {
      context.strokeRect(open.left + 0.5, open.top + 0.5, open.width - 1, open.height - 0.5);
    }
  });
  labels.forEach((label, column) => {
    const isStrong = column === bars.strong;
    context.fillStyle = isStrong ? inks.text : inks.soft;
    context.font = `${isStrong ? '700 ' : ''}12px ${inks.font}`;
    context.fillText(label, ((column + 0.5) * size.width) / labels.length, size.height);
  });
}
