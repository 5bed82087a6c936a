/** Describes the test error in words. */
import { formatInteger, formatPercent } from '../../words/format.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */

/**
 * Gives the newest test on most images of every lane; lanes that were tested together share words.
 * @param {Pick<LaneRecord, 'label' | 'test'>[]} lanes
 */
export function errorText(lanes) {
  /** @type {Map<string, string[]>} */
  const tests = new Map();
  for (const { label, test } of lanes) {
    if (!test) continue;
    const { step, correct, of, twinCorrect } = test;
    const when = `At step ${formatInteger(step)}, of ${formatInteger(of)} images`;
    const parts = tests.get(when) ?? [];
    const twin = twinCorrect >= 0 ? `, twin ${formatPercent(1 - twinCorrect / of)}` : '';
    tests.set(when, [...parts, `${label} ${formatPercent(1 - correct / of)}${twin}`]);
  }
  if (tests.size === 0) return 'No test yet; they come every 50 steps and after each epoch.';
  return [...tests].map(([test, parts]) => `${test}: ${parts.join('; ')}.`).join(' ');
}
