/** Test error over steps: from every test that the lanes have taken so far. */
import { logarithmic } from '../charts/scale.js';
import { errorText } from '../findings.js';
import { formatInteger, formatPercent, formatPlain } from '../format.js';
import { TEST, testsOf } from '../test-errors.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../history.js').History} History */
/** @typedef {import('../trace.js').Trace} Trace */
/** @typedef {import('./lane-chart.js').Field<Trace>} Field */

/** Between epochs only so many images are tested. */
const FIRST = 1000;

/**
 * Tests on more and on fewer images differ by the choice of images, so that one line of both would
 * be a saw.
 * @param {boolean} isWhole
 * @returns {Field}
 */
const error = (isWhole) => ({
  head: (name) => name,
  read: (tests, at) =>
    tests.at(at, TEST.images) > FIRST === isWhole ? tests.at(at, TEST.error) : Number.NaN,
  format: formatPercent,
  width: isWhole ? 2 : 1,
  spanGaps: true,
});

/** What the table says of each test. @type {Field[]} */
const told = [
  {
    ...error(true),
    head: (name) => `${name} images`,
    read: (tests, at) => tests.at(at, TEST.images),
    format: formatInteger,
  },
  { ...error(true), read: (tests, at) => tests.at(at, TEST.error) },
];

/**
 * @param {HTMLElement} root
 * @param {import('./services.js').Services} services
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
    fields: [error(true), error(false)],
    told,
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
