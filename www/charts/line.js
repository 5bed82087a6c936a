/** Lines over a shared time axis, drawn by uPlot; the visitor reads them by mouse or arrow keys. */

// First: it mends what uPlot reads while it loads.
import './locale.js';

import uPlot from 'uplot';
import { steps } from './locale.js';
import { ticks } from './scale.js';
import { typeSize, USUAL_TYPE } from './type-size.js';

/**
 * @typedef {{hue: string, dash: number[], width: number, spanGaps?: boolean}} LineStyle
 * @typedef {{root: HTMLElement, lines: LineStyle[],
 *   bands?: {from: number, to: number, hue: string}[],
 *   formatY: (value: number) => string, splitsY?: () => number[],
 *   isUnread?: (line: number, step: number) => boolean,
 *   onRead: (step: number | null, followed: number | null) => void,
 *   onCursor?: (step: number | null) => void}} LineChartOptions
 *   bands: pairs of lines with a pale area between them; isUnread: whether the reading leaves this
 *   line out at this step; onRead: the step of the marked points, and the step that another figure
 *   points at; onCursor: the step that the visitor points at in this chart
 */

/**
 * The opacity of the area between two lines, as the last two digits of a colour. The area is so
 * pale that a line of the same colour stands out on it.
 */
const BAND_ALPHA = '14';

/** The colours of axes and grid, from the style sheet. */
function ink() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { text: read('--ink-2'), line: read('--hairline'), font: style.fontFamily };
}

export class LineChart {
  /** @param {LineChartOptions} options */
  constructor(options) {
    this.options = options;
    this.end = 200;
    this.low = 0;
    this.high = 1;
    /** The step that another figure points at and this chart marks. @type {number | null} */
    this.followed = null;
    this.steps = /** @type {Float64Array} */ (new Float64Array(0));
    /** @type {uPlot.AlignedData} */
    this.data = [[0], ...options.lines.map(() => [null])];
    this.type = typeSize();
    this.chart = new uPlot(this.#settings(), this.data, options.root);
    this.observer = new ResizeObserver(() => this.#fit());
    this.observer.observe(options.root);
    options.root.addEventListener('keydown', this.#onKey);
    options.root.addEventListener('blur', this.#onBlur);
    options.root.addEventListener('pointermove', this.#onPointer, { capture: true });
  }

  /**
   * @param {number} [scale] size as a multiple of the size on the page
   * @returns {uPlot.Options}
   */
  #settings(scale = 1) {
    const { options } = this;
    const type = scale * this.type;
    const axis = {
      stroke: () => ink().text,
      grid: { stroke: () => ink().line, width: scale },
      ticks: { show: false },
      font: `${Math.round(type)}px ${ink().font}`,
      gap: type / 2,
    };
    return {
      ...this.#size(),
      padding: [0.7 * type, 2 * type, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false },
        points: { size: 6 },
        y: false,
        // The words under the chart do not speak of an unread line, so no dot marks this line.
        dataIdx: (_, series, at) =>
          series > 0 && options.isUnread?.(series - 1, this.data[0][at]) ? null : at,
      },
      hooks: { setCursor: [(chart) => this.#point(chart.cursor.idx ?? null)] },
      scales: {
        x: { time: false, range: () => [0, this.end] },
        y: { range: () => [this.low, this.high] },
      },
      axes: [
        {
          ...axis,
          size: 2.3 * type,
          splits: () => ticks(this.end, options.root.clientWidth < 33 * this.type ? 4 : 6),
          values: (_, splits) => splits.map((value) => steps.format(value)),
        },
        {
          ...axis,
          size: 5.3 * type,
          space: 2.5 * type,
          ...(options.splitsY ? { splits: options.splitsY } : {}),
          values: (_, splits) => splits.map(options.formatY),
        },
      ],
      bands: options.bands?.map(({ from, to, hue }) => ({
        series: /** @type {[number, number]} */ ([from + 1, to + 1]),
        fill: hue + BAND_ALPHA,
      })),
      series: [
        {},
        ...options.lines.map(({ hue, dash, width, spanGaps }) => ({
          stroke: hue,
          dash: dash.map((length) => (length * type) / USUAL_TYPE),
          width: (width * type) / USUAL_TYPE,
          spanGaps,
          // A line of fewer than three numbers is drawn as dots; the edges of a band have no line.
          points: {
            show: (/** @type {uPlot} */ { data }, /** @type {number} */ at) =>
              width > 0 && [...data[at]].filter((value) => value !== null).length < 3,
            size: (8 * type) / USUAL_TYPE,
            fill: hue,
          },
        })),
      ],
    };
  }

  /** The style sheet gives width and height; a chart that is not shown has neither. */
  #size() {
    const { clientWidth, clientHeight } = this.options.root;
    return { width: Math.max(200, clientWidth), height: Math.max(120, clientHeight) };
  }

  #fit() {
    if (this.options.root.clientWidth === 0) return;
    if (typeSize() !== this.type) {
      // uPlot measures type once, when a chart is made.
      this.type = typeSize();
      this.chart.destroy();
      this.chart = new uPlot(this.#settings(), this.data, this.options.root);
    }
    const { width, height } = this.#size();
    if (width !== this.chart.width || height !== this.chart.height) {
      this.chart.setSize({ width, height });
    }
  }

  /** @param {number | null} index */
  #point(index) {
    const step = index === null ? null : (this.steps[index] ?? null);
    this.options.onRead(step, this.followed);
    // While the chart follows another figure, it hears of its own movements too.
    if (this.followed === null) this.options.onCursor?.(step);
  }

  #onPointer = () => {
    this.followed = null;
  };

  #onKey = (/** @type {KeyboardEvent} */ event) => {
    const last = this.steps.length - 1;
    const at = this.chart.cursor.idx ?? last;
    const moves = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last };
    const index = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (index === undefined || last < 0) return;
    event.preventDefault();
    this.followed = null;
    this.#mark(this.steps[Math.max(0, Math.min(last, index))]);
  };

  /** Marks the last measurement at or before a step. @param {number} step */
  #mark(step) {
    const { chart } = this;
    const point = this.steps.findLast((each) => each <= step);
    const left = point === undefined ? -10 : chart.valToPos(point, 'x');
    chart.setCursor({ left, top: left < 0 ? left : chart.over.clientHeight / 2 });
  }

  /** @param {number | null} step the step that another figure points at; null: none */
  follow(step) {
    this.followed = step;
    if (step === null) this.chart.setCursor({ left: -10, top: -10 });
    else this.#mark(step);
  }

  #onBlur = () => this.follow(null);

  /**
   * @param {Float64Array} steps
   * @param {(number | null)[][]} lines
   * @param {{end: number, low: number, high: number}} axes
   */
  update(steps, lines, axes) {
    this.steps = steps;
    Object.assign(this, axes);
    this.data = [Array.from(steps), ...lines];
    // Data and scale change at once: the same place is another step on the new scale.
    this.chart.batch(() => this.chart.setData(this.data, true));
    if (this.followed !== null) this.#mark(this.followed);
  }

  /** Draws again after the colours of the page have changed. */
  redraw() {
    this.chart.redraw(false, true);
  }

  /** The chart drawn anew, as fine as a saved sheet. @returns {import('./sheet.js').Picture} */
  get picture() {
    const { width, height } = this.chart;
    const size = { width: 2 * width, height: 2 * height };
    const settings = { ...this.#settings(2), ...size, hooks: {} };
    const chart = new uPlot(settings, this.data, document.createElement('div'));
    // The picture's canvas is on no page, so it would take the direction of the document.
    chart.ctx.direction = 'ltr';
    chart.batch(() => {});
    chart.destroy();
    return { source: chart.ctx.canvas, width, height };
  }

  destroy() {
    this.observer.disconnect();
    this.options.root.removeEventListener('keydown', this.#onKey);
    this.options.root.removeEventListener('blur', this.#onBlur);
    this.options.root.removeEventListener('pointermove', this.#onPointer, { capture: true });
    this.chart.destroy();
  }
}
