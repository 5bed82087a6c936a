/**
 * Writes numbers as comma-separated values that every reader takes without options: one table, plain
 * ASCII, the origin in a last column. Spreadsheets read other letters in a code page of their own,
 * and readers of tables take no lines above the heads.
 */

/** What plain letters say in place of the signs that the page uses. */
const PLAIN = /** @type {Record<string, string>} */ ({
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '−': '-',
  '…': '...',
  '×': 'x',
  '÷': '/',
  '·': '*',
  '→': '->',
  '≤': '<=',
  '≥': '>=',
  '∞': 'inf',
  '√': 'sqrt ',
  '‖': '|',
  λ: 'lambda',
  α: 'alpha',
  β: 'beta',
  μ: 'mu',
  ρ: 'rho',
  θ: 'theta',
  Δ: 'Delta',
  Σ: 'Sum',
});

const BETWEEN = ' | ';

/** @param {string} text */
export function asciiText(text) {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[^\x20-\x7e]/gu, (sign) => PLAIN[sign] ?? sign)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, (sign) => PLAIN[sign] ?? '?');
}

/** @param {string} text */
function quoted(text) {
  const plain = asciiText(text);
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** @param {string | number | null} value an empty cell if it is no finite number */
function cell(value) {
  if (value === null) return '';
  if (typeof value === 'string') return quoted(value);
  return Number.isFinite(value) ? String(value) : '';
}

/** @param {string | number | null} value */
const isLost = (value) => typeof value === 'number' && Math.abs(value) === Number.POSITIVE_INFINITY;

/**
 * The first row has all notes in its last cell, so that a table of any length has them.
 * @param {string[]} notes
 * @param {string[]} head
 * @param {(string | number | null)[][]} rows NaN and null: no number
 */
export function csvText(notes, head, rows) {
  const lost = rows.flat().some(isLost)
    ? ['an empty cell can also be a number that grew beyond all bounds']
    : [];
  const origin = quoted([...notes, ...lost].join(BETWEEN));
  const filled = rows.length > 0 ? rows : [head.map(() => null)];
  const lines = filled.map((cells, at) => [...cells.map(cell), at === 0 ? origin : ''].join(','));
  return `${[[...head, 'notes'].map(quoted).join(','), ...lines].join('\n')}\n`;
}
