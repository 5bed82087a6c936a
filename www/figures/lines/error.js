/** Test error over steps, from all tests of the lanes so far. */
import { logarithmic } from '../../charts/scale.js';
import { formatInteger, formatPercent, formatPlain } from '../../words/format.js';
import { errorText } from './error-words.js';
import { LaneChart } from './lane-chart.js';
import { TEST, testsOf } from './test-errors.js';

/** @typedef {import('../../run/history.js').History} History */
/** @typedef {import('../../run/trace.js').Trace} Trace */
/** @typedef {import('./lane-chart.js').Field<Trace>} Field */

/**
 * @param {number} column
 * @param {string} suffix follows the lane's name
 * @param {number} [width] of the line; without a width no line is drawn
 * @returns {Field}
 */
const field = (column, suffix, width) => ({
  head: (name) => name + suffix,
  read: (tests, at) => (width && !tests.at(at, TEST.drawn) ? Number.NaN : tests.at(at, column)),
  format: formatPercent,
  width: width ?? 0,
  spanGaps: true,
});

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 */
export function errorChart(root, services) {
  const axis = logarithmic();
  /** @type {WeakMap<History, {version: number, tests: Trace}>} */
  const known = new WeakMap();
  return new LaneChart(root, services, {
    title: 'Test error',
    explain: 'error',
    record: ({ history }) => {
      if (!history) return null;
      const { version } = history;
      const kept = known.get(history);
      if (kept?.version === version) return kept.tests;
      const tests = testsOf(history);
      known.set(history, { version, tests });
      return tests;
    },
    fields: [field(TEST.error, '', 2), field(TEST.twin, ' twin', 1)],
    told: [
      { ...field(TEST.images, ' images'), format: formatInteger },
      field(TEST.error, ''),
      field(TEST.twin, ' twin'),
    ],
    ...axis,
    scale: (lines) => {
      const scaled = axis.scale(lines);
      return { ...scaled, high: Math.min(0, scaled.high) };
    },
    words: ({ lanes }) => [
      `wrong answers among all test images, after each epoch (until the second ends, among the first 1,000)${lanes.some(({ hasTwin }) => hasTwin) ? '; thin lines: twins' : ''}`,
      errorText(lanes),
    ],
    formatY: (power) => `${formatPlain(100 * 10 ** power)} %`,
  });
}
