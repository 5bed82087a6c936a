/** The answers of all networks to one image: bars of ten probabilities, and the winner in words. */
import { drawBars } from '../../charts/bars.js';
import { lineSample } from '../../charts/figure.js';
import { inksOf, surfaceOf } from '../../charts/surface.js';
import { typeScale } from '../../charts/type-size.js';
import { element } from '../../page/element.js';
import { formatPercent, joinWords } from '../../words/format.js';

/**
 * @typedef {{label: string, hue: string, dash: number[], network: ArrayLike<number>,
 *   twin: ArrayLike<number> | null}} Answer probabilities of the ten classes
 */

export const CLASSES = Array.from({ length: 10 }, (_, index) => String(index));

/**
 * The first of the largest values.
 * @param {ArrayLike<number>} values
 */
export function winnerOf(values) {
  let winner = 0;
  for (let index = 1; index < values.length; index += 1) {
    if (values[index] > values[winner]) winner = index;
  }
  return winner;
}

/**
 * The winner and how sure it is.
 * @param {ArrayLike<number>} values
 */
export function saysText(values) {
  const winner = winnerOf(values);
  return Number.isFinite(values[winner]) ? `${winner}, ${formatPercent(values[winner])}` : '–';
}

/**
 * The answers of all lanes in a sentence.
 * @param {Answer[]} answers
 * @param {boolean} isUntrained
 * @param {number} [truth] the digit's class; −1: unknown
 */
export function answersText(answers, isUntrained, truth = -1) {
  if (answers.length === 0) return 'Draw a digit, or take a sample: every lane answers.';
  const split = answers.filter(({ network, twin }) => twin && winnerOf(network) !== winnerOf(twin));
  const winners = new Set(
    answers.flatMap(({ network, twin }) => [winnerOf(network), ...(twin ? [winnerOf(twin)] : [])]),
  );
  const parts = answers.map(({ label, network }) => `${label} ${winnerOf(network)}`);
  const twins = answers.some(({ twin }) => twin) ? ' and every twin' : '';
  let text = `The networks say: ${joinWords(parts)}.`;
  if (winners.size === 1) text = `Every network${twins} says ${[...winners][0]}.`;
  else if (split.length > 0) {
    const clauses = split.map(
      ({ label, network, twin }) =>
        `${label}’s network says ${winnerOf(network)}, its twin ${winnerOf(twin ?? [])}`,
    );
    text = `${joinWords(clauses)}.`;
  }
  if (truth >= 0) text = `This is a ${truth}. ${text}`;
  return isUntrained
    ? `No step has been taken: the networks are untrained and guess. ${text}`
    : text;
}

/**
 * The bars in numbers.
 * @param {Answer[]} answers
 */
export function answersTable(answers) {
  const lines = answers.flatMap(({ label, network, twin }) => [
    { name: label, values: network },
    ...(twin ? [{ name: `${label} twin`, values: twin }] : []),
  ]);
  return {
    head: ['class', ...lines.map(({ name }) => name)],
    rows: CLASSES.map((name, at) => [
      name,
      ...lines.map(({ values }) => formatPercent(values[at])),
    ]),
  };
}

export class AnswersView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {{answer: Answer, canvas: HTMLCanvasElement}[]} */
    this.rows = [];
    new ResizeObserver(() => this.draw()).observe(root);
  }

  /** @param {Answer[]} answers */
  update(answers) {
    this.rows = answers.map((answer) => ({
      answer,
      canvas: element('canvas', { class: 'answer-bars', 'aria-hidden': 'true' }),
    }));
    this.root.replaceChildren(...this.rows.map(({ answer, canvas }) => this.#row(answer, canvas)));
    this.draw();
  }

  /**
   * @param {Answer} answer
   * @param {HTMLCanvasElement} canvas
   */
  #row({ label, hue, dash, network, twin }, canvas) {
    const name = element('p', { class: 'answer-name' }, lineSample(hue, dash), label);
    const words = element('p', { class: 'answer-words' }, element('b', {}, saysText(network)));
    if (twin) words.append(element('span', {}, ` twin ${saysText(twin)}`));
    return element('div', { class: 'answer' }, name, words, canvas);
  }

  draw() {
    const inks = inksOf(this.root);
    for (const { answer, canvas } of this.rows) {
      const surface = surfaceOf(canvas, typeScale());
      if (!surface) continue;
      const { network: full, twin: hollow, hue } = answer;
      const bars = { full, hollow, hue, labels: CLASSES, strong: winnerOf(full) };
      drawBars(surface.context, bars, surface, inks);
    }
  }
}
