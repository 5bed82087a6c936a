/** A drawn digit and the networks' answers, as one picture and as numbers to save. */
import { drawBars } from '../../charts/bars.js';
import { inksOf, pictureOf } from '../../charts/surface.js';
import { CLASSES, saysText, winnerOf } from './answers.js';

/** @typedef {import('./answers.js').Answer} Answer */

const DIGIT = 168;
const GAP = 24;
const WIDTH = 640;
const NAME = 20;
const BARS = 64;
const ROW = NAME + BARS + 12;

/**
 * @param {HTMLElement} owner gives the picture its colours
 * @param {HTMLCanvasElement} seen the image that the networks see
 * @param {Answer[]} answers
 */
export function answersPicture(owner, seen, answers) {
  const inks = inksOf(owner);
  const height = Math.max(DIGIT + NAME, answers.length * ROW);
  return pictureOf(WIDTH, height, (context) => {
    context.imageSmoothingEnabled = false;
    context.drawImage(seen, 0, NAME, DIGIT, DIGIT);
    context.strokeStyle = inks.line;
    context.strokeRect(0.5, NAME + 0.5, DIGIT - 1, DIGIT - 1);
    const write = (
      /** @type {string} */ text,
      /** @type {string} */ ink,
      /** @type {number} */ x,
      /** @type {number} */ y,
      weight = 400,
    ) => {
      context.textAlign = 'left';
      context.textBaseline = 'alphabetic';
      context.font = `${weight} 12px ${inks.font}`;
      context.fillStyle = ink;
      context.fillText(text, x, y);
    };
    write('what the networks see', inks.soft, 0, 12);
    const left = DIGIT + GAP;
    answers.forEach(({ label, hue, network: full, twin: hollow }, at) => {
      const top = at * ROW;
      write(label, inks.text, left, top + 12, 650);
      const words = hollow ? `${saysText(full)}; twin ${saysText(hollow)}` : saysText(full);
      write(words, inks.soft, left + 120, top + 12);
      context.save();
      context.translate(left, top + NAME);
      const bars = { full, hollow, hue, labels: CLASSES, strong: winnerOf(full) };
      drawBars(context, bars, { width: WIDTH - left, height: BARS }, inks);
      context.restore();
    });
  });
}

/** @param {Answer[]} answers */
export function answersColumns(answers) {
  const lines = answers.flatMap(({ label, network, twin }) => [
    { name: label, values: network },
    ...(twin ? [{ name: `${label} twin`, values: twin }] : []),
  ]);
  const rows = CLASSES.map((name, at) => [name, ...lines.map(({ values }) => values[at])]);
  return { head: ['class', ...lines.map(({ name }) => name)], rows };
}

/**
 * The image itself as a line of text, so that others can ask the networks again.
 * @param {Uint8Array | null} pixels 28 rows of 28
 */
export function digitNote(pixels) {
  const hex = Array.from(pixels ?? [], (byte) => byte.toString(16).padStart(2, '0'));
  return hex.length === 0 ? 'digit: none' : `digit, 28 rows of 28 bytes: ${hex.join('')}`;
}
