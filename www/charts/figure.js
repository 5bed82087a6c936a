/**
 * The frame that makes a chart readable without seeing it: caption, key, a sentence about what it
 * shows now, a reading under a keyboard cursor, and the numbers as a table on demand.
 */

/** @typedef {{label: string, hue: string, dash: number[]}} KeyEntry */
/** @typedef {{head: string[], rows: string[][]}} Table */

const SVG = 'http://www.w3.org/2000/svg';
let count = 0;

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function make(tag, className, text = '') {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * A short piece of a line as the chart draws it.
 * @param {string} hue
 * @param {number[]} dash
 */
export function lineSample(hue, dash) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 28 8');
  svg.setAttribute('class', 'line-sample');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'line');
  for (const [name, value] of Object.entries({ x1: 0, x2: 28, y1: 4, y2: 4 })) {
    line.setAttribute(name, String(value));
  }
  line.setAttribute('stroke', hue);
  line.setAttribute('stroke-width', '2.5');
  line.setAttribute('stroke-dasharray', dash.join(' '));
  svg.append(line);
  return svg;
}

export class ChartFigure {
  /**
   * @param {HTMLElement} root
   * @param {{title: string, table: () => Table}} options
   */
  constructor(root, options) {
    count += 1;
    this.options = options;
    this.figure = make('figure', 'chart');
    const caption = make('figcaption', 'chart-caption');
    const title = make('h2', 'chart-title', options.title);
    title.id = `chart-title-${count}`;
    this.note = make('span', 'chart-note');
    this.key = make('span', 'chart-key');
    caption.append(title, this.note, this.key);
    this.plot = make('div', 'chart-plot');
    this.plot.tabIndex = 0;
    this.plot.setAttribute('role', 'application');
    this.plot.setAttribute('aria-roledescription', 'line chart');
    this.plot.setAttribute('aria-labelledby', title.id);
    this.sentence = make('p', 'chart-sentence');
    this.sentence.id = `chart-sentence-${count}`;
    this.plot.setAttribute('aria-describedby', this.sentence.id);
    this.reading = make('output', 'chart-reading');
    this.details = /** @type {HTMLDetailsElement} */ (make('details', 'chart-numbers'));
    this.details.append(make('summary', '', 'Numbers'), make('div', 'table-frame'));
    this.details.addEventListener('toggle', () => this.refreshTable());
    this.figure.append(caption, this.plot, this.reading, this.sentence, this.details);
    root.append(this.figure);
  }

  /** @param {KeyEntry[]} entries */
  setKey(entries) {
    const items = entries.map(({ label, hue, dash }) => {
      const item = make('span', 'key-item');
      item.append(lineSample(hue, dash), label);
      return item;
    });
    this.key.replaceChildren(...items);
  }

  /**
   * @param {string} note what the chart is about, bound to the settings
   * @param {string} sentence what it shows now
   */
  describe(note, sentence) {
    if (this.note.textContent !== note) this.note.textContent = note;
    if (this.sentence.textContent !== sentence) this.sentence.textContent = sentence;
  }

  /** The table is written only while someone looks at it. */
  refreshTable() {
    if (!this.details.open) return;
    const { head, rows } = this.options.table();
    const table = make('table', '');
    const line = (/** @type {string[]} */ cells, /** @type {string} */ first) => {
      const row = make('tr', '');
      cells.forEach((text, index) => {
        const cell = make(index === 0 ? 'th' : first, '', text);
        if (index === 0 || first === 'th')
          cell.setAttribute('scope', first === 'th' ? 'col' : 'row');
        row.append(cell);
      });
      return row;
    };
    const header = make('thead', '');
    header.append(line(head, 'th'));
    const body = make('tbody', '');
    body.append(...rows.map((cells) => line(cells, 'td')));
    table.append(header, body);
    this.details.lastElementChild?.replaceChildren(table);
  }
}

/**
 * About `most` entries of 0 … length − 1, first and last among them.
 * @param {number} length
 * @param {number} most
 */
export function sampleIndices(length, most = 12) {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) =>
    Math.round((index * (length - 1)) / (most - 1)),
  );
}
