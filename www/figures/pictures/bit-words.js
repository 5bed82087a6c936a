/** Describes the integer bits in words. */

import { backText } from '../../run/moment.js';
import { joinWords } from '../../words/format.js';
import { nowOf, sinceText } from '../../words/phrases.js';

/** @typedef {import('../../run/inspection.js').Inspection} Inspection */

/** The engine's answer for a range that no number of bits holds. */
export const NEVER = 0xffffffff;

/** @param {number} bits */
export const bitsText = (bits) => (bits === NEVER ? '∞' : String(bits));

/** @typedef {{start: number, now: number}} Bits integer bits of a layer */

/**
 * The bits of a lane, layer by layer.
 * @param {{inspection: Inspection, hasTwin?: boolean}} lane
 * @param {number | null} [moment] the moment that the visitor looks back to; null: now
 * @returns {{network: Bits[], twin: Bits[]}} twin: empty without a twin
 */
export function bitsOf({ inspection, hasTwin }, moment = null) {
  const reading = inspection.at(moment).bits;
  const { first } = inspection;
  // In a run opened from a file, the visitor may look back to steps before the first measurement.
  const start = Number(first.bits?.step) > Number(reading?.step) ? null : first.bits?.numbers;
  const all = Array.from(reading?.numbers ?? [], (now, at) => ({
    start: start?.[at] ?? now,
    now,
  }));
  const layers = hasTwin ? all.length / 2 : all.length;
  return { network: all.slice(0, layers), twin: all.slice(layers) };
}

/** @param {Bits[]} bits */
const costOf = (bits) => bits.reduce((sum, { start, now }) => sum + now - start, 0);

/** @param {Bits[]} bits */
const haveStayed = (bits) => bits.every(({ start, now }) => start === now);

/**
 * Names a layer; the last layer is the classifier.
 * @param {number} layer
 * @param {number} layers
 */
export const layerName = (layer, layers) =>
  layer === layers - 1 ? 'classifier' : `layer ${layer + 1}`;

/**
 * Says how many bits drift has cost or saved each lane.
 * @param {{label: string, inspection: Inspection, hasTwin?: boolean, end?: string}[]} lanes
 * @param {number | null} [moment] the moment that the visitor looks back to; null: now
 */
export function costsText(lanes, moment = null) {
  const known = (moment === null ? lanes : lanes.filter(({ end }) => !end)).filter(
    (lane) => bitsOf(lane, moment).network.length > 0,
  );
  if (known.length === 0) return 'No numbers yet.';
  const same = [];
  const parts = [];
  for (const lane of known) {
    const { network, twin } = bitsOf(lane, moment);
    if (lane.end) {
      parts.push(nowOf(lane, String));
      continue;
    }
    if (haveStayed(network) && haveStayed(twin)) {
      same.push(lane.label);
      continue;
    }
    const moved = network.flatMap(({ start, now }, layer) =>
      start === now
        ? []
        : [`${layerName(layer, network.length)} ${bitsText(start)} → ${bitsText(now)}`],
    );
    const layers = moved.length > 0 ? ` (${moved.join(', ')})` : '';
    const ofTwin = twin.length > 0 ? `, its twin ${twinText(twin)}` : '';
    parts.push(costText(lane.label, network) + layers + ofTwin);
  }
  const need = same.length === 1 ? 'needs' : 'need';
  const twins = known.some(({ hasTwin }) => hasTwin) ? ', twins too' : '';
  if (same.length > 0)
    parts.push(`${joinWords(same)} ${need} as many bits as at the start${twins}`);
  const text = parts.join('; ');
  const first = known[0].inspection.first.bits?.step ?? 0;
  const steps = known.map(({ inspection }) => inspection.at(moment).bits?.step ?? 0);
  const from = first > 0 && first <= steps[0] ? ` The start here is ${sinceText(first)}.` : '';
  const when = backText(moment, ...steps);
  return `${when}${when ? text : text[0].toUpperCase() + text.slice(1)}.${from}`;
}

/** @param {number} cost */
const countText = (cost) => `${Math.abs(cost)} ${Math.abs(cost) === 1 ? 'bit' : 'bits'}`;

/**
 * @param {string} label
 * @param {Bits[]} bits
 */
function costText(label, bits) {
  const cost = costOf(bits);
  if (haveStayed(bits)) return `${label} needs as many bits as at the start`;
  if (cost === 0) return `${label} has moved bits between layers`;
  if (Math.abs(cost) > 1e6) return `${label} has left the range of numbers`;
  return cost > 0
    ? `drift has cost ${label} ${countText(cost)}`
    : `${label} needs ${countText(cost)} less`;
}

/** @param {Bits[]} bits */
function twinText(bits) {
  const cost = costOf(bits);
  if (Math.abs(cost) > 1e6) return 'out of range';
  if (cost === 0) return haveStayed(bits) ? 'none' : 'none in all';
  return `${cost > 0 ? '+' : '−'}${countText(cost)} since its own start`;
}
