/** Turns means and spreads into the lines of a chart: mean, upper edge, lower edge of the band. */
import { ticks } from './scale.js';

/** @typedef {{mean: number[], sd: number[]}} Band a value that is missing is NaN */

/**
 * @param {Band} band
 * @returns {(number | null)[][]}
 */
export function linesOf({ mean, sd }) {
  const along = (/** @type {number} */ spreads) =>
    mean.map((value, index) => {
      const edge = value + spreads * (sd[index] || 0);
      return Number.isNaN(edge) ? null : edge;
    });
  return [along(0), along(1), along(-1)];
}

/**
 * A range with round ends that holds all lines and stays between 0 and a limit.
 * @param {(number | null)[][]} lines
 * @param {number} most the limit
 */
export function rangeOfLines(lines, most) {
  const values = lines.flat().filter((value) => value !== null);
  if (values.length === 0) return { low: 0, high: 1 };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [, unit] = ticks(Math.max(high - low, 1e-6), 4);
  const top = Math.min(most / unit, Math.max(Math.ceil(high / unit), Math.floor(low / unit) + 1));
  const bottom = Math.max(0, Math.min(Math.floor(low / unit), top - 1));
  return { low: bottom * unit, high: top * unit };
}
