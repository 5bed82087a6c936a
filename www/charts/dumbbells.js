/**
 * Draws two values on a line, from a hollow dot to a full dot, in blocks of lines over a common
 * axis. A line may have a second pair of values below it, small and thin, to compare with.
 */
import { crisp, Pen } from './pen.js';
import { ticks } from './scale.js';

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{from: number, to: number}} Ends */
/** @typedef {Ends & {hue: string, text: string, second?: Ends | null}} Bell */
/** @typedef {{name: string, bells: Bell[]}} Block */

const LEFT = 80;
/**
 * Room for the words beside a line; words about two pairs get more room, longer words still more.
 */
const WORDS = 52;
const MORE_WORDS = 96;
const BESIDE = 12;
const BOTTOM = 36;
const TOP = 4;
const RADIUS = 4;
const SECOND = { radius: 2.5, below: 7 };

/**
 * The place of every line; a gap as high as a line stands between two blocks.
 * @param {Block[]} blocks
 * @param {number} height
 * @returns {number[][]} the y of every line's middle, block by block
 */
export function lineMiddles(blocks, height) {
  const lines = blocks.reduce((sum, { bells }) => sum + bells.length + 1, -1);
  const pitch = (height - TOP - BOTTOM) / Math.max(1, lines);
  let line = 0;
  return blocks.map(({ bells }) => {
    const middles = bells.map((_, index) => TOP + (line + index + 0.5) * pitch);
    line += bells.length + 1;
    return middles;
  });
}

/**
 * @param {CanvasRenderingContext2D} context of a cleared canvas
 * @param {{blocks: Block[], nameX: string}} picture
 * @param {Size} size
 * @param {Inks} inks
 */
export function drawDumbbells(context, { blocks, nameX }, size, inks) {
  const pen = new Pen(context, inks);
  const values = blocks.flatMap(({ bells }) =>
    bells.flatMap(({ from, to, second }) => [from, to, second?.from ?? 0, second?.to ?? 0]),
  );
  const end = Math.max(1, ...values.filter(Number.isFinite)) * 1.05;
  const isPaired = blocks.some(({ bells }) => bells.some(({ second }) => second));
  const words = blocks.flatMap(({ bells }) =>
    bells.map(({ text }) => context.measureText(text).width),
  );
  const right = size.width - BESIDE - Math.max(isPaired ? MORE_WORDS : WORDS, ...words);
  const x = (/** @type {number} */ value) => LEFT + (Math.min(value, end) / end) * (right - LEFT);
  const base = size.height - BOTTOM;
  for (const mark of ticks(end, 5)) {
    pen.line(inks.line, crisp(x(mark)), TOP, crisp(x(mark)), base);
    pen.write(inks.soft, String(mark), x(mark), base + 10);
  }
  pen.write(inks.soft, nameX, (LEFT + right) / 2, size.height - 8);
  lineMiddles(blocks, size.height).forEach((middles, block) => {
    const { name, bells } = blocks[block];
    pen.write(inks.soft, name, 0, (middles[0] + middles[middles.length - 1]) / 2, 'left');
    bells.forEach(({ hue, text, second, ...first }, line) => {
      const middle = middles[line];
      const draw = (
        /** @type {Ends} */ { from, to },
        /** @type {number} */ y,
        /** @type {number} */ radius,
        /** @type {number} */ width,
      ) => {
        context.lineWidth = width;
        pen.line(hue, x(from), y, x(to), y);
        pen.dot(hue, inks.paper, x(from), y, radius);
        pen.dot(hue, hue, x(to), y, radius);
      };
      draw(first, second ? middle - SECOND.below / 2 : middle, RADIUS, 2);
      if (second) draw(second, middle + SECOND.below / 2, SECOND.radius, 1);
      pen.write(inks.text, text, right + BESIDE, middle, 'left');
    });
  });
}
