/** The words of the page when a lane ends, or loses its worker. */
import { asSentence, formatInteger, formatPlain } from '../words/format.js';

/**
 * @param {string} reason why too high a rate ends a run of the lane's rule
 * @param {{which: 'network'|'twin', step: number, rate: number}} end
 */
export function divergenceText(reason, { which, step, rate }) {
  const who = which === 'twin' ? 'the rescaled twin' : 'the network';
  const where = `At step ${formatInteger(step)} ${who} left the range of numbers (NaN or infinity).`;
  return `${where} ${reason} Lower the rate, now ${formatPlain(rate)}.`;
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
 * @param {import('../worker/lane-worker.js').StopCause} cause
 * @param {string} reason
 */
export function stoppedText(cause, reason) {
  if (cause === 'refused') return reason;
  if (cause === 'engine') return `stopped after three replacements of its worker (${reason}).`;
  return asSentence(`cannot run here: ${reason}`);
}
