/** Test error over steps: from every test that the lanes have taken so far. */
import { fitLog, logTicks } from '../charts/scale.js';
import { formatInteger, formatPercent, formatPlain } from '../format.js';
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
 * The newest test of every lane; lanes in lock-step are tested together.
 * @param {{label: string, accuracy: import('../worker/protocol.js').Accuracy | null}[]} lanes
 */
export function errorText(lanes) {
  /** @type {Map<string, string[]>} */
  const tests = new Map();
  for (const { label, accuracy } of lanes) {
    if (!accuracy) continue;
    const { step, correct, of } = accuracy;
    const test = `At step ${formatInteger(step)}, of ${formatInteger(of)} images`;
    const parts = tests.get(test) ?? [];
    tests.set(test, [...parts, `${label} ${formatPercent(1 - correct / of)}`]);
  }
  if (tests.size === 0) return 'No test yet: the first is at step 50.';
  return [...tests].map(([test, parts]) => `${test}: ${parts.join('; ')}.`).join(' ');
}

/**
 * @param {HTMLElement} root
 * @param {import('./services.js').Services} services
 */
export function errorChart(root, services) {
  let low = -1;
  let high = 0;
  return new LaneChart(root, services, {
    title: 'Test error',
    explain: 'error',
    record: (lane) => lane.history,
    fields: [error],
    scale: (lines) => {
      const fitted = fitLog(lines);
      ({ low, high } = fitted);
      return fitted;
    },
    words: ({ lanes }) => [
      'wrong answers among test images: the first 1,000, after each epoch all',
      errorText(lanes),
    ],
    formatY: (power) => `${formatPlain(100 * 10 ** power)} %`,
    splitsY: () => logTicks(low, high),
  });
}
