/** Reads numbers in a link, spelled as the engine spells them. */

/** The largest whole number that the engine reads. */
const LARGEST_WHOLE = 2 ** 32 - 1;

/** @param {string} text may spell a whole number of either sign */
export const isInteger = (text) => /^[+-]?\d+$/.test(text);

/** @param {string} text digits, at most one point, at most one exponent */
export const isDecimal = (text) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/**
 * Reads a step, layer or unit.
 * @param {string} text
 * @returns {number} NaN when the text spells no such number
 */
export function readWhole(text) {
  const value = Number(text);
  return /^\+?\d+$/.test(text) && value <= LARGEST_WHOLE ? value : Number.NaN;
}
