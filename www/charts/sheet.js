/** Draws a figure as a picture that stands alone: title, note, key, plot, sentence, origin. */

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {import('./figure.js').KeyEntry} KeyEntry */
/**
 * @typedef {{source: CanvasImageSource, width: number, height: number}} Picture in CSS pixels
 * @typedef {{title: string, note: string, key: KeyEntry[], sentence: string}} Legend
 */

const MARGIN = 16;
const SCALE = 2;
/** Pixels at each edge of a sheet that show the paper alone. */
export const BARE = (MARGIN * SCALE) / 4;
const LEAST_WIDTH = 480;
const SAMPLE = 28;

/**
 * Breaks a text at spaces; a word that is too long for a line breaks anywhere.
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function wrap(text, width, measure) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const longer = lines[last] === '' ? word : `${lines[last]} ${word}`;
    if (measure(longer) <= width) {
      lines[last] = longer;
      continue;
    }
    let rest = word;
    if (lines[last] !== '') lines.push('');
    while (measure(rest) > width) {
      let fit = rest.length - 1;
      while (fit > 1 && measure(rest.slice(0, fit)) > width) fit -= 1;
      lines[lines.length - 1] = rest.slice(0, fit);
      lines.push('');
      rest = rest.slice(fit);
    }
    lines[lines.length - 1] = rest;
  }
  return lines;
}

/**
 * Puts a figure on a sheet of its own.
 * @param {Picture} picture
 * @param {Legend & {origin: string}} legend
 * @param {Inks} inks
 */
export function drawSheet(picture, legend, inks) {
  const canvas = document.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const font = (/** @type {number} */ size, weight = '400') => `${weight} ${size}px ${inks.font}`;
  const width = Math.max(LEAST_WIDTH, picture.width);
  const lines = (/** @type {string} */ text, /** @type {number} */ size) => {
    context.font = font(size);
    return wrap(text, width, (part) => context.measureText(part).width);
  };
  const above = lines(legend.note, 12);
  const seen = lines(legend.sentence, 12);
  const origin = lines(legend.origin, 10);
  const keyHeight = legend.key.length > 0 ? 20 : 0;
  const top = MARGIN + 22 + 16 * above.length + keyHeight + 8;
  const bottom = top + picture.height + 8;
  canvas.width = SCALE * (width + 2 * MARGIN);
  canvas.height = SCALE * (bottom + 16 * (seen.length + origin.length) + MARGIN);
  context.scale(SCALE, SCALE);
  context.direction = 'ltr';
  context.fillStyle = inks.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const write = (
    /** @type {string[]} */ texts,
    /** @type {number} */ y,
    /** @type {string} */ ink,
  ) => {
    context.fillStyle = ink;
    texts.forEach((text, index) => {
      context.fillText(text, MARGIN, y + 16 * index);
    });
  };
  context.font = font(16, '650');
  write([legend.title], MARGIN + 14, inks.text);
  context.font = font(12);
  write(above, MARGIN + 34, inks.soft);
  write(seen, bottom + 14, inks.text);
  drawKey(context, legend.key, top - 14, inks);
  context.drawImage(picture.source, MARGIN, top, picture.width, picture.height);
  context.font = font(10);
  write(origin, bottom + 14 + 16 * seen.length, inks.soft);
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {KeyEntry[]} key
 * @param {number} y
 * @param {Inks} inks
 */
function drawKey(context, key, y, inks) {
  let x = MARGIN;
  for (const { label, hue, dash } of key) {
    context.strokeStyle = hue;
    context.lineWidth = 2.5;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, y - 4);
    context.lineTo(x + SAMPLE, y - 4);
    context.stroke();
    context.fillStyle = inks.text;
    context.fillText(label, x + SAMPLE + 6, y);
    x += SAMPLE + 24 + context.measureText(label).width;
  }
  context.setLineDash([]);
}
