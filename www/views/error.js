/** Test error over steps: from every test that the lanes have taken so far. */
import { logarithmic } from '../charts/scale.js';
import { errorText } from '../findings.js';
import { formatPercent, formatPlain } from '../format.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../history.js').History} History */

/** @type {import('./lane-chart.js').Field<History>} */
const error = {
  head: (name) => name,
  read: (history, at) => 1 - history.accuracy[at],
  format: formatPercent,
  width: 2,
  alpha: 1,
};

/**
 * @param {HTMLElement} root
 * @param {import('./services.js').Services} services
 */
export function errorChart(root, services) {
  return new LaneChart(root, services, {
    title: 'Test error',
    explain: 'error',
    record: (lane) => lane.history,
    fields: [error],
    ...logarithmic(),
    words: ({ lanes }) => [
      'wrong answers among test images: the first 1,000, after each epoch all',
      errorText(lanes),
    ],
    formatY: (power) => `${formatPlain(100 * 10 ** power)} %`,
  });
}
