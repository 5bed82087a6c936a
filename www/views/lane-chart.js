/** One line chart for all lanes, with its figure; what it shows is given as a few small functions. */
import { ChartFigure, sampleIndices } from '../charts/figure.js';
import { LineChart } from '../charts/line.js';
import { formatInteger } from '../format.js';
import { laneStyle } from '../palette.js';
import { leadingHistory, versionOf } from './lines.js';

/** @typedef {import('../view.js').View} View */
/** @typedef {import('../history.js').History} History */
/** @typedef {{lines: (number | null)[][], low: number, high: number}} Picture */
/**
 * @typedef {object} Subject
 * @property {string} title
 * @property {{width: number, alpha: number}[]} strokes the lines of each lane
 * @property {(leading: History, histories: (History | null)[]) => Picture} picture
 *   lines in the order of the lanes, each lane's together, on the steps of `leading`
 * @property {(view: View) => [caption: string, now: string]} words
 * @property {(name: string) => string[]} heads the columns of a lane in the table
 * @property {(history: History, at: number) => string[]} cells what they say; the first is read aloud
 * @property {(value: number) => string} formatY
 * @property {() => number[]} [splitsY]
 */

const HEIGHT = 176;

export class LaneChart {
  /**
   * @param {HTMLElement} root
   * @param {Subject} subject
   */
  constructor(root, subject) {
    this.subject = subject;
    this.figure = new ChartFigure(root, { title: subject.title, table: () => this.#table() });
    /** @type {View['lanes']} */
    this.lanes = [];
    this.drawn = '';
    this.matched = '';
    /** @type {number | null} */
    this.moment = null;
  }

  /** @param {View} view */
  update(view) {
    this.lanes = view.lanes;
    this.#matchLanes();
    const histories = view.lanes.map((lane) => lane.history);
    const version = `${versionOf(histories)} ${view.end} ${view.generation} ${view.moment}`;
    if (version === this.drawn) return;
    this.drawn = version;
    const leading = leadingHistory(histories);
    if (!leading || !this.chart) return;
    const { lines, low, high } = this.subject.picture(leading, histories);
    this.chart.update(leading.steps.slice(0, leading.length), lines, { end: view.end, low, high });
    if (view.moment !== null || this.moment !== null) this.chart.pointAt(view.moment);
    this.moment = view.moment;
    this.figure.describe(...this.subject.words(view));
    this.figure.refreshTable();
  }

  #matchLanes() {
    const signature = this.lanes.map(({ id, label }) => `${id} ${label}`).join();
    if (signature === this.matched) return;
    this.matched = signature;
    this.drawn = '';
    this.chart?.destroy();
    const { strokes, formatY, splitsY } = this.subject;
    const styles = this.lanes.map(laneStyle);
    this.figure.setKey(this.lanes.map(({ label }, place) => ({ label, ...styles[place] })));
    this.chart = new LineChart({
      root: this.figure.plot,
      height: HEIGHT,
      formatY,
      splitsY,
      lines: styles.flatMap((style) => strokes.map((stroke) => ({ ...style, ...stroke }))),
      onCursor: (index) => this.#read(index),
    });
  }

  /**
   * The cells of every lane at a step.
   * @param {number} step
   */
  #cellsAt(step) {
    return this.lanes.map(({ history }) => {
      if (!history || step > history.lastStep) return this.subject.heads('').map(() => '–');
      return this.subject.cells(history, history.indexAt(step));
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
    const cells = this.#cellsAt(step);
    const parts = this.lanes.map(({ label }, place) => `${label} ${cells[place][0]}`);
    this.figure.reading.textContent = `step ${formatInteger(step)}: ${parts.join(', ')}`;
  }

  #table() {
    const leading = leadingHistory(this.lanes.map((lane) => lane.history));
    const heads = this.lanes.flatMap(({ label }) => this.subject.heads(label));
    const steps = leading ? sampleIndices(leading.length).map((index) => leading.steps[index]) : [];
    const rows = steps.map((step) => [formatInteger(step), ...this.#cellsAt(step).flat()]);
    return { head: ['step', ...heads], rows };
  }

  redraw() {
    this.chart?.redraw();
  }
}
