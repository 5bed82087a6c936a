/** What each figure shows now, in a sentence. */

import { agreement, CHARGE, RATE } from '../run/inspection.js';
import { backText } from '../run/moment.js';
import { formatInteger, formatNumber, formatPercent, joinWords } from './format.js';
import { factorText, rangeOf } from './summaries.js';

/** @typedef {import('../run/inspection.js').Inspection} Inspection */
/** @typedef {import('../run/lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../run/trace.js').Trace} Trace */

const DIGITS = 10;
/** Doublings that single precision cannot tell from none after thousands of steps. */
const ROUNDING = 1e-4;

/**
 * What a lane shows now, or that it has ended: then its last numbers are not of now.
 * @param {{label: string, end?: string}} lane
 * @param {() => string} text
 */
const nowOf = ({ label, end }, text) => `${label} ${end || text()}`;

/**
 * How far the filter norms of every lane have moved.
 * @param {LaneRecord[]} lanes
 */
export function driftSentence(lanes) {
  const parts = lanes.flatMap((lane) => {
    const { history } = lane;
    if (!history || history.lastStep < 1) return [];
    const column = history.column(history.length - 1);
    const words = (/** @type {number} */ from, /** @type {number} */ to) => {
      const { low, high } = rangeOf(column, from, to);
      if (Math.max(-low, high) < ROUNDING) return 'unchanged';
      return `${factorText(low)} to ${factorText(high)}`;
    };
    const units = lane.layerUnits.reduce((sum, count) => sum + count, 0);
    return [
      nowOf(lane, () => {
        const network = words(0, units);
        if (!lane.hasTwin) return network;
        const twin = words(units, 2 * units);
        return `${network}, twin ${network === twin ? 'alike' : twin}`;
      }),
    ];
  });
  return parts.length > 0 ? `Now: ${parts.join('; ')}.` : 'No steps yet.';
}

/**
 * The newest test of most images of every lane; lanes in lock-step are tested together.
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

/**
 * The most frequent mistake in words.
 * @param {ArrayLike<number>} counts row-major, rows are truths
 */
export function mistakeText(counts) {
  let total = 0;
  let wrong = 0;
  let worst = -1;
  for (let at = 0; at < DIGITS * DIGITS; at += 1) {
    total += counts[at];
    if (at % (DIGITS + 1) === 0) continue;
    wrong += counts[at];
    if (worst < 0 || counts[at] > counts[worst]) worst = at;
  }
  const of = `${formatInteger(wrong)} of ${formatInteger(total)} images wrong`;
  if (wrong === 0) return `${of}.`;
  const [truth, answer] = [Math.floor(worst / DIGITS), worst % DIGITS];
  const times = counts[worst] === 1 ? 'once' : `${formatInteger(counts[worst])} times`;
  return `${of}; most often a ${truth} is taken for a ${answer}, ${times}.`;
}

/**
 * The answers to a lane's last test; those to earlier ones are not kept.
 * @param {Pick<LaneRecord, 'label' | 'accuracy' | 'shown' | 'end'>} lane
 * @param {ArrayLike<number>} counts none, or as in `mistakeText`
 */
export function confusionText({ label, accuracy, shown, end }, counts) {
  if (!accuracy) return `${label}: no test yet; they come every 50 steps and after each epoch.`;
  const reading = shown.confusion;
  if (!reading && !end) return `${label}: the answers to the last test are being fetched.`;
  // A later test may have come in the meantime.
  if (reading?.numbers && counts.length > 0) {
    return `${label}, tested at step ${formatInteger(reading.numbers[0])}: ${mistakeText(counts)}`;
  }
  const step = formatInteger(accuracy.step);
  if (end) return `${label}: the answers to its last test, at step ${step}, are not kept.`;
  return `${label}: the answers to the test at step ${step} are not kept; the next has new ones.`;
}

/**
 * A run that was opened on the way has been measured from there on only.
 * @param {number} step of the first measurement
 */
const startText = (step) =>
  step > 0 ? `step ${formatInteger(step)}, the first measured` : 'the start';

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
    if (high <= low * 1.001) return [`${label} ${formatNumber(middle)} for every filter`];
    const factor = formatNumber(middle / rates.at(0, RATE.median));
    const range = `${formatNumber(low)} to ${formatNumber(high)}, median ${formatNumber(middle)}`;
    return [`${label} ${range}, × ${factor} since ${startText(rates.steps[0])}`];
  });
  return parts.length > 0 ? `Now: ${parts.join('; ')}.` : 'No numbers yet.';
}

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
 * How well measured and predicted changes agree.
 * @param {LaneRecord[]} lanes of plain descent
 * @param {number | null} [moment] that is looked back to
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
        `${formatNumber(difference / change)} of that. Single precision leaves the order of ` +
        `√steps · 2⁻²⁴ · ‖w‖² = ${formatNumber(roundingOf(lane, step))}.`,
    ];
  });
  return parts.length > 0 ? parts.join(' ') : CHARGES_SUBJECT;
}

/**
 * How far the changes stand out from what single precision leaves unexplained.
 * @param {{label: string, inspection: {charges: Trace}}[]} lanes
 */
export function ratioText(lanes) {
  const parts = lanes.flatMap(({ label, inspection: { charges } }) => {
    const last = charges.length - 1;
    if (charges.lastStep < 1) return [];
    const ratio = charges.at(last, CHARGE.change) / charges.at(last, CHARGE.difference);
    if (!Number.isFinite(ratio)) return [`the prediction for ${label} is exact`];
    // More than two digits of what rounding leaves say nothing.
    const unit = 10 ** Math.floor(Math.log10(ratio) - 1);
    return [
      `the prediction for ${label} is off by 1/${formatInteger(Math.round(ratio / unit) * unit)} of the largest change`,
    ];
  });
  return parts.length > 0 ? `Now ${parts.join('; ')}: what rounding leaves.` : 'No steps yet.';
}

/**
 * One cell of a confusion matrix in words.
 * @param {ArrayLike<number>} counts 10 × 10, rows the truth
 * @param {number} truth
 * @param {number} answer
 */
export function cellText(counts, truth, answer) {
  const row = Array.from({ length: 10 }, (_, column) => counts[10 * truth + column]);
  const of = row.reduce((sum, count) => sum + count, 0);
  const count = row[answer];
  const are = count === 1 ? 'is' : 'are';
  const what = truth === answer ? `${are} answered rightly` : `${are} taken for a ${answer}`;
  const share = of === 0 ? '' : `, ${formatPercent(count / of)}`;
  return `of ${formatInteger(of)} images of a ${truth}, ${formatInteger(count)} ${what}${share}`;
}

/** What the engine says of a range that no number of bits holds. */
export const NEVER = 0xffffffff;

/** @param {number} bits */
export const bitsText = (bits) => (bits === NEVER ? '∞' : String(bits));

/** @typedef {{start: number, now: number}} Bits of one layer */

/**
 * Layer by layer.
 * @param {{inspection: Inspection, hasTwin?: boolean}} lane
 * @param {number | null} [moment] that is looked back to, in place of now
 * @returns {{network: Bits[], twin: Bits[]}} none of a twin where there is none
 */
export function bitsOf({ inspection, hasTwin }, moment = null) {
  const reading = inspection.at(moment).bits;
  const { first } = inspection;
  // A run that was opened on the way was first measured after what can be looked back to.
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
 * The last layer is the classifier.
 * @param {number} layer
 * @param {number} layers
 */
export const layerName = (layer, layers) =>
  layer === layers - 1 ? 'classifier' : `layer ${layer + 1}`;

/**
 * What drift has cost or saved every lane.
 * @param {{label: string, inspection: Inspection, hasTwin?: boolean, end?: string}[]} lanes
 * @param {number | null} [moment] that is looked back to, in place of now
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
  const from = first > 0 && first <= steps[0] ? ` The start here is ${startText(first)}.` : '';
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
