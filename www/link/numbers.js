/** Numbers in a link, spelled as the engine spells and reads them. */

/** The largest whole number of the engine. */
const LARGEST_WHOLE = 2 ** 32 - 1;

/** @param {string} text whether it spells a whole number of either sign */
export const isInteger = (text) => /^[+-]?\d+$/.test(text);

/** @param {string} text digits, at most one point, at most one exponent */
export const isDecimal = (text) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/**
 * A step, layer or unit.
 * @param {string} text
 * @returns {number} NaN where it spells none
 */
export function readWhole(text) {
  const value = Number(text);
  return /^\+?\d+$/.test(text) && value <= LARGEST_WHOLE ? value : Number.NaN;
}
