// Numbers out of samples.

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} low first quartile
 * @property {number} high third quartile
 * @property {number} least
 * @property {number} most
 */

/**
 * Quantiles by linear interpolation between the sorted samples.
 * @param {number[]} samples at least one
 * @returns {Spread}
 */
export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  /** @param {number} part */
  const quantile = (part) => {
    const position = part * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.ceil(position);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  };
  return {
    median: quantile(0.5),
    low: quantile(0.25),
    high: quantile(0.75),
    least: quantile(0),
    most: quantile(1),
  };
}

/** @param {number[]} ratios */
export const geometricMean = (ratios) =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
