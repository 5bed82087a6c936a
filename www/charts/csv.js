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
  // The part of ½ and its like.
  '⁄': '/',
  '±': '+-',
  '·': '*',
  '→': '->',
  '←': '<-',
  '↑': 'up',
  '↓': 'down',
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
/** Spreadsheets cut a longer cell. */
const LONGEST_CELL = 32_767;

/** @param {string} text */
export function asciiText(text) {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[^\x20-\x7e]/gu, (sign) => PLAIN[sign] ?? sign)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, (sign) => PLAIN[sign] ?? '?');
}

/** @param {string} text with an apostrophe in front where a spreadsheet would take it for a formula */
function quoted(text) {
  const ascii = asciiText(text);
  const plain = Number.isNaN(Number(ascii)) ? ascii.replace(/^\s*[=+@-]/, "'$&") : ascii;
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** A table on the page shows it where there is no number; in a column of numbers it would be a text. */
const NO_NUMBER = '–';

/** @param {string | number | null} value an empty cell if it is no finite number */
function cell(value) {
  if (value === null || value === NO_NUMBER) return '';
  if (typeof value === 'string') return quoted(value);
  return Number.isFinite(value) ? String(value) : '';
}

/** @param {string | number | null} value */
const isLost = (value) => typeof value === 'number' && Math.abs(value) === Number.POSITIVE_INFINITY;

/**
 * The notes of each row: all in the first row, so that a table of any length has them, unless that
 * cell would be too long; then the next rows have the rest.
 * @param {string[]} notes
 * @param {number} rows
 */
function spreadOver(notes, rows) {
  const cells = [''];
  for (const note of notes.map(asciiText)) {
    const cell = cells[cells.length - 1];
    const longer = cell ? cell + BETWEEN + note : note;
    if (longer.length < LONGEST_CELL || cells.length === rows) cells[cells.length - 1] = longer;
    else cells.push(note);
  }
  return cells;
}

/**
 * Cells that a row lacks are empty, so that every row has the notes in the same column.
 * @param {string[]} notes
 * @param {string[]} head
 * @param {(string | number | null)[][]} rows NaN and null: no number
 */
export function csvText(notes, head, rows) {
  const lost = rows.flat().some(isLost)
    ? ['an empty cell can also be a number that grew beyond all bounds']
    : [];
  const filled = rows.length > 0 ? rows : [[]];
  const origin = spreadOver([...notes, ...lost], filled.length);
  const lines = filled.map((cells, at) => {
    const whole = head.map((_, column) => cell(cells[column] ?? null));
    return [...whole, quoted(origin[at] ?? '')].join(',');
  });
  return `${[[...head, 'notes'].map(quoted).join(','), ...lines].join('\n')}\n`;
}
