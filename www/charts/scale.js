/** Axes: where they end, where their ticks stand, and how a logarithm deals with exact zeros. */

/**
 * The end of a time axis that grows: 200, 300, 400, 600, 800, 1200, … so that at most a third of
 * the picture is empty and the axis changes rarely.
 * @param {number} step
 */
export function timeEnd(step) {
  let end = 200;
  while (end < step) end *= Math.log2(end / 200) % 1 === 0 ? 1.5 : 4 / 3;
  return Math.round(end);
}

/**
 * Round numbers from 0 to the end, the end not necessarily among them.
 * @param {number} end
 * @param {number} most
 */
export function ticks(end, most = 6) {
  const rough = end / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  const size = unit * power;
  return Array.from({ length: Math.floor(end / size + 1e-9) + 1 }, (_, index) => index * size);
}

/**
 * A logarithmic axis with a floor for exact zeros, one decade below everything else.
 * @param {Iterable<number>} values of all lines, NaN allowed
 * @returns {{floor: number, top: number}} as powers of ten
 */
export function logAxis(values) {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (!(value > 0) || value === Number.POSITIVE_INFINITY) continue;
    low = Math.min(low, Math.log10(value));
    high = Math.max(high, Math.log10(value));
  }
  return { floor: Math.min(-7, Math.floor(low)) - 1, top: Math.max(1, Math.ceil(high)) };
}

/**
 * @param {number} value
 * @param {number} floor
 * @returns {number | null} null leaves a gap in the line
 */
export function toLog(value, floor) {
  if (value === 0) return floor;
  return value > 0 && Number.isFinite(value) ? Math.log10(value) : null;
}
