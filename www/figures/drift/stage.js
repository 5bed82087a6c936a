/** The stage: lanes as rows over one time axis, and the one legend of their colours. */
import { colourTable, scaleLimit, TABLE_SIZE } from '../../charts/colour.js';
import { sizeOfMost } from '../../charts/heatmap.js';
import { DRIFT_SCALE } from '../../charts/palette.js';
import { followRatio } from '../../charts/resize.js';
import { ticks } from '../../charts/scale.js';
import { typeScale } from '../../charts/type-size.js';
import { byId, element, setText } from '../../page/element.js';
import { formatInteger, formatShort } from '../../words/format.js';
import { LaneView } from './lane.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {import('../../link/state.js').Catalog} Catalog */

/** The scale's colours tell this share of the units apart; the others have the colours of its ends. */
const SHARE_IN_SCALE = 0.9;

export class StageView {
  /**
   * @param {Catalog} catalog
   * @param {import('../../page/cursor.js').Cursor} cursor
   * @param {(id: string) => {canvas: Node, count: Node}} makeDiagonal of a lane
   */
  constructor(catalog, cursor, makeDiagonal) {
    this.catalog = catalog;
    this.cursor = cursor;
    this.makeDiagonal = makeDiagonal;
    this.root = byId('lanes');
    this.axis = byId('time-axis');
    this.legend = /** @type {HTMLCanvasElement} */ (byId('legend-ramp'));
    this.legendEnds = [byId('legend-low'), byId('legend-high')];
    this.hashes = element('div');
    byId('explain-hash').lastElementChild?.before(this.hashes);
    /** @type {Map<string, LaneView>} */
    this.lanes = new Map();
    /** For each lane, the largest drift so far of most of its units. @type {Map<string, number>} */
    this.usual = new Map();
    this.matched = '';
    this.generation = -1;
    /** Whether a picture waits for a later frame. */
    this.isBehind = false;
    this.drawn = '';
    /** @type {import('./drift.js').Axes | null} */
    this.axes = null;
    /**
     * The axis's width in pixels of usual type, kept: asking in every frame would make the browser
     * lay the page out again.
     */
    this.room = 0;
    new ResizeObserver(() => {
      this.room = this.axis.clientWidth / typeScale();
      if (this.axes) this.#drawAxes(this.axes);
    }).observe(this.axis);
    cursor.listen((step, source) => {
      for (const [id, lane] of this.lanes) if (id !== source) lane.drift.follow(step);
    });
  }

  /** The drift pictures, in the order of the lanes. */
  get pictures() {
    return [...this.lanes.values()].map(({ drift }) => drift);
  }

  /** The ends of the colour scale in words. */
  get colours() {
    return `blue ${this.legendEnds[0].textContent}, orange ${this.legendEnds[1].textContent}`;
  }

  /** @param {View} view */
  update(view) {
    // Every frame of the page comes here, whether or not the browser has told of another ratio.
    followRatio();
    this.#matchLanes(view.lanes);
    const { end, isDark, moment, pin } = view;
    const axes = { end, limit: this.#limit(view), isDark, moment, pin };
    // When the scale grows, every picture is painted anew; all pictures together would fill a frame.
    let mayRepaint = true;
    this.isBehind = false;
    for (const record of view.lanes) {
      const lane = this.lanes.get(record.id);
      const isWhole = lane?.update(record, axes, view, mayRepaint);
      if (!mayRepaint && lane?.drift.isOld) this.isBehind = true;
      if (isWhole && view.isRunning) mayRepaint = false;
    }
    this.axes = axes;
    this.#drawAxes(axes);
  }

  /**
   * One end of the colour scale for all lanes. It only grows during a run, except that a lane no
   * longer counts once it has blown up.
   * @param {View} view
   */
  #limit(view) {
    if (view.generation !== this.generation) this.usual.clear();
    this.generation = view.generation;
    for (const { id, history, end } of view.lanes) {
      if (end !== '') this.usual.delete(id);
      else if (history && history.length > 0) {
        const size = sizeOfMost(history.column(history.length - 1), SHARE_IN_SCALE);
        this.usual.set(id, Math.max(size, this.usual.get(id) ?? 0));
      }
    }
    return scaleLimit(Math.max(0, ...this.usual.values()));
  }

  /** @param {View['lanes']} records */
  #matchLanes(records) {
    const signature = records.map(({ id, label }) => `${id} ${label}`).join();
    if (signature === this.matched) return;
    this.matched = signature;
    const known = this.lanes;
    this.lanes = new Map();
    for (const record of records) {
      const rule = this.catalog.rules.find((entry) => entry.id === record.rule);
      const before = known.get(record.id);
      const isSame = before?.rule === rule && before?.label === record.label;
      if (!rule) continue;
      const onCursor = (/** @type {number | null} */ step) => this.cursor.move(step, record.id);
      const make = () => new LaneView(rule, record, onCursor, this.makeDiagonal(record.id));
      const lane = before && isSame ? before : make();
      this.lanes.set(record.id, lane);
    }
    const lanes = [...this.lanes.values()];
    this.root.replaceChildren(...lanes.map((lane) => lane.article));
    this.hashes.replaceChildren(...lanes.map((lane) => lane.hash));
  }

  /** @param {import('./drift.js').Axes} axes */
  #drawAxes(axes) {
    const { room } = this;
    const most = Math.max(2, Math.min(6, Math.floor(room / 80)));
    const signature = JSON.stringify([axes, room]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    const all = ticks(axes.end, most);
    const last = all[all.length - 1];
    // The last tick names the unit, so it needs the room of two.
    const apart = all.filter((step) => step === last || (1 - step / axes.end) * room > 100);
    const marks = apart.map((step) => {
      const text = step === last ? `${formatInteger(step)} steps` : formatInteger(step);
      const isAtEnd = step > 0.94 * axes.end;
      const mark = element('span', { class: isAtEnd ? 'tick at-end' : 'tick' }, text);
      mark.style.left = `${(100 * step) / axes.end}%`;
      return mark;
    });
    this.axis.replaceChildren(...marks);
    const factor = formatShort(2 ** axes.limit, 3);
    setText(this.legendEnds[0], `÷ ${factor} or more`);
    setText(this.legendEnds[1], `× ${factor} or more`);
    this.#drawRamp(axes.isDark);
  }

  /** @param {boolean} isDark */
  #drawRamp(isDark) {
    this.legend.width = TABLE_SIZE;
    this.legend.height = 1;
    const table = colourTable(isDark ? DRIFT_SCALE.dark : DRIFT_SCALE.light);
    const ramp = new ImageData(TABLE_SIZE, 1);
    for (let index = 0; index < TABLE_SIZE; index += 1) {
      ramp.data.set([...table.subarray(3 * index, 3 * index + 3), 255], 4 * index);
    }
    this.legend.getContext('2d')?.putImageData(ramp, 0, 0);
  }
}
