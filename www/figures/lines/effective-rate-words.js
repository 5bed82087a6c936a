/** Describes the effective rate in words. */

import { RATE } from '../../run/inspection.js';
import { formatNumber } from '../../words/format.js';
import { sinceText } from '../../words/phrases.js';

/** @typedef {import('../../run/trace.js').Trace} Trace */

/**
 * @param {{label: string, inspection: {rates: Trace}}[]} lanes
 */
export function ratesText(lanes) {
  const parts = lanes.flatMap(({ label, inspection: { rates } }) => {
    if (rates.length === 0) return [];
    const last = rates.length - 1;
    const [low, middle, high] = [RATE.smallest, RATE.median, RATE.largest].map((column) =>
      rates.at(last, column),
    );
    if (!Number.isFinite(middle)) return [`${label} none, because its filters are dead`];
    if (high <= low * 1.001) return [`${label} ${formatNumber(middle)} for every filter`];
    const factor = formatNumber(middle / rates.at(0, RATE.median));
    const range = `${formatNumber(low)} to ${formatNumber(high)}, median ${formatNumber(middle)}`;
    return [`${label} ${range}, × ${factor} since ${sinceText(rates.steps[0])}`];
  });
  return parts.length > 0 ? `Now: ${parts.join('; ')}.` : 'No numbers yet.';
}
