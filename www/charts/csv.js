/** Writes numbers as comma-separated values; comment lines above them name the origin. */

/** @param {string | number | null} value */
function cell(value) {
  if (value === null || Number.isNaN(value)) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {string[]} comments one line each
 * @param {string[]} head
 * @param {(string | number | null)[][]} rows
 */
export function csvText(comments, head, rows) {
  const notes = comments.map((line) => `# ${line.replaceAll(/[\r\n]+/g, ' ')}`);
  const lines = [head, ...rows].map((cells) => cells.map(cell).join(','));
  return `${[...notes, ...lines].join('\n')}\n`;
}
