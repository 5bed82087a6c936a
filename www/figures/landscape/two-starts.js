/**
 * Two starts that are the same function, and words about the paths that begin there.
 */
import { SHOWN } from '../../charts/landscape.js';
import { formatInteger, formatNumber, joinWords } from '../../words/format.js';

/** @typedef {import('../../charts/landscape.js').Point} Point */
/** @typedef {{rule: string, label: string, paths: [Point[], Point[]]}} Result */

/** The smallest w1 of a start: at 0 the network is dead. */
export const SMALLEST = 0.1;
export const MOST_DOUBLINGS = 4;

/**
 * @param {Float64Array} numbers w1 and w2 in turn
 * @returns {Point[]}
 */
export function pointsOf(numbers) {
  return Array.from({ length: numbers.length / 2 }, (_, at) => [
    numbers[2 * at],
    numbers[2 * at + 1],
  ]);
}

/**
 * The output of a point's network: 0 for w1 below 0, where relu is silent.
 * @param {Point} point
 */
export const outputOf = ([w1, w2]) => Math.max(0, w1) * w2;

/**
 * The largest difference between the functions at equal steps of two paths.
 * @param {[Point[], Point[]]} paths
 */
export function compare([first, second]) {
  const steps = Math.min(first.length, second.length);
  let gap = 0;
  let isSame = true;
  for (let at = 0; at < steps; at += 1) {
    const [a1, a2] = first[at];
    const [b1, b2] = second[at];
    gap = Math.max(gap, Math.abs(outputOf(first[at]) - outputOf(second[at])));
    isSame &&= a1 === b1 && a2 === b2;
  }
  return { gap, isSame, steps };
}

/** @param {number} gap */
export const spellGap = (gap) => (gap === 0 ? '0 exactly' : formatNumber(gap));

/**
 * @param {Result[]} results
 * @param {number} steps
 */
export function landscapeText(results, steps) {
  if (results.length === 0) return 'No paths yet.';
  const words = results.map(({ label, paths }) => `${label} ${spellGap(compare(paths).gap)}`);
  const parts = [
    `Largest difference between the outputs w₂·relu(w₁) of the two paths at equal steps: ${joinWords(words)}.`,
  ];
  const together = results.filter(({ paths }) => compare(paths).gap === 0);
  const same = together.filter(({ paths }) => compare(paths).isSame).map(({ label }) => label);
  const images = together.filter(({ paths }) => !compare(paths).isSame).map(({ label }) => label);
  if (images.length > 0) {
    parts.push(`Under ${joinWords(images)} the second path is the first, rescaled.`);
  }
  if (same.length > 0) parts.push(`Under ${joinWords(same)} the two paths are the same.`);
  for (const { label, paths } of results) {
    if (paths.some((path) => path[path.length - 1][0] <= 0)) {
      parts.push(`A step of ${label} was too large: w₁ is below 0, and the network is silent.`);
    }
    const reached = compare(paths).steps - 1;
    if (reached < steps) {
      parts.push(`${label} leaves the range of numbers after ${formatInteger(reached)} steps.`);
    }
  }
  return parts.join(' ');
}

/** @param {Point} point */
export const isShown = ([w1, w2]) =>
  w1 >= SMALLEST && w1 <= SHOWN.right && w2 >= SHOWN.bottom && w2 <= SHOWN.top;

/**
 * @param {Point} start
 * @param {number} doublings
 * @returns {Point} on the same orbit
 */
export const rescaled = ([w1, w2], doublings) => [w1 * 2 ** doublings, w2 / 2 ** doublings];

/**
 * The number of doublings nearest to the wanted number that keeps the second start in the picture,
 * and apart from the first start if possible.
 * @param {Point} start
 * @param {number} wanted
 */
export function fittingDoublings(start, wanted) {
  const all = Array.from({ length: 2 * MOST_DOUBLINGS + 1 }, (_, at) => at - MOST_DOUBLINGS);
  const fitting = all.filter((count) => count !== 0 && isShown(rescaled(start, count)));
  fitting.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  return fitting[0] ?? 0;
}
