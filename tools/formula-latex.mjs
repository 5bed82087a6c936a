// The formulas of the theory. `src/theory.md` writes them in Unicode, because `cargo doc` and a text
// editor show no LaTeX. Here a formula of this kind becomes LaTeX.

/** Signs that become a LaTeX command. */
const COMMANDS = new Map(
  Object.entries({
    '←': '\\leftarrow',
    '→': '\\rightarrow',
    '∘': '\\circ',
    '·': '\\cdot',
    '−': '-',
    '≤': '\\le',
    '≥': '\\ge',
    '…': '\\dots',
    ᵀ: '^{\\top}',
    Σ: '\\sum',
    α: '\\alpha',
    β: '\\beta',
    θ: '\\theta',
    κ: '\\kappa',
    λ: '\\lambda',
    μ: '\\mu',
    ρ: '\\rho',
  }),
);
/** Signs that are the same in LaTeX. */
const SAME = /^[-+=/,()[\]<']$/;
const HIGH_DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** Bars look alike on both sides: the first opens, the second closes. */
const BARS = new Map([
  ['‖', ['\\lVert', '\\rVert']],
  ['|', ['\\lvert', '\\rvert']],
]);

/** A name in code, such as a rule or a type. One letter alone is a quantity. */
const NAME = /^[a-z][a-z0-9]+(?:_[a-z]+)*$/;

/**
 * Whether a text in backquotes is a formula.
 * @param {string} text
 */
export const isFormula = (text) => !NAME.test(text);

/** An index or exponent: a group in braces, or one word or number with its sign. */
const MARK = /(?<mark>[_^])(?:\{(?<group>[^}]*)\}|(?<one>[-−]?(?:[A-Za-z]+|[0-9.]+)))/u;
/** A word or a quantity, with or without a tilde on top. */
const WORD = /(?<word>[A-Za-z]+)(?<tilde>\u0303?)/u;
const PART = new RegExp(
  `${MARK.source}|${WORD.source}|(?<number>[0-9]+(?:\\.[0-9]+)?)|√(?<root>[A-Za-z])|(?<high>[⁻${HIGH_DIGITS}]+)|(?<space>\\s+)|(?<sign>.)`,
  'gu',
);

/** Functions that may stand without parentheses. */
const FUNCTIONS = ['log', 'max', 'min'];

/**
 * One letter is a quantity; more letters are a name, which stands upright.
 * @param {string} word
 * @param {boolean} isCalled whether a parenthesis follows
 */
function wordLatex(word, isCalled) {
  if (word.length === 1) return word;
  if (FUNCTIONS.includes(word)) return `\\${word}`;
  return isCalled ? `\\operatorname{${word}}` : `\\mathrm{${word}}`;
}

/** @param {string} digits of an exponent, with their sign */
const digitsLatex = (digits) =>
  [...digits].map((digit) => (digit === '⁻' ? '-' : HIGH_DIGITS.indexOf(digit))).join('');

/**
 * @param {string} formula
 * @returns {string} in LaTeX
 */
export function latexOf(formula) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const signLatex = (/** @type {string} */ sign) => {
    const bars = BARS.get(sign);
    const count = seen.get(sign) ?? 0;
    seen.set(sign, count + 1);
    const latex = bars?.[count % 2] ?? COMMANDS.get(sign) ?? (SAME.test(sign) ? sign : undefined);
    if (latex === undefined) throw new Error(`“${sign}” is unknown in the formula “${formula}”`);
    return latex;
  };
  const parts = [...formula.matchAll(PART)].map(({ 0: whole, index, groups = {} }) => {
    const { mark, group, one, word, tilde, number, root, high, sign } = groups;
    if (mark) return `${mark}{${latexOf(group ?? one)}}`;
    if (tilde) return `\\tilde{${word}}`;
    if (word) {
      // A name needs a space after the factor before it.
      const isFactor = /[\p{L}\p{N}⁻)] $/u.test(formula.slice(0, index)) && word.length > 1;
      const isCalled = formula[index + whole.length] === '(';
      return `${isFactor ? '\\, ' : ''}${wordLatex(word, isCalled)}`;
    }
    if (root) return `\\sqrt{${root}}`;
    if (high) return `^{${digitsLatex(high)}}`;
    return number ?? (sign ? signLatex(sign) : '');
  });
  for (const bar of BARS.keys()) {
    if ((seen.get(bar) ?? 0) % 2 === 1) {
      throw new Error(`“${bar}” has no partner in the formula “${formula}”`);
    }
  }
  return parts.filter((part) => part !== '').join(' ');
}
