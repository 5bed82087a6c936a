/**
 * The frame that lets people read a chart who cannot see it: caption, key, a sentence that says
 * what the chart shows now, the numbers under a keyboard cursor, and a table of the numbers on
 * demand.
 */

import { saveMenu } from './save.js';
import { fillTable } from './table.js';
import { isName, writeText } from './written.js';

/** @typedef {{label: string, hue: string, dash: number[]}} KeyEntry */
/** @typedef {import('./table.js').Table} Table */

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

/**
 * @typedef {object} FigureOptions
 * @property {string} title
 * @property {string} kind 'picture': the arrow keys do nothing here; 'elsewhere': the plot is in
 *   another part of the page; else the name that a screen reader says for the plot that the arrow
 *   keys move through, such as 'line chart'
 * @property {Node} [explain] button that opens an explanation of the figure
 * @property {() => Table} table
 * @property {Omit<import('./save.js').Savable, 'legend'>} [saved]
 * @property {() => void} [onSeen] called when somebody begins to look at the figure
 */

export class ChartFigure {
  /**
   * @param {HTMLElement} root
   * @param {FigureOptions} options
   */
  constructor(root, options) {
    count += 1;
    this.options = options;
    /** @type {KeyEntry[]} */
    this.entries = [];
    this.isInWindow = false;
    this.figure = make('figure', 'chart');
    const caption = make('figcaption', 'chart-caption');
    this.title = make('h2', 'chart-title', options.title);
    this.title.id = `chart-title-${count}`;
    this.note = make('span', 'chart-note');
    this.key = make('span', 'chart-key');
    caption.append(this.title, ...(options.explain ? [options.explain] : []));
    caption.append(this.note, this.key);
    this.plot = make('div', 'chart-plot');
    this.sentence = make('p', 'chart-sentence');
    this.sentence.id = `chart-sentence-${count}`;
    this.reading = make('output', 'chart-reading');
    this.details = /** @type {HTMLDetailsElement} */ (make('details', 'chart-numbers'));
    this.tableFrame = make('div', 'table-frame');
    this.details.append(make('summary', '', 'Numbers'), this.tableFrame);
    this.details.addEventListener('toggle', () => this.refreshTable());
    const foot = make('div', 'chart-foot');
    foot.append(this.details);
    if (options.saved)
      foot.append(saveMenu(options.title, { ...options.saved, legend: () => this.legend }));
    this.figure.append(caption, this.sentence, foot);
    const isMovable = !['picture', 'elsewhere'].includes(options.kind);
    if (isMovable) this.#makePlotMovable();
    if (options.kind !== 'elsewhere') this.sentence.before(this.plot);
    if (isMovable) this.sentence.before(this.reading);
    root.append(this.figure);
    this.#watch();
  }

  /**
   * Lets the arrow keys move through the plot. A screen reader reads only the focused plot aloud.
   */
  #makePlotMovable() {
    const { plot, reading } = this;
    plot.tabIndex = 0;
    plot.setAttribute('role', 'application');
    plot.setAttribute('aria-roledescription', this.options.kind);
    plot.setAttribute('aria-labelledby', this.title.id);
    plot.setAttribute('aria-describedby', this.sentence.id);
    const speak = (/** @type {boolean} */ aloud) =>
      reading.setAttribute('aria-live', aloud ? 'polite' : 'off');
    speak(false);
    plot.addEventListener('focus', () => speak(true));
    plot.addEventListener('blur', () => speak(false));
  }

  /** Whether somebody sees the figure, so that it must be drawn. On paper every figure is seen. */
  get isSeen() {
    return this.isInWindow || document.documentElement.hasAttribute('data-paper');
  }

  #watch() {
    const see = (/** @type {boolean} */ isInWindow) => {
      const begins = isInWindow && !this.isInWindow;
      this.isInWindow = isInWindow;
      if (begins) this.options.onSeen?.();
    };
    new IntersectionObserver((entries) => see(entries[entries.length - 1].isIntersecting), {
      rootMargin: '64px',
    }).observe(this.figure);
  }

  get legend() {
    return {
      title: this.options.title,
      note: this.note.textContent ?? '',
      key: this.entries,
      sentence: this.sentence.textContent ?? '',
    };
  }

  /**
   * Shows words, and perhaps a button, in place of the plot.
   * @param {string | null} text null brings the plot back
   * @param {HTMLElement} [action] the button
   */
  replacePlot(text, action) {
    const hasPlot = text === null;
    this.plot.hidden = !hasPlot;
    this.reading.hidden = !hasPlot;
    this.figure.classList.toggle('is-replaced', !hasPlot);
    if (hasPlot) {
      this.instead?.remove();
      this.instead = undefined;
    } else if (!this.instead) {
      this.instead = make('div', 'chart-instead');
      this.instead.append(make('p', '', text), ...(action ? [action] : []));
      this.plot.after(this.instead);
    }
  }

  /** @param {KeyEntry[]} entries */
  setKey(entries) {
    this.entries = entries;
    const items = entries.map(({ label, hue, dash }) => {
      const item = make('span', 'key-item');
      item.translate = !isName(label);
      item.append(lineSample(hue, dash), label);
      return item;
    });
    this.key.replaceChildren(...items);
  }

  /**
   * @param {string} note says what the chart is about, under the present settings
   * @param {string} sentence says what the chart shows now
   */
  describe(note, sentence) {
    writeText(this.note, note);
    writeText(this.sentence, sentence);
  }

  /** Writes the table, but only while it is open. */
  refreshTable() {
    if (!this.details.open) return;
    fillTable(this.tableFrame, this.options.table());
  }
}

/**
 * At most `most` of the indices 0 … length − 1, evenly spread; the first and the last are among
 * them.
 * @param {number} length
 * @param {number} most
 */
export function sampleIndices(length, most = 12) {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) =>
    Math.round((index * (length - 1)) / (most - 1)),
  );
}
