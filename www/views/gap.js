/** How far the outputs of each lane's twins have parted, on a logarithmic axis with a floor for 0. */
import { ChartFigure, sampleIndices } from '../charts/figure.js';
import { LineChart } from '../charts/line.js';
import { logAxis, toLog } from '../charts/scale.js';
import { formatInteger, formatPowerOfTen } from '../format.js';
import { ruleStyle } from '../palette.js';
import { gapText } from '../summaries.js';
import { leadingHistory, lineOf, versionOf } from './lines.js';

/** @typedef {import('../view.js').View} View */

const HEIGHT = 176;

export class GapView {
  /**
   * @param {HTMLElement} root
   * @param {(rule: string) => string} nameOf
   */
  constructor(root, nameOf) {
    this.nameOf = nameOf;
    this.figure = new ChartFigure(root, { title: 'Twin gap', table: () => this.#table() });
    /** @type {View['lanes']} */
    this.lanes = [];
    this.axis = logAxis([]);
    this.drawn = '';
    this.rules = '';
  }

  /** @param {View} view */
  update(view) {
    this.lanes = view.lanes;
    this.#matchLanes(view.rules);
    const histories = view.lanes.map((lane) => lane.history);
    const version = `${versionOf(histories)} ${view.end} ${view.generation}`;
    if (version === this.drawn) return;
    this.drawn = version;
    const leading = leadingHistory(histories);
    if (!leading || !this.chart) return;
    const gaps = histories.map((history) => lineOf(leading, history, 'gap'));
    this.axis = logAxis(gaps.flat().map((value) => value ?? Number.NaN));
    const { floor, top } = this.axis;
    const lines = gaps.map((line) =>
      line.map((value) => (value === null ? null : toLog(value, floor))),
    );
    const axes = { end: view.end, low: floor - 0.6, high: top };
    this.chart.update(leading.steps.slice(0, leading.length), lines, axes);
    this.figure.describe('largest difference of twin outputs (logits)', this.#sentence());
    this.figure.refreshTable();
  }

  #sentence() {
    const twins = this.lanes.filter((lane) => lane.hasTwin);
    if (twins.length === 0) return 'No twin in this run.';
    const parts = twins.map((lane) => `${this.nameOf(lane.rule)} ${gapText(lane.gap)}`);
    return `Now: ${parts.join('; ')}.`;
  }

  /** Decades, thinned out, and the floor, which stands for exact zeros. */
  #splits() {
    const { floor, top } = this.axis;
    const size = top - floor > 8 ? 2 : 1;
    const decades = [];
    for (let power = top - (top % size); power > floor + 0.5; power -= size) decades.unshift(power);
    return [floor, ...decades];
  }

  /** @param {string[]} rules */
  #matchLanes(rules) {
    if (rules.join() === this.rules) return;
    this.rules = rules.join();
    this.drawn = '';
    this.chart?.destroy();
    this.figure.setKey(rules.map((rule) => ({ label: this.nameOf(rule), ...ruleStyle(rule) })));
    this.chart = new LineChart({
      root: this.figure.plot,
      height: HEIGHT,
      formatY: (power) => (power === this.axis.floor ? '0 exactly' : formatPowerOfTen(power)),
      splitsY: () => this.#splits(),
      lines: rules.map((rule) => ({ ...ruleStyle(rule), width: 2, alpha: 1 })),
      onCursor: (index) => this.#read(index),
    });
  }

  /** @param {number} step */
  #gapsAt(step) {
    return this.lanes.map(({ history }) => {
      if (!history || step > history.lastStep) return '–';
      return gapText(history.gap[history.indexAt(step)]);
    });
  }

  /** @param {number | null} index */
  #read(index) {
    const leading = leadingHistory(this.lanes.map((lane) => lane.history));
    if (index === null || !leading) {
      this.figure.reading.textContent = '';
      return;
    }
    const step = leading.steps[index];
    const gaps = this.#gapsAt(step);
    const parts = this.lanes.map((lane, place) => `${this.nameOf(lane.rule)} ${gaps[place]}`);
    this.figure.reading.textContent = `step ${formatInteger(step)}: ${parts.join(', ')}`;
  }

  #table() {
    const leading = leadingHistory(this.lanes.map((lane) => lane.history));
    const head = ['step', ...this.lanes.map((lane) => this.nameOf(lane.rule))];
    if (!leading) return { head, rows: [] };
    const rows = sampleIndices(leading.length).map((index) => {
      const step = leading.steps[index];
      return [formatInteger(step), ...this.#gapsAt(step)];
    });
    return { head, rows };
  }

  redraw() {
    this.chart?.redraw();
  }
}
