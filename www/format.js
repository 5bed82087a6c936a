/** Numbers as the page writes them: few digits, real minus signs, thin spaces before units. */

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {number} value an integer */
export function formatInteger(value) {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(value).replace('-', '−');
}

/** @param {number} exponent */
export function formatPowerOfTen(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/**
 * Three significant digits; powers of ten where plain digits would hide the size.
 * @param {number} value
 */
export function formatNumber(value) {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) {
    const [mantissa, exponent] = value.toExponential(1).split('e');
    return `${mantissa.replace('-', '−')} × ${formatPowerOfTen(Number(exponent))}`;
  }
  if (size >= 1000) return formatInteger(value);
  return value.toPrecision(3).replace('-', '−');
}

/**
 * A number that somebody typed: as short as it was, if it was short.
 * @param {number} value
 */
export function formatPlain(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '–';
}

/**
 * @param {number} value
 * @param {number} digits after the point
 */
export function formatSigned(value, digits = 2) {
  if (Number.isNaN(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** @param {number} share between 0 and 1 */
export function formatPercent(share) {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–';
}

/**
 * "SGD", "SGD and UN", "SGD, SM and UN".
 * @param {string[]} words
 */
export function joinWords(words) {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
