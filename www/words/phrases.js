/** Phrases that several figures and controls share. */
import { formatInteger, formatNumber, formatShort } from './format.js';

/** @param {number} gap */
export function gapText(gap) {
  if (Number.isNaN(gap)) return '–';
  return gap === 0 ? '0 exactly' : formatNumber(gap);
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

/**
 * What a lane shows now, or that it has ended: then its last numbers are not of now.
 * @param {{label: string, end?: string}} lane
 * @param {() => string} text
 */
export const nowOf = ({ label, end }, text) => `${label} ${end || text()}`;

/**
 * A run that was opened on the way has been measured from there on only.
 * @param {number} step of the first measurement
 */
export const sinceText = (step) =>
  step > 0 ? `step ${formatInteger(step)}, the first measured` : 'the start';
