/** Computes the ends and the ticks of axes, and the place of exact zeros on a logarithmic axis. */

/**
 * Round numbers in a range, about `most` of them.
 * @param {number} low
 * @param {number} high
 * @param {number} most
 */
export function roundNumbers(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / size - 1e-9);
  const last = Math.floor(high / size + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * size);
}

/**
 * Round numbers from 0 to the end; the end need not be among them.
 * @param {number} end
 * @param {number} most
 */
export const ticks = (end, most = 6) => roundNumbers(0, end, most);

/**
 * A logarithmic axis with a floor for exact zeros, a decade below all other values.
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

/**
 * A logarithmic axis just wide enough for its positive values, at least a factor of two.
 * @param {(number | null)[][]} lines
 * @returns {{lines: (number | null)[][], low: number, high: number}} all as powers of ten
 */
export function fitLog(lines) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const powers = lines.map((line) =>
    line.map((value) => {
      if (value === null || !(value > 0) || !Number.isFinite(value)) return null;
      const power = Math.log10(value);
      low = Math.min(low, power);
      high = Math.max(high, power);
      return power;
    }),
  );
  if (low > high) return { lines: powers, low: -1, high: 0 };
  const margin = Math.max(0.06 * (high - low), 0.15 - (high - low) / 2);
  return { lines: powers, low: low - margin, high: high + margin };
}

/**
 * Round numbers on a logarithmic axis: decades, and numbers between them where decades are few.
 * @param {number} low power of ten
 * @param {number} high power of ten
 * @param {number} [most]
 */
export function logTicks(low, high, most = 6) {
  const between = (/** @type {number} */ power) => power >= low - 1e-9 && power <= high + 1e-9;
  for (const digits of [[1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 3], [1]]) {
    const marks = [];
    for (let decade = Math.floor(low); decade <= high; decade += 1) {
      marks.push(...digits.map((digit) => decade + Math.log10(digit)).filter(between));
    }
    if (marks.length <= most) return marks;
  }
  return roundNumbers(low, high, most);
}

/** A logarithmic axis for a line chart; it follows the range of the lines. */
export function logarithmic() {
  let axis = { low: -1, high: 0 };
  return {
    scale: (/** @type {(number | null)[][]} */ lines) => {
      const fitted = fitLog(lines);
      axis = fitted;
      return fitted;
    },
    splitsY: () => logTicks(axis.low, axis.high),
  };
}
