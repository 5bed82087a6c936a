/** The figure of means and spreads over seeds, with a cursor for mouse and keys. */
import { nearestStep, paintBands, rangeOfBands } from '../charts/bands.js';
import { ChartFigure, sampleIndices } from '../charts/figure.js';
import { formatInteger, formatNumber } from '../format.js';
import { laneStyle } from '../palette.js';
import { element } from './element.js';
import { explainButton } from './explain.js';

/** @typedef {'accuracy' | 'loss'} Field */
/** @typedef {{mean: number[], sd: number[]}} Curve */
/** @typedef {{label: string, rule: string, repetition: number, bands: Record<Field, Curve>}} BandLane */

const HEIGHT = 220;

/** @type {Record<Field, {note: string, most: number, level: (value: number) => string, text: (mean: number, sd: number) => string}>} */
const FIELDS = {
  accuracy: {
    note: 'share of test images answered rightly; mean ± sd over seeds',
    most: 1,
    level: (value) => `${Number((100 * value).toFixed(1))} %`,
    text: accuracySpread,
  },
  loss: {
    note: 'cross-entropy of the batches, each point over 50 steps; mean ± sd over seeds',
    most: Number.POSITIVE_INFINITY,
    level: (value) => String(Number(value.toPrecision(3))),
    text: lossSpread,
  },
};

/**
 * @param {number} mean
 * @param {number} sd
 */
export function accuracySpread(mean, sd) {
  if (Number.isNaN(mean)) return '–';
  const spread = Number.isNaN(sd) ? '' : ` ± ${(100 * sd).toFixed(2)}`;
  return `${(100 * mean).toFixed(2)}${spread} %`;
}

/**
 * @param {number} mean
 * @param {number} sd
 */
export function lossSpread(mean, sd) {
  return Number.isNaN(sd) ? formatNumber(mean) : `${formatNumber(mean)} ± ${formatNumber(sd)}`;
}

export class BandsView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.figure = new ChartFigure(root, {
      title: 'Spread over seeds',
      explain: explainButton('seeds', 'Spread over seeds'),
      kind: 'picture',
      table: () => this.#table(),
    });
    this.canvas = element('canvas', { 'data-view': 'bands' });
    const { plot } = this.figure;
    plot.append(this.canvas);
    /** @type {BandLane[]} */
    this.lanes = [];
    /** @type {number[]} */
    this.steps = [];
    /** @type {Field} */
    this.field = 'accuracy';
    /** @type {number | null} */
    this.index = null;
    plot.addEventListener('pointermove', (event) => {
      const { clientWidth } = this.canvas;
      const x = event.clientX - this.canvas.getBoundingClientRect().left;
      this.#moveTo(nearestStep(this.steps, this.#end, x, clientWidth));
    });
    for (const leave of ['pointerleave', 'blur']) {
      plot.addEventListener(leave, () => this.#moveTo(null));
    }
    plot.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.redraw()).observe(plot);
  }

  get #end() {
    return this.steps[this.steps.length - 1] ?? 1;
  }

  /**
   * @param {BandLane[]} lanes
   * @param {number[]} steps
   * @param {Field} field
   * @param {string} sentence
   */
  update(lanes, steps, field, sentence) {
    Object.assign(this, { lanes, steps, field });
    if (this.index !== null && this.index >= steps.length) this.index = null;
    this.figure.setKey(lanes.map((lane) => ({ label: lane.label, ...laneStyle(lane) })));
    this.figure.describe(FIELDS[field].note, sentence);
    this.figure.refreshTable();
    this.redraw();
  }

  redraw() {
    const { canvas, field, steps } = this;
    const width = Math.max(200, this.figure.plot.clientWidth);
    const ratio = globalThis.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(HEIGHT * ratio);
    const context = canvas.getContext('2d');
    if (!context) return;
    const style = getComputedStyle(canvas);
    const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const bands = this.lanes.map((lane) => ({ ...laneStyle(lane), ...lane.bands[field] }));
    context.scale(ratio, ratio);
    paintBands(context, {
      bands,
      steps,
      axes: { end: this.#end, ...rangeOfBands(bands, FIELDS[field].most) },
      width,
      height: HEIGHT,
      ink: { text: read('--ink-2'), line: read('--hairline'), font: style.fontFamily },
      cursor: this.index === null ? null : steps[this.index],
      formatY: FIELDS[field].level,
      formatX: formatInteger,
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = this.steps.length - 1;
    const at = this.index ?? last;
    /** @type {Record<string, number>} */
    const moves = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last };
    if (!Object.hasOwn(moves, event.key) || last < 0) return;
    event.preventDefault();
    this.#moveTo(Math.max(0, Math.min(last, moves[event.key])));
  }

  /** @param {number | null} index */
  #moveTo(index) {
    this.index = index !== null && index < this.steps.length ? index : null;
    this.redraw();
    const cells = this.index === null ? [] : this.#cells(this.index);
    const parts = this.lanes.map(({ label }, place) => `${label} ${cells[place]}`);
    this.figure.reading.textContent =
      this.index === null
        ? ''
        : `step ${formatInteger(this.steps[this.index])}: ${parts.join(', ')}`;
  }

  /** @param {number} index */
  #cells(index) {
    return this.lanes.map(({ bands }) => {
      const { mean, sd } = bands[this.field];
      return FIELDS[this.field].text(mean[index] ?? Number.NaN, sd[index] ?? Number.NaN);
    });
  }

  #table() {
    const rows = sampleIndices(this.steps.length).map((index) => [
      formatInteger(this.steps[index]),
      ...this.#cells(index),
    ]);
    return { head: ['step', ...this.lanes.map(({ label }) => label)], rows };
  }
}
