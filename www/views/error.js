/** Test error over steps: from every test that the lanes have taken so far. */
import { logarithmic } from '../charts/scale.js';
import { errorText } from '../findings.js';
import { formatPercent, formatPlain } from '../format.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../history.js').History} History */

/** Between epochs only so many images are tested. */
const FIRST = 1000;

/**
 * Tests on more and on fewer images differ by the choice of images, so that one line of both would
 * be a saw.
 * @param {boolean} isWhole
 * @returns {import('./lane-chart.js').Field<History>}
 */
const error = (isWhole) => ({
  head: (name) => (isWhole ? name : `${name} quick test`),
  read: (history, at) =>
    history.testImages[at] > FIRST === isWhole ? 1 - history.accuracy[at] : Number.NaN,
  format: formatPercent,
  width: isWhole ? 2 : 1,
  alpha: isWhole ? 1 : 0.6,
  spanGaps: true,
});

/**
 * @param {HTMLElement} root
 * @param {import('./services.js').Services} services
 */
export function errorChart(root, services) {
  const axis = logarithmic();
  return new LaneChart(root, services, {
    title: 'Test error',
    explain: 'error',
    record: (lane) => lane.history,
    fields: [error(true), error(false)],
    ...axis,
    scale: (lines) => {
      const scaled = axis.scale(lines);
      return { ...scaled, high: Math.min(0, scaled.high) };
    },
    words: ({ lanes }) => [
      'wrong answers among all test images, after each epoch; thin: quick tests on the first 1,000',
      errorText(lanes),
    ],
    formatY: (power) => `${formatPlain(100 * 10 ** power)} %`,
  });
}
