/** Lines over a shared time axis, drawn by uPlot, moved through by mouse or arrow keys. */
import './locale.js';
import uPlot from 'uplot';
import { ticks } from './scale.js';

/**
 * @typedef {{hue: string, dash: number[], width: number, alpha: number}} LineStyle
 * @typedef {{root: HTMLElement, lines: LineStyle[], height: number,
 *   formatY: (value: number) => string, splitsY?: () => number[],
 *   bands?: {series: [upper: number, lower: number], fill: string}[],
 *   onCursor: (index: number | null) => void}} LineChartOptions
 */

/** Colours of everything that is not data come from the style sheet. */
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
    /** @type {number | null} */
    this.index = null;
    this.steps = /** @type {Float64Array} */ (new Float64Array(0));
    this.chart = new uPlot(
      this.#settings(),
      [[0], ...options.lines.map(() => [null])],
      options.root,
    );
    this.observer = new ResizeObserver(() => this.#fit());
    this.observer.observe(options.root);
    options.root.addEventListener('keydown', this.#onKey);
    options.root.addEventListener('blur', this.#onBlur);
  }

  /** @returns {uPlot.Options} */
  #settings() {
    const { options } = this;
    const axis = {
      stroke: () => ink().text,
      grid: { stroke: () => ink().line, width: 1 },
      ticks: { show: false },
      font: `12px ${ink().font}`,
      gap: 6,
    };
    return {
      width: Math.max(200, options.root.clientWidth),
      height: options.height,
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
      hooks: { setCursor: [(chart) => this.#point(chart.cursor.idx ?? null)] },
      bands: options.bands,
      scales: {
        x: { time: false, range: () => [0, this.end] },
        y: { range: () => [this.low, this.high] },
      },
      axes: [
        {
          ...axis,
          size: 28,
          splits: () => ticks(this.end, options.root.clientWidth < 400 ? 4 : 6),
          values: (_, splits) => splits.map((value) => value.toLocaleString('en')),
        },
        {
          ...axis,
          size: 64,
          ...(options.splitsY ? { splits: options.splitsY } : {}),
          values: (_, splits) => splits.map(options.formatY),
        },
      ],
      series: [
        {},
        ...options.lines.map(({ hue, dash, width, alpha }) => ({
          stroke: hue,
          dash,
          width,
          alpha,
          points: { show: false },
        })),
      ],
    };
  }

  #fit() {
    const width = Math.max(200, this.options.root.clientWidth);
    if (width !== this.chart.width) this.chart.setSize({ width, height: this.options.height });
  }

  /** @param {number | null} index */
  #point(index) {
    const there = index !== null && index < this.steps.length ? index : null;
    if (there === this.index) return;
    this.index = there;
    this.options.onCursor(there);
  }

  #onKey = (/** @type {KeyboardEvent} */ event) => {
    const last = this.steps.length - 1;
    const at = this.index ?? last;
    const moves = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last };
    const index = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (index === undefined || last < 0) return;
    event.preventDefault();
    this.pointAt(this.steps[Math.max(0, Math.min(last, index))]);
  };

  #onBlur = () => this.pointAt(null);

  /** @param {number | null} step to which the cursor goes; null: away */
  pointAt(step) {
    const left = step === null ? -10 : this.chart.valToPos(step, 'x');
    this.chart.setCursor({ left, top: step === null ? -10 : this.chart.over.clientHeight / 2 });
  }

  /**
   * @param {Float64Array} steps
   * @param {(number | null)[][]} lines
   * @param {{end: number, low: number, high: number}} axes
   */
  update(steps, lines, axes) {
    this.steps = steps;
    Object.assign(this, axes);
    this.chart.setData([Array.from(steps), ...lines], true);
  }

  /** Colours of the page have changed. */
  redraw() {
    this.chart.redraw(false, true);
  }

  destroy() {
    this.observer.disconnect();
    this.options.root.removeEventListener('keydown', this.#onKey);
    this.options.root.removeEventListener('blur', this.#onBlur);
    this.chart.destroy();
  }
}
