/** Phrases that several figures and controls share. */
import { formatInteger, formatNumber, formatShort } from './format.js';

/** @param {number} gap */
export function gapText(gap) {
  if (Number.isNaN(gap)) return '–';
  return gap === 0 ? '0 exactly' : formatNumber(gap);
}

/**
 * Writes a power of two as a factor: "× 8", "÷ 8".
 * @param {number} log2
 */
export function factorText(log2) {
  const factor = 2 ** Math.abs(log2);
  const text = factor < 1000 ? formatShort(factor, 3) : formatInteger(Math.round(factor));
  return `${log2 < 0 && text !== '1' ? '÷' : '×'} ${text}`;
}

/**
 * A lane's name with its present numbers, or with its end, because its last numbers are old then.
 * @param {{label: string, end?: string}} lane
 * @param {() => string} text
 */
export const nowOf = ({ label, end }, text) => `${label} ${end || text()}`;

/**
 * Names the first measurement: a run that was opened from a file is measured only from its step on.
 * @param {number} step step of the first measurement
 */
export const sinceText = (step) =>
  step > 0 ? `step ${formatInteger(step)}, the first measured` : 'the start';
