/** A line chart of all lanes, in its figure; a few small functions say what the chart shows. */
import { ChartFigure, sampleIndices } from '../../charts/figure.js';
import { LineChart } from '../../charts/line.js';
import { laneStyle } from '../../charts/palette.js';
import { writeText } from '../../charts/written.js';
import { explainButton } from '../../page/explain.js';
import { formatInteger } from '../../words/format.js';
import { leadingRecord, lineOf, versionOf } from './lines.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {View['lanes'][number]} Lane */
/** @typedef {import('./lines.js').Record} Record */
/** @typedef {import('../../page/services.js').Services} Services */
/**
 * @template {Record} R
 * @typedef {object} Field a line of each lane
 * @property {(name: string) => string} head
 * @property {(record: R, index: number) => number} read
 * @property {(value: number) => string} format
 * @property {number} width
 * @property {boolean} [spanGaps] whether the line bridges steps without a number
 */
/**
 * @template {Record} R
 * @typedef {object} Subject
 * @property {string} title
 * @property {string} explain key of the chart's explanation
 * @property {(view: View) => Lane[]} [lanes] lanes in the chart, if not all lanes
 * @property {(lane: Lane) => R | null} record
 * @property {Field<R>[]} fields the lines of each lane; the first line with a number is marked and
 *   read aloud
 * @property {Field<R>[]} [told] fields in table and file, if they differ from the drawn fields
 * @property {[number, number]} [band] two fields with an area between them
 * @property {(lines: (number | null)[][]) => {lines: (number | null)[][], low: number, high: number}} scale
 *   turns values into heights on the axis
 * @property {(view: View) => [caption: string, now: string]} words
 * @property {(value: number) => string} formatY
 * @property {() => number[]} [splitsY]
 * @property {(lane: Lane) => import('../../worker/protocol.js').Wants | null} [wants]
 * @property {(view: View) => string | null} [instead] the reason why there is nothing to draw
 * @property {HTMLElement} [action] a button that helps then
 */

/** @template {Record} R */
export class LaneChart {
  /**
   * @param {HTMLElement} root
   * @param {Services} services
   * @param {Subject<R>} subject
   */
  constructor(root, services, subject) {
    this.subject = subject;
    this.told = subject.told ?? subject.fields;
    this.services = services;
    this.figure = new ChartFigure(root, {
      title: subject.title,
      kind: 'line chart',
      explain: explainButton(subject.explain, subject.title),
      table: () => this.#table(),
      saved: {
        columns: () => this.#columns(),
        picture: () => this.chart?.picture ?? null,
        origin: services.origin,
      },
      onSeen: services.redraw,
    });
    services.watch(this.figure, subject.wants, { remembers: true });
    services.cursor.listen((step, source) => {
      if (source !== this) this.chart?.follow(step);
    });
    /** @type {Lane[]} */
    this.lanes = [];
    this.drawn = '';
    this.matched = '';
  }

  get #records() {
    return this.lanes.map((lane) => this.subject.record(lane));
  }

  /** @param {View} view */
  update(view) {
    const { subject, figure } = this;
    // This happens before the figure is seen: a figure with nothing to show takes less room, and
    // makes no slide.
    const instead = subject.instead?.(view) ?? null;
    figure.replacePlot(instead, subject.action);
    if (!figure.isSeen) {
      this.drawn = '';
      if (view.isForAll) figure.describe(...subject.words(view));
      return;
    }
    this.lanes = subject.lanes?.(view) ?? view.lanes;
    const records = this.#records;
    const version = `${versionOf(records)} ${view.end} ${view.generation} ${instead}`;
    const isMatched = this.#matchLanes();
    if (version === this.drawn && isMatched) return;
    this.drawn = version;
    figure.describe(...subject.words(view));
    figure.refreshTable();
    const leading = leadingRecord(records);
    if (!leading || !this.chart) return;
    const values = records.flatMap((record) =>
      subject.fields.map(({ read }) => lineOf(leading, record, read)),
    );
    const { lines, low, high } = subject.scale(values);
    // The cursor skips steps where no line has a number.
    const isDrawn = (/** @type {unknown} */ _, /** @type {number} */ at) =>
      lines.some((line) => line[at] !== null);
    const steps = leading.steps.slice(0, leading.length).filter(isDrawn);
    const drawn = lines.map((line) => line.filter(isDrawn));
    this.chart.update(steps, drawn, { end: view.end, low, high });
  }

  /** @returns {boolean} whether the chart has already been made for these lanes */
  #matchLanes() {
    const signature = this.lanes.map(({ id, label }) => `${id} ${label}`).join();
    if (signature === this.matched) return true;
    this.matched = signature;
    this.chart?.destroy();
    const { fields, band, formatY, splitsY } = this.subject;
    const styles = this.lanes.map(laneStyle);
    this.figure.setKey(this.lanes.map(({ label }, place) => ({ label, ...styles[place] })));
    this.chart = new LineChart({
      root: this.figure.plot,
      formatY,
      splitsY,
      lines: styles.flatMap((style) =>
        fields.map(({ width, spanGaps }) => ({ ...style, width, spanGaps })),
      ),
      bands: styles.flatMap(({ hue }, place) => {
        const first = place * fields.length;
        return band ? [{ from: first + band[0], to: first + band[1], hue }] : [];
      }),
      isUnread: (line, step) => {
        const values = this.#valuesAt(step, fields)[Math.floor(line / fields.length)];
        return values.findIndex((value) => !Number.isNaN(value)) !== line % fields.length;
      },
      onRead: (step, followed) => this.#read(step, followed),
      onCursor: (step) => this.services.cursor.move(step, this),
    });
    this.chart.follow(this.services.cursor.step);
    return false;
  }

  /**
   * The numbers of every lane at a step.
   * @param {number} step
   * @param {Field<R>[]} fields
   */
  #valuesAt(step, fields) {
    return this.#records.map((record) => {
      if (!record || step > record.lastStep) return fields.map(() => Number.NaN);
      return fields.map(({ read }) => read(record, record.indexAt(step)));
    });
  }

  /**
   * @param {number | null} cursor
   * @param {number | null} followed the step that another figure points at
   */
  #read(cursor, followed) {
    const { reading } = this.figure;
    const leading = leadingRecord(this.#records);
    if (cursor === null || !leading) {
      writeText(reading, '');
      return;
    }
    // The records may know later steps by now than the chart has drawn.
    const step = leading.steps[leading.indexAt(cursor)];
    const { fields } = this.subject;
    const values = this.#valuesAt(step, fields);
    const { format } = fields[0];
    const parts = this.lanes.map(({ label }, place) => {
      return `${label} ${format(values[place].find((value) => !Number.isNaN(value)) ?? Number.NaN)}`;
    });
    const isBefore = followed !== null && followed > step;
    const before = isBefore ? ` (the last before ${formatInteger(followed)})` : '';
    writeText(reading, `step ${formatInteger(step)}${before}: ${parts.join(', ')}`);
  }

  /**
   * @param {number} [most] the most rows
   * @returns {{head: string[], rows: number[][]}}
   */
  #columns(most = Number.POSITIVE_INFINITY) {
    const leading = leadingRecord(this.#records);
    const { told: fields } = this;
    const heads = this.lanes.flatMap(({ label }) => fields.map(({ head }) => head(label)));
    const indices = leading ? sampleIndices(leading.length, most) : [];
    const steps = indices.map((index) => leading?.steps[index] ?? 0);
    const rows = steps.map((step) => [step, ...this.#valuesAt(step, fields).flat()]);
    return { head: ['step', ...heads], rows };
  }

  #table() {
    const { told: fields } = this;
    const { head, rows } = this.#columns(12);
    const cells = rows.map(([step, ...values]) => [
      formatInteger(step),
      ...values.map((value, index) => fields[index % fields.length].format(value)),
    ]);
    return { head, rows: cells };
  }

  redraw() {
    this.chart?.redraw();
  }
}
