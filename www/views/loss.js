/** The loss of all lanes: network as a full line, twin as a thin pale one of the same hue. */
import { ChartFigure, sampleIndices } from '../charts/figure.js';
import { LineChart } from '../charts/line.js';
import { formatInteger, formatNumber } from '../format.js';
import { ruleStyle } from '../palette.js';
import { leadingHistory, lineOf, versionOf } from './lines.js';

/** @typedef {import('../view.js').View} View */

const HEIGHT = 176;

export class LossView {
  /**
   * @param {HTMLElement} root
   * @param {(rule: string) => string} nameOf
   */
  constructor(root, nameOf) {
    this.nameOf = nameOf;
    this.figure = new ChartFigure(root, { title: 'Loss', table: () => this.#table() });
    /** @type {View['lanes']} */
    this.lanes = [];
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
    const lines = histories.flatMap((history) => [
      lineOf(leading, history, 'loss'),
      lineOf(leading, history, 'twinLoss'),
    ]);
    let high = 2.5;
    for (const line of lines) for (const value of line) high = Math.max(high, value ?? 0);
    const axes = { end: view.end, low: 0, high: Math.min(10, high * 1.04) };
    this.chart.update(leading.steps.slice(0, leading.length), lines, axes);
    this.#describe(view);
    this.figure.refreshTable();
  }

  /** @param {View} view */
  #describe(view) {
    const batch = formatInteger(Number(view.values.batch));
    const parts = view.lanes
      .filter((lane) => !Number.isNaN(lane.loss))
      .map((lane) => {
        const twin = lane.hasTwin ? `, twin ${formatNumber(lane.twinLoss)}` : '';
        return `${this.nameOf(lane.rule)} ${formatNumber(lane.loss)}${twin}`;
      });
    const now = parts.length > 0 ? `Now: ${parts.join('; ')}.` : 'No steps yet.';
    this.figure.describe(`cross-entropy of each batch of ${batch}; twins thin`, now);
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
      formatY: (value) => String(value),
      lines: rules.flatMap((rule) => [
        { ...ruleStyle(rule), width: 2, alpha: 1 },
        { ...ruleStyle(rule), width: 1, alpha: 0.6 },
      ]),
      onCursor: (index) => this.#read(index),
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
    const parts = this.lanes.map(({ rule, history }) => {
      if (!history || step > history.lastStep) return `${this.nameOf(rule)} –`;
      return `${this.nameOf(rule)} ${formatNumber(history.loss[history.indexAt(step)])}`;
    });
    this.figure.reading.textContent = `step ${formatInteger(step)}: ${parts.join(', ')}`;
  }

  #table() {
    const histories = this.lanes.map((lane) => lane.history);
    const leading = leadingHistory(histories);
    const names = this.lanes.map((lane) => this.nameOf(lane.rule));
    const head = ['step', ...names.flatMap((name) => [name, `${name} twin`])];
    if (!leading) return { head, rows: [] };
    const rows = sampleIndices(leading.length).map((index) => {
      const step = leading.steps[index];
      const cells = histories.flatMap((history) => {
        if (!history || step > history.lastStep) return ['–', '–'];
        const at = history.indexAt(step);
        return [formatNumber(history.loss[at]), formatNumber(history.twinLoss[at])];
      });
      return [formatInteger(step), ...cells];
    });
    return { head, rows };
  }

  redraw() {
    this.chart?.redraw();
  }
}
