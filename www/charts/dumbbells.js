/** Two values on one line, from a hollow dot to a full one, in blocks of lines over a common axis. */
import { ticks } from './scale.js';

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{hue: string, from: number, to: number, text: string}} Bell */
/** @typedef {{name: string, bells: Bell[]}} Block */

const LEFT = 80;
const RIGHT = 64;
const BOTTOM = 36;
const TOP = 4;
const RADIUS = 4;

/**
 * Where every line stands; blocks are parted by the height of one line.
 * @param {Block[]} blocks
 * @param {number} height
 * @returns {number[][]} middles, block by block
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
 * @param {CanvasRenderingContext2D} context cleared
 * @param {{blocks: Block[], nameX: string}} picture
 * @param {Size} size
 * @param {Inks} inks
 */
export function drawDumbbells(context, { blocks, nameX }, size, inks) {
  const values = blocks.flatMap(({ bells }) => bells.flatMap(({ from, to }) => [from, to]));
  const finite = values.filter(Number.isFinite);
  const end = Math.max(1, ...finite) * 1.05;
  const x = (/** @type {number} */ value) =>
    LEFT + (Math.min(value, end) / end) * (size.width - LEFT - RIGHT);
  const base = size.height - BOTTOM + 0.5;
  context.font = `12px ${inks.font}`;
  context.lineWidth = 1;
  context.fillStyle = inks.soft;
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const mark of ticks(end, 5)) {
    context.strokeStyle = inks.line;
    context.beginPath();
    context.moveTo(Math.round(x(mark)) + 0.5, TOP);
    context.lineTo(Math.round(x(mark)) + 0.5, base);
    context.stroke();
    context.fillText(String(mark), x(mark), base + 4);
  }
  context.textBaseline = 'bottom';
  context.fillText(nameX, (LEFT + size.width - RIGHT) / 2, size.height);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const middles = lineMiddles(blocks, size.height);
  blocks.forEach(({ name, bells }, index) => {
    const own = middles[index];
    context.fillStyle = inks.soft;
    context.fillText(name, 0, (own[0] + own[own.length - 1]) / 2);
    bells.forEach(({ hue, from, to, text }, line) => {
      drawBell(context, { hue, from: x(from), to: x(to), y: own[line] }, inks);
      context.fillStyle = inks.text;
      context.fillText(text, size.width - RIGHT + 12, own[line]);
    });
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{hue: string, from: number, to: number, y: number}} bell
 * @param {Inks} inks
 */
function drawBell(context, { hue, from, to, y }, inks) {
  context.strokeStyle = hue;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
  const dot = (/** @type {number} */ at, /** @type {string} */ fill) => {
    context.fillStyle = fill;
    context.beginPath();
    context.arc(at, y, RADIUS, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  };
  dot(from, inks.paper);
  dot(to, hue);
}
