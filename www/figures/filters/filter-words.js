/** Describes filters and single neurons in words. */
import { formatInteger, formatNumber } from '../../words/format.js';

/**
 * @typedef {{steps: ArrayLike<number>, network: ArrayLike<number>,
 *   twin: ArrayLike<number> | null}} NormHistory log2(norm / start) at these steps
 * @typedef {{network: [start: number, now: number], twin: [start: number, now: number] | null}} Norms
 * @typedef {object} UnitDetails the known facts; the page shows no fact that is missing
 * @property {NormHistory} [history]
 * @property {Norms} [norms]
 * @property {{measured: number, predicted: number} | null} [charge] change since the start; null
 *   where the rule has no charge
 * @property {[low: number, high: number]} [range] of the sums that enter the nonlinearity
 * @property {number} [bits] that the integer part of these sums needs
 * @property {number} [step] the step of all details, if it is not the present step
 */

/** @param {number} power */
export const timesText = (power) => `× ${formatNumber(2 ** power)}`;

/**
 * @param {UnitDetails} details
 * @returns {[name: string, value: string][]}
 */
export function factsOf({ norms, charge, range, bits, step }) {
  /** @type {[string, string][]} */
  const facts = [];
  if (step !== undefined) facts.push(['Looking back to step', formatInteger(step)]);
  const normText = (/** @type {[number, number]} */ [start, now]) =>
    `${formatNumber(now)}, ${timesText(Math.log2(now / start))} since the start`;
  if (norms) facts.push(['Norm', normText(norms.network)]);
  if (norms?.twin) facts.push(['Norm in the twin', normText(norms.twin)]);
  if (charge) {
    const { measured, predicted } = charge;
    const numbers = `${formatNumber(measured)} measured, ${formatNumber(predicted)} predicted`;
    facts.push([
      'Charge since the start',
      `${numbers}, apart by ${formatNumber(Math.abs(measured - predicted))}`,
    ]);
  }
  if (charge === null)
    facts.push(['Charge', 'only SGD’s flow conserves it; it is not defined here']);
  if (range) {
    const [low, high] = range.map(formatNumber);
    facts.push(['Range before the nonlinearity, inputs 0 to 1', `${low} to ${high}`]);
  }
  if (bits !== undefined) facts.push(['Integer bits, sign included', formatInteger(bits)]);
  return facts;
}

/**
 * @param {ArrayLike<number>} drift
 * @returns {string}
 */
function spanText(drift) {
  const list = Array.from(drift);
  const [low, high] = [Math.min(...list), Math.max(...list)];
  return `${timesText(low)} to ${timesText(high)}`;
}

/**
 * @param {{network: {drift: ArrayLike<number>}, twin: {drift: ArrayLike<number>} | null,
 *   when?: string} | null} data
 */
export function filtersText(data) {
  if (!data || data.network.drift.length === 0) return 'No filters yet.';
  const twin = data.twin ? `, in the twin ${spanText(data.twin.drift)}` : '';
  const { when = '' } = data;
  const norms = when ? 'norms' : 'Norms';
  return `${when}${norms} against their start: ${spanText(data.network.drift)}${twin}.`;
}

/**
 * Lists every filter shown: its neuron, its network or twin, its norm, its weights.
 * @param {import('./view.js').FiltersData | null} data
 * @returns {{head: string[], rows: (string | number)[][]}}
 */
export function filterColumns(data) {
  if (!data) return { head: ['neuron'], rows: [] };
  const size = data.rows * data.columns;
  const weights = Array.from({ length: size }, (_, at) => `w${at + 1}`);
  const sides = { network: data.network, ...(data.twin ? { twin: data.twin } : {}) };
  const rows = Object.entries(sides).flatMap(([who, side]) =>
    Array.from(side.drift, (power, at) => [
      data.first + at + 1,
      who,
      power,
      ...side.weights.subarray(at * size, (at + 1) * size),
    ]),
  );
  return { head: ['neuron', 'network or twin', 'log2 of norm / start', ...weights], rows };
}
