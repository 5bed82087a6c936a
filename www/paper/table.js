/** The tables, which fill in as runs finish; the native results stand beside. */
import { lineSample } from '../charts/figure.js';
import { formatFixed, formatSigned } from '../format.js';
import { ruleStyle } from '../palette.js';
import { element, setText } from '../views/element.js';
import { labelOf } from './plan.js';

/** @typedef {import('./rows.js').Cells} Cells */
/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./rows.js').Table} Table */

const NONE = '–';

const TABLES = /** @type {Record<string, {title: string, baseline: string}>} */ ({
  main: { title: 'Balanced starts', baseline: 'SGD' },
  spread: {
    title: 'Unbalanced starts: every neuron rescaled by a random factor of 2',
    baseline: 'spread 0',
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
  if (!cells?.pairs) return element('td', {}, NONE);
  const [difference, low, high] = ['difference_points', 'difference_low', 'difference_high'].map(
    (key) => formatSigned(Number(cells[key]), 2),
  );
  const p = Number(cells.p_holm);
  const chance = p < 0.001 ? '< 0.001' : formatFixed(p, 3);
  const pairs = cells.pairs === cells.runs ? '' : `, ${cells.pairs} pairs`;
  const note = element(
    'span',
    { class: 'unit cell-note' },
    `[${low}, ${high}], p ${chance}${pairs}`,
  );
  return element('td', {}, difference, note);
}

/** @param {Cells | null} cells */
function runsText(cells) {
  if (!cells) return '0';
  return cells.diverged === '0' ? cells.runs : `${cells.runs}, ${cells.diverged} diverged`;
}

/** @param {Cells | null} cells such as `0.32x2 0.10*x1` */
const ratesText = (cells) =>
  cells?.rates ? cells.rates.replaceAll(' ', ', ').replaceAll('x', ' × ') : NONE;

/** @param {Row} row */
function rowOf(row) {
  const { hue, dash } = ruleStyle(row.rule);
  const spread = row.cell.spread === 0 ? '' : `, spread ${row.cell.spread}`;
  const name = element(
    'th',
    { scope: 'row' },
    lineSample(hue, dash),
    ` ${labelOf('rules', row.rule)}${spread}`,
  );
  const cell = (/** @type {string} */ text) => element('td', {}, text);
  const step = numberOf(row.own?.step_over_sgd);
  const made = element(
    'tr',
    { 'data-rule': row.rule, 'data-spread': `${row.cell.spread}`, 'data-protocol': row.protocol },
    name,
    cell(runsText(row.own)),
    cell(errorText(row.own)),
    differenceOf(row.own),
    cell(ratesText(row.own)),
    cell(Number.isNaN(step) ? NONE : formatFixed(step, 2)),
    cell(runsText(row.native)),
    cell(errorText(row.native)),
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

/** @param {string} baseline */
function headOf(baseline) {
  const group = (/** @type {string} */ text, /** @type {string} */ span) =>
    element('th', { scope: 'colgroup', colspan: span }, text);
  const column = (/** @type {string} */ name, unit = '') => {
    const made = element('th', { scope: 'col' }, name);
    if (unit) made.append(element('span', { class: 'unit cell-note' }, unit));
    return made;
  };
  const difference = `from ${baseline}, points [95 %]`;
  const names = element(
    'tr',
    {},
    column('Rule'),
    column('Runs'),
    column('Test error', '%'),
    column('Difference', difference),
    column('Rate'),
    column('Step', 'of SGD’s time, here'),
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

export class TablesView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.note = element('p', { class: 'detail', id: 'table-note' });
    this.frames = element('div', {});
    root.append(this.note, this.frames);
  }

  /**
   * @param {Table[]} tables
   * @param {string} note what is compared with what
   */
  update(tables, note) {
    setText(this.note, note);
    this.frames.replaceChildren(...tables.map((table) => this.#table(table)));
  }

  /** @param {Table} table */
  #table({ id, rows }) {
    const { title, baseline } = TABLES[id];
    const bodies = [];
    for (const group of new Set(rows.map((row) => row.group))) {
      const own = rows.filter((row) => row.group === group);
      bodies.push(element('tbody', {}, groupOf(own[0]), ...own.map(rowOf)));
    }
    const tests = rows.filter(({ own }) => own?.pairs).length;
    const many = tests === 1 ? '1 comparison' : `${tests} comparisons`;
    const compared = tests === 0 ? '' : `. ${many} with ${baseline}; p is adjusted for all`;
    const caption = element('caption', {}, title + compared);
    const table = element('table', { 'data-table': id }, caption, headOf(baseline), ...bodies);
    const frame = {
      class: 'table-frame paper-table',
      tabindex: '0',
      role: 'group',
      'aria-label': title,
    };
    return element('div', frame, table);
  }
}
