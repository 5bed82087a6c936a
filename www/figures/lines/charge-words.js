/** Describes the charges in words, and estimates how far rounding alone moves them. */

import { agreement, CHARGE } from '../../run/inspection.js';
import { formatInteger, formatNumber } from '../../words/format.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../../run/trace.js').Trace} Trace */

export const CHARGES_SUBJECT =
  'Charges are conserved only by plain gradient flow, so this figure is about SGD.';

/** Half a unit in the last place of single precision, as a share. */
const ROUNDING_SHARE = 2 ** -24;

/**
 * About how far rounding alone moves a charge: each step rounds the weights once, and the roundings
 * add up as a random walk does.
 * @param {LaneRecord} lane
 * @param {number} step
 */
export function roundingOf({ history, startNorms, layerUnits }, step) {
  if (!history || history.length === 0) return Number.NaN;
  const drift = history.column(history.indexAt(step));
  const units = layerUnits.reduce((sum, count) => sum + count, 0);
  let largest = 0;
  for (let unit = 0; unit < units; unit += 1) {
    largest = Math.max(largest, (startNorms[unit] * 2 ** drift[unit]) ** 2);
  }
  return Math.sqrt(step) * ROUNDING_SHARE * largest;
}

/**
 * Says how well measured and predicted changes agree.
 * @param {LaneRecord[]} lanes lanes of plain descent
 * @param {number | null} [moment] the moment that the visitor looks back to; null: now
 */
export function agreementText(lanes, moment = null) {
  const parts = lanes.flatMap((lane) => {
    const { label, layerUnits, inspection } = lane;
    const { numbers, step = 0 } = inspection.at(moment).charges ?? {};
    const [change, difference] = agreement(numbers ?? new Float64Array(0));
    if (change === 0 && moment !== null) {
      return [`${label} at step ${formatInteger(step)}: no charge had changed.`];
    }
    if (change === 0) return [`${label}: no step yet, so no charge has changed.`];
    const units = layerUnits.reduce((sum, count) => sum + count, 0);
    return [
      `${label} at step ${formatInteger(step)}: the charges of ${units} neurons changed by ` +
        `up to ${formatNumber(change)}; measured and predicted agree to ${formatNumber(difference)}, ` +
        `${formatNumber(difference / change)} of that change. Rounding alone causes about ` +
        `√steps · 2⁻²⁴ · ‖w‖² = ${formatNumber(roundingOf(lane, step))}.`,
    ];
  });
  return parts.length > 0 ? parts.join(' ') : CHARGES_SUBJECT;
}

/**
 * Compares the difference that single precision leaves with the largest change of a charge.
 * @param {{label: string, inspection: {charges: Trace}}[]} lanes
 */
export function ratioText(lanes) {
  const parts = lanes.flatMap(({ label, inspection: { charges } }) => {
    const last = charges.length - 1;
    if (charges.lastStep < 1) return [];
    const ratio = charges.at(last, CHARGE.change) / charges.at(last, CHARGE.difference);
    if (!Number.isFinite(ratio)) return [`the prediction for ${label} is exact`];
    // Further digits of a rounding error would say nothing.
    const unit = 10 ** Math.floor(Math.log10(ratio) - 1);
    return [
      `the prediction for ${label} is off by 1/${formatInteger(Math.round(ratio / unit) * unit)} of the largest change`,
    ];
  });
  return parts.length > 0 ? `Now ${parts.join('; ')}: a rounding error.` : 'No steps yet.';
}
