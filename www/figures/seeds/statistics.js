/** Computes means and spreads over repeated runs. */

/** @param {number[]} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Standard deviation of a sample (n − 1); NaN for fewer than two values.
 * @param {number[]} values
 */
export function standardDeviation(values) {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** @typedef {{n: number, mean: number, sd: number}} Spread */

/**
 * The spread of the values that are not NaN; a run without a test gives NaN.
 * @param {number[]} values
 * @returns {Spread}
 */
export function spreadOf(values) {
  const known = values.filter((value) => !Number.isNaN(value));
  return { n: known.length, mean: mean(known), sd: standardDeviation(known) };
}

/**
 * @typedef {'waiting'|'going'|'done'|'diverged'|'failed'} Outcome
 * @typedef {{outcome: Outcome, accuracy: number, twinAccuracy: number, loss: number,
 *   gap: number,   curves: Record<Field, ArrayLike<number>>}} Result of one run
 * @typedef {'accuracy' | 'quick' | 'loss'} Field quick: the tests on the fewest images
 * @typedef {{done: number, diverged: number, failed: number, accuracy: Spread,
 *   twinAccuracy: Spread, loss: Spread, gap: {of: number, zeros: number, low: number, high: number}}} Summary
 */

/**
 * Sums up one lane over all seeds. It counts a diverged run, but no mean includes that run.
 * @param {Result[]} runs
 * @returns {Summary}
 */
export function summarise(runs) {
  const count = (/** @type {Outcome} */ outcome) =>
    runs.filter((run) => run.outcome === outcome).length;
  const done = runs.filter((run) => run.outcome === 'done');
  const gaps = done.map((run) => run.gap).filter((gap) => !Number.isNaN(gap));
  return {
    done: done.length,
    diverged: count('diverged'),
    failed: count('failed'),
    accuracy: spreadOf(done.map((run) => run.accuracy)),
    twinAccuracy: spreadOf(done.map((run) => run.twinAccuracy)),
    loss: spreadOf(done.map((run) => run.loss)),
    gap: {
      of: gaps.length,
      zeros: gaps.filter((gap) => gap === 0).length,
      low: Math.min(...gaps),
      high: Math.max(...gaps),
    },
  };
}

/**
 * Mean and spread at every point of the finished runs' curves.
 * @param {Result[]} runs
 * @param {Field} field
 * @returns {{mean: number[], sd: number[]}}
 */
export function bandOf(runs, field) {
  const curves = runs.filter((run) => run.outcome === 'done').map((run) => run.curves[field]);
  const points = Array.from(curves[0] ?? [], (_, point) =>
    spreadOf(curves.map((curve) => curve[point])),
  );
  return { mean: points.map((point) => point.mean), sd: points.map((point) => point.sd) };
}
