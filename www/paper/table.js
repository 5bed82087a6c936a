/** Shows the tables, which fill in as runs finish, with the native results beside. */
import { lineSample } from '../charts/figure.js';
import { ruleStyle } from '../charts/palette.js';
import { retell } from '../charts/table.js';
import { element, setText } from '../page/element.js';
import { formatFixed, formatSigned } from '../words/format.js';
import { labelOf } from './plan.js';

/** @typedef {import('./rows.js').Cells} Cells */
/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./rows.js').Table} Table */

const NONE = '–';
/** A smaller line below the cell's text. */
const NOTE = { class: 'unit cell-note' };

const TABLES = /** @type {Record<string, {title: string, baseline: string}>} */ ({
  main: { title: 'Balanced starts', baseline: 'SGD' },
  spread: {
    title:
      'Unbalanced starts: every neuron rescaled at random, at most by 2 to the power of ± the spread',
    baseline: 'the balanced start of the same rule',
  },
});

/** @param {string | undefined} text */
const numberOf = (text) => (text ? Number(text) : Number.NaN);

/** @param {Cells | null} cells */
function errorText(cells) {
  const mean = numberOf(cells?.test_error_percent_mean);
  if (Number.isNaN(mean)) return NONE;
  const deviation = numberOf(cells?.test_error_percent_sd);
  const spread = Number.isNaN(deviation) ? '' : ` ± ${formatFixed(deviation, 2)}`;
  return `${formatFixed(mean, 2)}${spread}`;
}

/** @param {Cells | null} cells */
function differenceOf(cells) {
  if (!cells?.pairs) return cellOf(NONE);
  const [difference, low, high] = ['difference_points', 'difference_low', 'difference_high'].map(
    (key) => formatSigned(Number(cells[key]), 2),
  );
  const p = Number(cells.p_holm);
  const chance = p < 0.001 ? '< 0.001' : formatFixed(p, 3);
  const pairs = cells.pairs === cells.runs ? '' : `, ${cells.pairs} pairs`;
  return cellOf(difference, `[${low}, ${high}]`, `p ${chance}${pairs}`);
}

/**
 * @param {string} text
 * @param {string[]} notes each in a line below, unless empty
 */
function cellOf(text, ...notes) {
  const cell = element('td', {}, text);
  const lines = notes.filter(Boolean).map((note) => element('span', NOTE, note));
  cell.append(...lines);
  return cell;
}

/**
 * @param {Cells | null} cells
 * @param {string} none
 */
const runsCell = (cells, none) =>
  cells
    ? cellOf(cells.runs, cells.diverged === '0' ? '' : `${cells.diverged} diverged`)
    : cellOf(none);

/** @param {Cells | null} cells such as `0.32x2 0.10*x1` */
function ratesCell(cells) {
  const [first, ...others] = (cells?.rates ?? '').split(' ').map((one) => one.replace('x', ' × '));
  return cellOf(first || NONE, others.join(', '));
}

/** @param {Row} row */
function rowOf(row) {
  const { hue, dash } = ruleStyle(row.rule);
  const spread = row.cell.spread === 0 ? '' : `, spread ${row.cell.spread}`;
  const name = element(
    'th',
    { scope: 'row', translate: 'no' },
    lineSample(hue, dash),
    ` ${labelOf('rules', row.rule)}${spread}`,
  );
  const step = numberOf(row.own?.step_over_sgd);
  const made = element(
    'tr',
    { 'data-rule': row.rule, 'data-spread': `${row.cell.spread}`, 'data-protocol': row.protocol },
    name,
    runsCell(row.own, '0'),
    cellOf(errorText(row.own)),
    differenceOf(row.own),
    ratesCell(row.own),
    cellOf(Number.isNaN(step) ? NONE : formatFixed(step, 2)),
    runsCell(row.native, NONE),
    cellOf(errorText(row.native)),
    differenceOf(row.native),
  );
  made.children[6].classList.add('native');
  return made;
}

/** @param {Row} row the first of its group */
function groupOf({ cell, protocol }) {
  const { architecture, depth, width } = cell;
  const network = `${architecture === 'arch2' ? 'Arch2' : 'Arch1'}, ${depth} × ${width}`;
  const text = `${network}, ${labelOf('protocols', protocol)}`;
  const head = element('th', { scope: 'rowgroup', colspan: '9', class: 'row-group' }, text);
  return element('tr', {}, head);
}

function headOf() {
  const group = (/** @type {string} */ text, /** @type {string} */ span) =>
    element('th', { scope: 'colgroup', colspan: span }, text);
  const column = (/** @type {string} */ name, unit = '') => {
    const made = element('th', { scope: 'col' }, name);
    if (unit) made.append(element('span', NOTE, unit));
    return made;
  };
  const difference = 'points [95 %]';
  const names = element(
    'tr',
    {},
    column('Rule'),
    column('Runs'),
    column('Test error', '%'),
    column('Difference', difference),
    column('Rate'),
    column('Step', '÷ SGD’s, here'),
    column('Runs'),
    column('Test error', '%'),
    column('Difference', difference),
  );
  const native = group('Native tool', '3');
  native.classList.add('native');
  names.children[6].classList.add('native');
  return element(
    'thead',
    {},
    element('tr', {}, element('td', {}), group('This browser', '5'), native),
    names,
  );
}

/** @param {string} id */
function makeShown(id) {
  const { title } = TABLES[id];
  const name = { id: `table-${id}`, class: 'chart-title' };
  const note = element('p', { class: 'detail' });
  const table = element('table', { 'data-table': id, 'aria-labelledby': `table-${id}` });
  const frame = element(
    'div',
    { class: 'table-frame paper-table', tabindex: '0', role: 'group', 'aria-label': title },
    table,
  );
  return { section: element('section', {}, element('h2', name, title), note, frame), note, table };
}

/** @typedef {ReturnType<typeof makeShown>} Shown */

export class TablesView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.note = element('p', { class: 'detail', id: 'table-note' });
    this.frames = element('div', {});
    /** Kept, so that a table keeps its scroll position and focus. @type {Map<string, Shown>} */
    this.shown = new Map();
    root.append(this.note, this.frames);
  }

  /**
   * @param {Table[]} tables
   * @param {string} note how the native results compare
   */
  update(tables, note) {
    setText(this.note, note);
    const wanted = tables.map((table) => this.#shown(table).section);
    const isSame = wanted.length === this.frames.children.length;
    if (!isSame || wanted.some((section, index) => section !== this.frames.children[index])) {
      this.frames.replaceChildren(...wanted);
    }
  }

  /** @param {Table} table */
  #shown({ id, rows }) {
    const shown = this.shown.get(id) ?? makeShown(id);
    this.shown.set(id, shown);
    const bodies = [];
    for (const group of new Set(rows.map((row) => row.group))) {
      const own = rows.filter((row) => row.group === group);
      bodies.push(element('tbody', {}, groupOf(own[0]), ...own.map(rowOf)));
    }
    const tests = rows.filter(({ own }) => own?.pairs).length;
    const many = tests === 1 ? '1 comparison' : `${tests} comparisons`;
    const adjusted = tests === 0 ? '' : ` p is adjusted for the ${many} in this table.`;
    setText(shown.note, `Each difference is from ${TABLES[id].baseline}.${adjusted}`);
    retell(shown.table, element('table', headOf(), ...bodies));
    return shown;
  }
}
