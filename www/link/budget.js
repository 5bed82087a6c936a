/** Where a run is told to stop: after so many steps or epochs, or when a lane is good enough. */

/** @typedef {{kind: 'steps' | 'epochs' | 'accuracy', value: number}} Budget accuracy in percent */

/** The most of each that a run may be told to stop at. */
export const BUDGET_LIMITS = { steps: 1e9, epochs: 1e6, accuracy: 100 };

/**
 * `steps:500`, `epochs:3` or `accuracy:95`.
 * @param {string} text
 * @returns {{budget: Budget} | {message: string}}
 */
export function readBudget(text) {
  const [kind, number = '', more] = text.split(':');
  const refusal = {
    message: `must be steps:N, epochs:N or accuracy:PERCENT (above 0, at most 100), not “${text}”.`,
  };
  if (!Object.hasOwn(BUDGET_LIMITS, kind) || more !== undefined) return refusal;
  const known = /** @type {Budget['kind']} */ (kind);
  const spelled = known === 'accuracy' ? /^\d{1,3}(\.\d{1,3})?$/ : /^\d{1,10}$/;
  const value = Number(number);
  if (!spelled.test(number) || value <= 0 || value > BUDGET_LIMITS[known]) return refusal;
  return { budget: { kind: known, value } };
}

/**
 * The step that a budget names; accuracy comes at none that is known before.
 * @param {Budget | null} budget
 * @param {number} stepsPerEpoch
 */
export function stepOf(budget, stepsPerEpoch) {
  if (!budget || budget.kind === 'accuracy') return Number.POSITIVE_INFINITY;
  return budget.kind === 'steps' ? budget.value : budget.value * stepsPerEpoch;
}

/**
 * The step at which the budget ends; one that is spent already holds nobody back.
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
