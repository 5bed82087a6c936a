/** Sentences about the state of things: captions, text alternatives, messages. */
import {
  formatFixed,
  formatInteger,
  formatNumber,
  formatPercent,
  formatPlain,
  formatShort,
  joinWords,
} from './format.js';

/** @typedef {import('../run/lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../run/session.js').Phase} Phase */

/** @param {number} gap */
export function gapText(gap) {
  if (Number.isNaN(gap)) return '–';
  return gap === 0 ? '0 exactly' : formatNumber(gap);
}

/**
 * What was true of all twins before the first step.
 * @param {{startGap: number, hasTwin: boolean}[]} lanes that have started
 */
export function startText(lanes) {
  const gaps = lanes.filter((lane) => lane.hasTwin).map((lane) => lane.startGap);
  if (gaps.length === 0) return 'No twins: one network per rule, all from the same start.';
  const most = Math.max(...gaps);
  if (most === 0) return 'Network and twin score every digit alike: they differ by 0, exactly.';
  return `Network and twin score every digit alike, to rounding: they differ by ${formatNumber(most)} at most.`;
}

/**
 * A power of two as a factor: "× 8", "÷ 8".
 * @param {number} log2
 */
export function factorText(log2) {
  const factor = 2 ** Math.abs(log2);
  const text = factor < 1000 ? formatShort(factor, 3) : formatInteger(Math.round(factor));
  return `${log2 < 0 && text !== '1' ? '÷' : '×'} ${text}`;
}

export const SILENT_TEXT =
  'All neurons are dead, or nearly all: a step was so large that hardly any input reaches the ' +
  'classifier, so equal outputs mean nothing here. Lower the rate.';

/**
 * What the twins of all lanes do now, in one sentence: the page's finding.
 * @param {{label: string, gap: number, hasTwin: boolean, end: string, isSilent: boolean}[]} lanes
 */
export function findingText(lanes) {
  const twins = lanes.filter(
    (lane) => lane.hasTwin && !Number.isNaN(lane.gap) && lane.end === '' && !lane.isSilent,
  );
  const parted = twins.filter((lane) => lane.gap > 0);
  const together = twins.filter((lane) => lane.gap === 0).map((lane) => lane.label);
  const clauses = parted.map(
    ({ label, gap }, place) =>
      `the ${label} twins’ ${place === 0 ? 'outputs differ by up to ' : 'by '}${formatNumber(gap)}`,
  );
  const sentences = clauses.length > 0 ? [joinWords(clauses)] : [];
  if (together.length > 0) sentences.push(`the ${joinWords(together)} twins agree to the last bit`);
  const silent = lanes.filter((lane) => lane.isSilent).map((lane) => lane.label);
  if (silent.length > 0) {
    const are = silent.length > 1 ? 'are' : 'is';
    sentences.push(`${joinWords(silent)} ${are} dead, blind to nearly every image`);
  }
  const ended = lanes.filter((lane) => lane.end !== '').map((lane) => lane.label);
  if (ended.length > 0) sentences.push(`${joinWords(ended)} stopped`);
  const text = sentences.join('; ');
  return text === '' ? '' : `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/**
 * @param {string} rule
 * @param {'network'|'twin'} which
 * @param {number} step
 * @param {number} rate
 */
export function divergenceText(rule, which, step, rate) {
  const who = which === 'twin' ? 'the rescaled twin' : 'the network';
  const where = `At step ${formatInteger(step)} ${who} left the range of numbers (NaN or infinity).`;
  if (rule === 'sgd' || rule === 'sm_rows') {
    const why =
      'The rate that SGD can bear goes with the square of a filter’s norm, and rescaling has made some norms small.';
    const remedy = `Lower the rate (now ${formatPlain(rate)}) or the strength of the rescaling.`;
    return `${where} ${rule === 'sgd' ? `${why} ` : ''}${remedy}`;
  }
  return `${where} The rate, now ${formatPlain(rate)}, is too large for this rule: as the rows of the classifier grow, so does its step. Lower the rate.`;
}

/** @param {string} label @param {number} step */
export function endText(label, step) {
  return `${label} stopped at step ${formatInteger(step)}: rate too large; its row says more.`;
}

/** @param {string} label @param {{reason: string, fromStep: number}} event */
export function replacementText(label, { reason, fromStep }) {
  return (
    `${label}: its worker stopped (${reason}) and was replaced; ` +
    `the run goes on from step ${formatInteger(fromStep)}, to the same result.`
  );
}

/**
 * @param {'engine' | 'wasm' | 'simd' | 'refused'} cause
 * @param {string} reason
 */
export function stoppedText(cause, reason) {
  if (cause === 'refused') return reason;
  if (cause === 'engine') return `stopped after three replacements of its worker (${reason}).`;
  return `cannot run here: ${reason.replace(/\.$/, '')}.`;
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
 * What stands under the cursor of the drift canvas.
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

/**
 * The status line.
 * @param {{phase: Phase, step: number, stepsPerEpoch: number, wasAsked: boolean,
 *   progress: number, unaskedSteps: number}} view
 */
export function statusText(view) {
  const { phase, step } = view;
  const at = `step ${formatInteger(step)}`;
  const epoch =
    view.stepsPerEpoch > 0 ? `, epoch ${formatFixed(step / view.stepsPerEpoch, 1)}` : '';
  if (phase === 'loading') {
    if (view.progress < 1) return `Loading MNIST, ${Math.round(100 * view.progress)} %`;
    return 'Starting the engine';
  }
  if (phase === 'ready') return 'Ready at step 0';
  if (phase === 'finished') return `Stopped at ${at}${epoch}`;
  if (phase === 'running') return `Running: ${at}${epoch}`;
  if (!view.wasAsked && step === view.unaskedSteps) {
    return `Paused at ${at} to spare battery`;
  }
  return `Paused at ${at}${epoch}`;
}

/**
 * What a talk needs to know when nothing moves any more: whether that was the end, and the key.
 * @param {{phase: Phase, step: number, stepsPerEpoch: number,
 *   budget: import('../link/budget.js').Budget | null}} view
 */
export function restText({ phase, step, stepsPerEpoch, budget }) {
  if (phase === 'finished') return 'Ended: R starts again';
  if (phase !== 'paused') return '';
  const size = { steps: 1, epochs: stepsPerEpoch, accuracy: Number.NaN };
  const isDone = budget && step === budget.value * size[budget.kind];
  return `${isDone ? 'Finished' : 'Paused'}: Space goes on`;
}

/** @param {import('../worker/protocol.js').Accuracy | null} test */
export function accuracyText(test) {
  if (!test) return { value: '–', twin: '', detail: 'every 50 steps' };
  const { correct, of, step, twinCorrect } = test;
  const twin = twinCorrect >= 0 ? `twin ${formatPercent(twinCorrect / of)}` : '';
  const detail = `of ${formatInteger(of)} images, step ${formatInteger(step)}`;
  return { value: formatPercent(correct / of), twin, detail };
}
