/**
 * Gradient flow conserves charges, and plain SGD does not: this chart shows the largest change of a
 * charge over the run, and the largest error of its prediction.
 */
import { logarithmic } from '../../charts/scale.js';
import { CHARGE } from '../../run/inspection.js';
import { formatNumber, formatPowerOfTen } from '../../words/format.js';
import { CHARGES_SUBJECT, ratioText } from './charge-words.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../../run/view.js').View['lanes'][number]} Lane */
/** @typedef {import('../../run/trace.js').Trace} Trace */

/**
 * @param {Lane} lane
 * @param {number | null} moment the moment that the visitor looks back to; null: now
 */
export const numbersOf = ({ inspection }, moment) =>
  inspection.at(moment).charges?.numbers ?? new Float64Array(0);

/**
 * The lanes whose rule has a prediction: for other rules the engine gives no numbers.
 * @param {{lanes: Lane[]}} view
 */
export const plainLanes = ({ lanes }) =>
  lanes.filter(({ inspection }) => inspection.charges.length > 0);

/** @param {Lane} lane */
export function wantsCharges({ inspection }) {
  return inspection.first.charges?.numbers?.length === 0
    ? null
    : { charges: /** @type {true} */ (true) };
}

/** @param {{lanes: Lane[]}} view */
export function withoutCharges({ lanes }) {
  const answered = lanes.every((lane) => lane.shown.charges || lane.end !== '');
  return answered && plainLanes({ lanes }).length === 0
    ? `${CHARGES_SUBJECT} No lane runs SGD now.`
    : null;
}

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 */
export function chargeLines(root, services) {
  const field = (/** @type {string} */ name, /** @type {number} */ column) => ({
    head: (/** @type {string} */ lane) => `${lane} ${name}`,
    read: (/** @type {Trace} */ trace, /** @type {number} */ at) => trace.at(at, column),
    format: formatNumber,
    width: column === CHARGE.change ? 2 : 1,
  });
  return new LaneChart(root, services, {
    title: 'Charges over steps',
    explain: 'charges',
    lanes: plainLanes,
    record: ({ inspection: { charges } }) => charges,
    fields: [field('largest change', CHARGE.change), field('difference', CHARGE.difference)],
    ...logarithmic(),
    words: (view) => [
      'largest change of a charge; thin line: largest difference between measured and predicted',
      ratioText(plainLanes(view)),
    ],
    formatY: (power) =>
      Number.isInteger(power) ? formatPowerOfTen(power) : formatNumber(10 ** power),
    wants: wantsCharges,
    instead: withoutCharges,
  });
}
