/**
 * The cells of one line of comma-separated values, in which quotes stand around commas and quotes.
 * @param {string} line
 */
export function cellsOf(line) {
  // With a comma in front every cell begins with one.
  const cells = [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)];
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}

/**
 * A saved table: its notes, its heads, and its rows without the column of notes.
 * @param {string} text
 */
export function readCsv(text) {
  const [heads, ...lines] = text.replace(/\n$/, '').split('\n').map(cellsOf);
  const notes = lines[0]?.at(-1)?.split(' | ') ?? [];
  return { notes, head: heads.slice(0, -1), rows: lines.map((cells) => cells.slice(0, -1)) };
}
