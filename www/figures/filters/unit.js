/** The page of a neuron: its incoming weights enlarged, its norm over the run, and other facts. */
import { ChartFigure, sampleIndices } from '../../charts/figure.js';
import { LineChart } from '../../charts/line.js';
import { element, setText } from '../../page/element.js';
import { explainButton } from '../../page/explain.js';
import { timeEnd } from '../../run/history.js';
import { formatInteger } from '../../words/format.js';
import { factsOf, timesText } from './filter-words.js';

/** @typedef {import('./filter-words.js').NormHistory} NormHistory */
/** @typedef {import('./filter-words.js').UnitDetails} UnitDetails */

/** The log2 axis reaches at least this far on either side of 0. */
const LEAST = 0.1;

export class UnitView {
  /**
   * @param {HTMLElement} root
   * @param {{onClose: () => void, origin: () => import('../../charts/save.js').Origin}} options
   */
  constructor(root, { onClose, origin }) {
    this.heading = element('h2', { class: 'chart-title', id: 'unit-title', tabindex: '-1' });
    const close = element('button', { type: 'button' }, 'Close');
    close.addEventListener('click', onClose);
    this.images = element('div', { class: 'neuron-images' });
    this.facts = element('dl', { class: 'neuron-facts' });
    /** A place for controls of the page, such as rescaling by hand. */
    this.slot = element('div', { class: 'neuron-slot' });
    const chart = element('div');
    this.root = element(
      'section',
      { class: 'neuron', 'aria-labelledby': 'unit-title' },
      element(
        'div',
        { class: 'neuron-head' },
        element('div', { class: 'explained' }, this.heading, explainButton('unit', 'One neuron')),
        close,
      ),
      ...[this.images, this.facts, this.slot, chart],
    );
    this.root.hidden = true;
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') onClose();
    });
    root.append(this.root);
    /** @type {NormHistory | undefined} */
    this.history = undefined;
    this.figure = new ChartFigure(chart, {
      title: 'Norm over the run',
      kind: 'line chart',
      table: () => this.#table(),
      saved: {
        columns: () => this.#columns(),
        picture: () => this.chart?.picture ?? null,
        origin,
      },
    });
    /** @type {LineChart | undefined} */
    this.chart = undefined;
    this.style = '';
  }

  /**
   * @param {string} title
   * @param {{label: string, canvas: HTMLCanvasElement}[]} pictures
   */
  show(title, pictures) {
    setText(this.heading, title);
    // A saved file lacks this heading, so its title names the neuron.
    this.figure.options.title = `${title}: norm over the run`;
    const figures = pictures.map(({ label, canvas }) =>
      element('div', {}, element('p', { class: 'detail' }, label), canvas),
    );
    this.images.replaceChildren(...figures);
    this.root.hidden = false;
  }

  hide() {
    this.root.hidden = true;
    this.tell({});
  }

  /**
   * @param {UnitDetails} details
   * @param {{hue: string, dash: number[]}} [style] of the lane
   */
  tell(details, style) {
    const terms = factsOf(details).map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, value)),
    );
    this.facts.replaceChildren(...terms);
    this.history = details.history;
    this.figure.figure.hidden = !details.history;
    if (details.history && style) this.#draw(details.history, style);
  }

  /**
   * @param {NormHistory} history
   * @param {{hue: string, dash: number[]}} style
   */
  #draw({ steps, network, twin }, style) {
    if (JSON.stringify(style) !== this.style) {
      this.style = JSON.stringify(style);
      this.chart?.destroy();
      this.figure.setKey([{ label: 'network; thin: twin', ...style }]);
      this.chart = new LineChart({
        root: this.figure.plot,
        formatY: timesText,
        lines: [
          { ...style, width: 2 },
          { ...style, width: 1 },
        ],
        onRead: (step) => this.#read(step),
      });
    }
    const lines = [Array.from(network), twin ? Array.from(twin) : Array(steps.length).fill(null)];
    const size = Math.max(LEAST, ...lines.flat().map((value) => Math.abs(value ?? 0)));
    const end = timeEnd(steps[steps.length - 1] ?? 0);
    this.chart?.update(Float64Array.from(steps), lines, {
      end,
      low: -1.1 * size,
      high: 1.1 * size,
    });
    const last = steps.length - 1;
    const now = twin ? `, twin ${timesText(twin[last])}` : '';
    this.figure.describe(
      'norm of the incoming weights divided by the norm at the start',
      last < 0 ? 'No steps yet.' : `Now: network ${timesText(network[last])}${now}.`,
    );
    this.figure.refreshTable();
  }

  /** @param {number} index */
  #cells(index) {
    const { network, twin } = /** @type {NormHistory} */ (this.history);
    return [timesText(network[index]), ...(twin ? [timesText(twin[index])] : [])];
  }

  /** @param {number | null} step */
  #read(step) {
    const index = this.history ? Array.from(this.history.steps).indexOf(step ?? -1) : -1;
    const text =
      step === null || index < 0
        ? ''
        : `step ${formatInteger(step)}: ${this.#cells(index).join(', twin ')}`;
    setText(this.figure.reading, text);
  }

  #columns() {
    const { steps = [], network = [], twin = null } = this.history ?? {};
    const rows = Array.from(steps, (step, at) => [step, network[at], ...(twin ? [twin[at]] : [])]);
    const head = ['step', 'log2 of norm / start', ...(twin ? ['in the twin'] : [])];
    return { head, rows };
  }

  #table() {
    const { steps = [], twin = null } = this.history ?? {};
    const rows = sampleIndices(steps.length).map((index) => [
      formatInteger(steps[index]),
      ...this.#cells(index),
    ]);
    return { head: ['step', 'network', ...(twin ? ['twin'] : [])], rows };
  }
}
