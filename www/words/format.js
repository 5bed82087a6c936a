/**
 * Writes numbers for people: few digits, in the manner of the page's language, with real minus
 * signs. All numbers that people read are written here.
 */

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const language = globalThis.document?.documentElement.lang || 'en';

/**
 * Formatters are kept: to make a formatter takes longer than to use it a hundred times.
 * @type {Map<string, Intl.NumberFormat>}
 */
const formatters = new Map();

/**
 * @param {number} value
 * @param {Intl.NumberFormatOptions} options
 */
function format(value, options) {
  const key = JSON.stringify(options);
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(language, options);
  formatters.set(key, formatter);
  return formatter.format(value).replace('-', '−');
}

/** @param {number} value an integer */
export function formatInteger(value) {
  return format(value, { maximumFractionDigits: 0 });
}

/**
 * @param {number} value
 * @param {number} digits number of digits after the point
 */
export function formatFixed(value, digits) {
  return format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/**
 * @param {number} value
 * @param {number} digits the most significant digits
 */
export function formatShort(value, digits) {
  return format(value, { maximumSignificantDigits: digits, useGrouping: false });
}

/** A space inside a number, where no line may end. */
const JOINT = '\u00a0';

/** @param {number} exponent */
export function formatPowerOfTen(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/**
 * Writes three significant digits, and powers of ten where plain digits would hide the size.
 * @param {number} value
 */
export function formatNumber(value) {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) {
    const [mantissa, exponent] = value.toExponential(1).split('e');
    return `${formatFixed(Number(mantissa), 1)}${JOINT}×${JOINT}${formatPowerOfTen(Number(exponent))}`;
  }
  if (size >= 1000) return formatInteger(value);
  return format(value, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
}

/**
 * Writes a number that somebody typed; a short number stays as short.
 * @param {number} value
 */
export function formatPlain(value) {
  return Number.isFinite(value) ? formatShort(value, 4) : '–';
}

/**
 * @param {number} value
 * @param {number} digits number of digits after the point
 */
export function formatSigned(value, digits = 2) {
  if (Number.isNaN(value)) return '–';
  const isZero = Number(Math.abs(value).toFixed(digits)) === 0;
  const text = formatFixed(Math.abs(value), digits);
  if (isZero) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** @param {number} share between 0 and 1 */
export function formatPercent(share) {
  return Number.isFinite(share) ? `${formatFixed(100 * share, 1)} %` : '–';
}

/**
 * Makes a sentence of a text from elsewhere: adds a full stop, unless the text has its own end.
 * @param {string} text
 */
export const asSentence = (text) => (/[.?!…]$/.test(text) ? text : `${text}.`);

/**
 * Joins words: "SGD", "SGD and UN", "SGD, SM and UN".
 * @param {string[]} words
 */
export function joinWords(words) {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
