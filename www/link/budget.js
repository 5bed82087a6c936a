/** When a run stops: after a number of steps or epochs, or when a lane is accurate enough. */

import { rangeText, readValue } from './settings.js';

/** @typedef {{kind: 'steps' | 'epochs' | 'accuracy', value: number}} Budget accuracy in percent */

/**
 * Reads `steps:500`, `epochs:3` or `accuracy:95`.
 * @param {string} text
 * @param {import('./state.js').Catalog} catalog
 * @returns {{budget: Budget} | {message: string}}
 */
export function readBudget(text, { link: { budgets } }) {
  const cut = text.indexOf(':');
  const limits = budgets.find(({ key }) => key === text.slice(0, Math.max(0, cut)));
  const read = limits && readValue(limits, text.slice(cut + 1));
  if (read && 'value' in read) {
    const kind = /** @type {Budget['kind']} */ (limits.key);
    return { budget: { kind, value: Number(read.value) } };
  }
  const forms = budgets.map(({ key, unit }) => `${key}:${unit}`).join(', ');
  const needs = limits ? `; ${limits.key} needs ${rangeText(limits)}` : '';
  return { message: `must be one of ${forms}${needs}, not “${text}”.` };
}

/**
 * The step that a budget names; Infinity for accuracy, whose step nobody knows in advance.
 * @param {Budget | null} budget
 * @param {number} stepsPerEpoch
 */
export function stepOf(budget, stepsPerEpoch) {
  if (!budget || budget.kind === 'accuracy') return Number.POSITIVE_INFINITY;
  return budget.kind === 'steps' ? budget.value : budget.value * stepsPerEpoch;
}

/**
 * The step at which the budget ends; a budget that is already spent stops no run.
 * @param {Budget | null} budget
 * @param {number} step
 * @param {number} stepsPerEpoch
 */
export function lastStepOf(budget, step, stepsPerEpoch) {
  const steps = stepOf(budget, stepsPerEpoch);
  return steps > step ? steps : Number.POSITIVE_INFINITY;
}

/**
 * Whether a test taken after `since` reached the wanted accuracy.
 * @param {Budget | null} budget
 * @param {import('../worker/protocol.js').Accuracy | null} accuracy
 * @param {number} since
 */
export function isGoodEnough(budget, accuracy, since) {
  if (budget?.kind !== 'accuracy' || !accuracy || accuracy.step <= since) return false;
  return (100 * accuracy.correct) / accuracy.of >= budget.value;
}
