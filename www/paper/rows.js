/** Makes the rows of the table: the engine's rows, and empty rows for planned runs without results. */
import { unitsOf } from './plan.js';

/** @typedef {Record<string, string>} Cells one line of comma-separated values, by column */
/**
 * @typedef {{group: string, rule: string, protocol: string, cell: import('./plan.js').Cell,
 *   own: Cells | null, native: Cells | null}} Row
 * @typedef {{id: string, rows: Row[]}} Table
 */

/**
 * Reads the engine's tables; no cell of them has a comma or a quote.
 * @param {string} csv
 * @returns {Cells[]}
 */
export function readCsv(csv) {
  const [head, ...lines] = csv.trimEnd().split('\n');
  const keys = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? '']));
  });
}

const KEYS = ['table', 'architecture', 'depth', 'width', 'protocol', 'rule', 'spread'];

/** @param {Cells} cells */
const keyOf = (cells) => KEYS.map((key) => cells[key]).join(' ');

/**
 * A plan's tables, filled with the known results: a table of balanced starts, and if the plan has
 * unbalanced starts, a second table of all starts.
 * @param {import('./plan.js').Plan} plan
 * @param {Cells[]} own
 * @param {Cells[]} native
 * @returns {Table[]}
 */
export function tablesOf(plan, own, native) {
  const found = (/** @type {Cells[]} */ all) => new Map(all.map((cells) => [keyOf(cells), cells]));
  const [ours, theirs] = [found(own), found(native)];
  const units = unitsOf({ ...plan, runs: 1 });
  const tables = [];
  const isSpread = plan.spreads.some((spread) => spread > 0);
  for (const id of ['main', ...(isSpread ? ['spread'] : [])]) {
    const shown = units.filter(({ cell }) => id === 'spread' || cell.spread === 0);
    const rows = shown.flatMap(({ cell, protocols }) =>
      protocols.map((protocol) => rowOf(id, cell, protocol, ours, theirs)),
    );
    const groups = [...new Set(rows.map(({ group }) => group))];
    const place = (/** @type {Row} */ { group, rule }) =>
      groups.indexOf(group) * plan.rules.length + plan.rules.indexOf(rule);
    rows.sort((a, b) => place(a) - place(b));
    if (rows.length > 0) tables.push({ id, rows });
  }
  return tables;
}

/**
 * @param {string} table
 * @param {import('./plan.js').Cell} cell
 * @param {string} protocol
 * @param {Map<string, Cells>} own
 * @param {Map<string, Cells>} native
 * @returns {Row}
 */
function rowOf(table, cell, protocol, own, native) {
  const { architecture, depth, width, rule } = cell;
  const texts = Object.entries({ ...cell, table, protocol }).map(([key, value]) => [
    key,
    `${value}`,
  ]);
  const key = keyOf(Object.fromEntries(texts));
  const group = [architecture, depth, width, protocol].join(' ');
  return {
    group,
    rule,
    protocol,
    cell,
    own: own.get(key) ?? null,
    native: native.get(key) ?? null,
  };
}
