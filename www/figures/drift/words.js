/** The drift of filter norms in words, and the numbers of a lane beside it. */

import { formatInteger, formatNumber, formatPercent } from '../../words/format.js';
import { factorText, gapText, nowOf } from '../../words/phrases.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */

/** @param {Pick<LaneRecord, 'wasSilentAtStart'>} lane with a dead network */
export function silentText({ wasSilentAtStart }) {
  return wasSilentAtStart
    ? 'The network gave every image the same answer from the first step on: either the images have ' +
        'no ink, or no neuron answers to them. No step did this, and equal outputs mean nothing here.'
    : 'All or nearly all neurons are dead: a step was so large that hardly any input reaches the ' +
        'classifier, so equal outputs mean nothing here. Lower the rate.';
}

/** In place of a picture without any change. */
export const FIXED = 'Every neuron keeps length 1: no drift.';

/** A change in doublings that is only rounding after thousands of steps in single precision. */
const ROUNDING = 1e-4;

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
 * The range of a part of a drift column.
 * @param {Float32Array} column
 * @param {number} from
 * @param {number} to
 */
export function rangeOf(column, from, to) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = from; index < to; index += 1) {
    low = Math.min(low, column[index]);
    high = Math.max(high, column[index]);
  }
  return { low, high };
}

/**
 * The drift canvas in words.
 * @param {LaneRecord} lane
 * @param {string} name
 */
export function driftText(lane, name) {
  const { history } = lane;
  if (!history || history.length === 0) return `${name}: filter norms. No steps yet.`;
  const units = lane.layerUnits.reduce((sum, count) => sum + count, 0);
  const column = history.column(history.length - 1);
  const words = (/** @type {number} */ from) => {
    const { low, high } = rangeOf(column, from, from + units);
    return `${factorText(low)} to ${factorText(high)}`;
  };
  const parts = [
    `${name}: change of ${units} filter norms in ${lane.layerUnits.length} layers over ${formatInteger(history.lastStep)} steps, as factors of the start.`,
    `Network now ${words(0)}.`,
  ];
  if (lane.hasTwin) parts.push(`Twin now ${words(units)}.`);
  return parts.join(' ');
}

/**
 * The neuron, the step and the norm under the cursor of the drift canvas.
 * @param {LaneRecord} lane
 * @param {{step: number, row: number}} cursor row: the network's units in order, then the twin's
 */
export function cursorText(lane, { step, row }) {
  const { history, layerUnits } = lane;
  if (!history || history.length === 0) return '';
  const units = layerUnits.reduce((sum, count) => sum + count, 0);
  const value = history.column(history.indexAt(step))[row];
  const norm = lane.startNorms[row] * 2 ** value;
  let unit = row % units;
  let layer = 0;
  while (unit >= layerUnits[layer]) {
    unit -= layerUnits[layer];
    layer += 1;
  }
  const who = row < units ? 'network' : 'twin';
  return (
    `${who}, layer ${layer + 1}, neuron ${unit + 1}, step ${formatInteger(step)}: ` +
    `norm ${formatNumber(norm)}, ${factorText(value)} its start`
  );
}

/**
 * All readings of one lane at a step.
 * @param {LaneRecord} lane
 * @param {number} step
 */
export function momentText({ history, life, hasTwin }, step) {
  if (!history || history.length === 0 || step > history.lastStep) return '';
  const at = history.indexAt(step);
  const parts = [`loss ${formatNumber(history.loss[at])}`];
  const gap = step > Number(life?.lastStep) ? Number.NaN : history.gap[at];
  if (hasTwin) parts.push(`twin ${formatNumber(history.twinLoss[at])}`, `gap ${gapText(gap)}`);
  const tested = history.testedAt(at);
  if (tested >= 0) {
    const step = formatInteger(history.testStep[tested]);
    parts.push(`accuracy ${formatPercent(history.accuracy[tested])} (step ${step})`);
  }
  return `step ${formatInteger(history.steps[at])}: ${parts.join(', ')}`;
}

/** @param {import('../../worker/protocol.js').Accuracy | null} test */
export function accuracyText(test) {
  if (!test) return { value: '–', twin: '', detail: 'every 50 steps' };
  const { correct, of, step, twinCorrect } = test;
  const twin = twinCorrect >= 0 ? `twin ${formatPercent(twinCorrect / of)}` : '';
  const detail = `of ${formatInteger(of)} images, step ${formatInteger(step)}`;
  return { value: formatPercent(correct / of), twin, detail };
}
