/** The words of the page when a lane ends, or loses its worker. */
import { asSentence, formatInteger, formatPlain } from '../words/format.js';

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
  return asSentence(`cannot run here: ${reason}`);
}
