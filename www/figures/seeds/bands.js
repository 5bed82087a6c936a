/** Draws means and spreads over seeds. */
import { linesOf, rangeOfLines } from '../../charts/bands.js';
import { ChartFigure, sampleIndices } from '../../charts/figure.js';
import { LineChart } from '../../charts/line.js';
import { laneStyle } from '../../charts/palette.js';
import { writeText } from '../../charts/written.js';
import { explainButton } from '../../page/explain.js';
import { formatFixed, formatInteger, formatNumber, formatShort } from '../../words/format.js';

/** @typedef {'accuracy' | 'quick' | 'loss'} Field */
/** @typedef {{mean: number[], sd: number[]}} Curve */
/** @typedef {{label: string, rule: string, repetition: number, bands: Record<Field, Curve>}} BandLane */

/** A band has no drawn edges: its area shows where they are. */
const EDGE = { width: 0 };

const share = {
  note: 'share of test images answered correctly; mean ± sd over seeds',
  most: 1,
  level: (/** @type {number} */ value) => `${formatShort(100 * value, 3)} %`,
  text: accuracySpread,
};

/** @type {Record<Field, {note: string, most: number, level: (value: number) => string, text: (mean: number, sd: number) => string}>} */
const FIELDS = {
  accuracy: share,
  quick: share,
  loss: {
    note: 'cross-entropy of the batches, each point over 50 steps; mean ± sd over seeds',
    most: Number.POSITIVE_INFINITY,
    level: (value) => formatShort(value, 3),
    text: lossSpread,
  },
};

/**
 * @param {number} mean
 * @param {number} sd
 */
export function accuracySpread(mean, sd) {
  if (Number.isNaN(mean)) return '–';
  const spread = Number.isNaN(sd) ? '' : ` ± ${formatFixed(100 * sd, 2)}`;
  return `${formatFixed(100 * mean, 2)}${spread} %`;
}

/**
 * @param {number} mean
 * @param {number} sd
 */
export function lossSpread(mean, sd) {
  return Number.isNaN(sd) ? formatNumber(mean) : `${formatNumber(mean)} ± ${formatNumber(sd)}`;
}

export class BandsView {
  /**
   * @param {HTMLElement} root
   * @param {() => import('../../charts/save.js').Origin} origin
   */
  constructor(root, origin) {
    this.figure = new ChartFigure(root, {
      title: 'Spread over seeds',
      explain: explainButton('seeds', 'Spread over seeds'),
      kind: 'line chart',
      table: () => this.#table(),
      saved: {
        columns: () => this.#columns(),
        picture: () => this.chart?.picture ?? null,
        origin,
      },
    });
    /** @type {BandLane[]} */
    this.lanes = [];
    /** @type {number[]} */
    this.steps = [];
    /** @type {Field} */
    this.field = 'accuracy';
    this.matched = '';
  }

  /**
   * @param {BandLane[]} lanes
   * @param {number[]} steps
   * @param {number} end of the runs
   * @param {Field} field
   * @param {string} sentence
   */
  update(lanes, steps, end, field, sentence) {
    Object.assign(this, { lanes, steps, field });
    const chart = this.#chartFor(lanes);
    const lines = lanes.flatMap((lane) => linesOf(lane.bands[field]));
    chart.update(Float64Array.from(steps), lines, {
      end,
      ...rangeOfLines(lines, FIELDS[field].most),
    });
    this.figure.describe(FIELDS[field].note, sentence);
    this.figure.refreshTable();
  }

  /** @param {BandLane[]} lanes */
  #chartFor(lanes) {
    const signature = lanes.map(({ label }) => label).join();
    if (this.chart && signature === this.matched) return this.chart;
    this.matched = signature;
    this.chart?.destroy();
    const styles = lanes.map(laneStyle);
    this.figure.setKey(lanes.map(({ label }, place) => ({ label, ...styles[place] })));
    this.chart = new LineChart({
      root: this.figure.plot,
      formatY: (value) => FIELDS[this.field].level(value),
      lines: styles.flatMap((style) => [
        { ...style, width: 2 },
        { ...style, ...EDGE },
        { ...style, ...EDGE },
      ]),
      bands: styles.map(({ hue }, place) => ({ from: 3 * place + 1, to: 3 * place + 2, hue })),
      onRead: (step) => this.#read(step === null ? null : this.steps.indexOf(step)),
    });
    return this.chart;
  }

  /** @param {number | null} index */
  #read(index) {
    if (index === null) writeText(this.figure.reading, '');
    else {
      const cells = this.#cells(index);
      const parts = this.lanes.map(({ label }, place) => `${label} ${cells[place]}`);
      const text = `step ${formatInteger(this.steps[index])}: ${parts.join(', ')}`;
      writeText(this.figure.reading, text);
    }
  }

  /** @param {number} index */
  #cells(index) {
    return this.lanes.map(({ bands }) => {
      const { mean, sd } = bands[this.field];
      return FIELDS[this.field].text(mean[index] ?? Number.NaN, sd[index] ?? Number.NaN);
    });
  }

  #columns() {
    const head = this.lanes.flatMap(({ label }) => [`${label} mean`, `${label} sd`]);
    const rows = this.steps.map((step, index) => [
      step,
      ...this.lanes.flatMap(({ bands }) => {
        const { mean, sd } = bands[this.field];
        return [mean[index] ?? null, sd[index] ?? null];
      }),
    ]);
    return { head: ['step', ...head], rows };
  }

  #table() {
    const rows = sampleIndices(this.steps.length).map((index) => [
      formatInteger(this.steps[index]),
      ...this.#cells(index),
    ]);
    return { head: ['step', ...this.lanes.map(({ label }) => label)], rows };
  }

  redraw() {
    this.chart?.redraw();
  }
}
