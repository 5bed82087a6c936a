/**
 * The first layer's filters of a lane as images, network beside twin: the image shows the filter's
 * direction, its frame the change of its norm. A click or Enter opens a neuron.
 */
import { colourTable, scaleLimit } from '../../charts/colour.js';
import { sizeOfMost } from '../../charts/heatmap.js';
import { DRIFT_SCALE, WEIGHT_SCALE } from '../../charts/palette.js';
import { PictureFigure } from '../../charts/picture.js';
import { onResize } from '../../charts/resize.js';
import { inksOf, pictureOf, surfaceOf } from '../../charts/surface.js';
import { directionOf, drawTiles, layOutTiles, signedImage, tileAt } from '../../charts/tiles.js';
import { typeScale } from '../../charts/type-size.js';
import { element, setText } from '../../page/element.js';
import { explainButton } from '../../page/explain.js';
import { formatInteger } from '../../words/format.js';
import { filterColumns, filtersText, timesText } from './filter-words.js';
import { UnitView } from './unit.js';

/**
 * @typedef {{weights: Float32Array, drift: ArrayLike<number>}} Side weights: rows of incoming
 *   weights; drift: log2(norm / start) of each row
 * @typedef {object} FiltersData
 * @property {string} id of the lane
 * @property {{id: string, label: string}[]} lanes to choose from
 * @property {{hue: string, dash: number[]}} style of the lane
 * @property {number} first the first neuron shown, from 0
 * @property {number} units of the layer
 * @property {number} rows height of an image
 * @property {number} columns width of an image
 * @property {Side} network
 * @property {Side | null} twin
 * @property {boolean} isDark
 * @property {string} [when] words for a past step
 */

/** The most filters shown at once. */
export const MOST_TILES = 64;
const NOTE =
  'image: direction of the incoming weights, like ink where ink excites the neuron, like paper where ink inhibits it, grey at 0; frame: norm against its start, thin and blue if it shrank, wide and orange if it grew';

export class FiltersView {
  /**
   * @param {HTMLElement} root
   * @param {{onOpen: (unit: number | null) => void, onFirst: (first: number) => void,
   *   onLane: (id: string) => void, onSeen: () => void,
   *   origin: () => import('../../charts/save.js').Origin}} options
   *   onOpen: the opened neuron of the layer, from 0; null: closed
   */
  constructor(root, options) {
    this.options = options;
    /** @type {FiltersData | null} */
    this.data = null;
    /** @type {{panel: number, tile: number} | null} */
    this.cursor = null;
    /** @type {number | null} */
    this.opened = null;
    /** @type {HTMLCanvasElement[][]} */
    this.images = [];
    this.limit = 1;
    this.figure = new PictureFigure(root, {
      title: 'Filters of the first layer',
      explain: explainButton('filters', 'Filters of the first layer'),
      kind: 'grid of filters',
      table: () => this.#table(),
      saved: {
        columns: () => filterColumns(this.data),
        picture: () => this.#picture(),
        origin: () => this.#origin(),
      },
      onSeen: options.onSeen,
    });
    this.canvas = element('canvas', { class: 'filters' });
    this.figure.plot.append(this.canvas);
    this.lane = element('select', { 'aria-label': 'Lane of the filters', translate: 'no' });
    this.lane.addEventListener('change', () => options.onLane(this.lane.value));
    this.before = this.#pager('Earlier neurons', -MOST_TILES);
    this.after = this.#pager('Later neurons', MOST_TILES);
    const controls = element(
      'div',
      { class: 'filter-controls' },
      this.lane,
      this.before,
      this.after,
    );
    this.figure.plot.before(controls);
    const unit = element('div');
    root.append(unit);
    this.unit = new UnitView(unit, {
      onClose: () => this.open(null),
      origin: () => this.#origin(),
    });
    this.#listen();
    this.figure.describe(NOTE, filtersText(null));
  }

  /**
   * @param {string} text
   * @param {number} by
   */
  #pager(text, by) {
    const button = element('button', { type: 'button' }, text);
    button.addEventListener('click', () => {
      if (this.data) this.options.onFirst(Math.max(0, this.data.first + by));
    });
    return button;
  }

  #listen() {
    const { plot } = this.figure;
    const tileUnder = (/** @type {MouseEvent} */ { offsetX, offsetY }) => {
      const unit = typeScale();
      return tileAt(this.#layout(unit), this.count, offsetX / unit, offsetY / unit);
    };
    this.canvas.addEventListener('pointermove', (event) => this.#moveTo(tileUnder(event)));
    this.canvas.addEventListener('pointerleave', () => this.#moveTo(null));
    this.canvas.addEventListener('click', (event) => {
      const place = tileUnder(event);
      this.#moveTo(place);
      if (place) this.open((this.data?.first ?? 0) + place.tile);
    });
    plot.addEventListener('blur', () => this.#moveTo(null));
    plot.addEventListener('keydown', (event) => this.#key(event));
    onResize(plot, () => this.redraw());
  }

  /** The number of filters on each side. */
  get count() {
    return this.data?.network.drift.length ?? 0;
  }

  /** @param {number} unit CSS pixels that one unit of the drawing takes */
  #layout(unit) {
    const width = this.figure.plot.clientWidth / unit;
    return layOutTiles(width, this.count, this.data?.twin ? 2 : 1);
  }

  /** @param {FiltersData} data */
  update(data) {
    const isSameLane = data.id === this.data?.id;
    this.data = data;
    this.#offer(data);
    this.#paint(data);
    this.figure.describe(NOTE, filtersText(data));
    this.figure.refreshTable();
    this.redraw();
    if (this.opened === null) return;
    const isThere = this.opened >= data.first && this.opened < data.first + this.count;
    if (isThere && isSameLane) this.#showUnit();
    else this.open(null);
  }

  /** Shows nothing of the run before, while a run waits for its images. */
  wait() {
    if (!this.data) return;
    if (this.opened !== null) this.open(null);
    this.data = null;
    this.#moveTo(null);
    this.canvas.getContext('2d')?.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.figure.describe(NOTE, 'No filters yet: the run waits for its images.');
    this.figure.refreshTable();
  }

  /** @param {FiltersData} data */
  #offer({ lanes, id, style, first, units }) {
    const signature = JSON.stringify(lanes);
    if (this.lane.dataset.lanes !== signature) {
      this.lane.dataset.lanes = signature;
      this.lane.replaceChildren(
        ...lanes.map((lane) => element('option', { value: lane.id }, lane.label)),
      );
    }
    this.lane.value = id;
    // Only a saved file shows this key; on the page the choice above names the lane.
    this.figure.entries = [{ label: this.lane.selectedOptions[0].text, ...style }];
    this.before.hidden = first === 0;
    this.after.hidden = first + this.count >= units;
  }

  /** @param {FiltersData} data */
  #paint({ network, twin, columns, rows, isDark }) {
    const size = columns * rows;
    const sides = twin ? [network, twin] : [network];
    const directions = sides.map(({ weights, drift }) =>
      Array.from(drift, (_, at) => directionOf(weights.subarray(at * size, (at + 1) * size))),
    );
    // All images share a scale, so equal directions are equal images. A few strong weights must not
    // make the rest pale.
    const limit = Math.max(
      ...directions.flat().map((direction) => sizeOfMost(direction, 0.98)),
      1e-9,
    );
    const scheme = isDark ? 'dark' : 'light';
    this.table = colourTable(DRIFT_SCALE[scheme]);
    const table = colourTable(WEIGHT_SCALE[scheme]);
    this.images = directions.map((side, panel) =>
      side.map((direction, tile) => {
        const canvas = this.images[panel]?.[tile] ?? element('canvas');
        Object.assign(canvas, { width: columns, height: rows });
        const image = new ImageData(signedImage(direction, table, limit), columns);
        canvas.getContext('2d')?.putImageData(image, 0, 0);
        return canvas;
      }),
    );
    const drifts = sides.map(({ drift }) => sizeOfMost(Float32Array.from(drift), 0.9));
    this.limit = scaleLimit(Math.max(...drifts));
  }

  /** Draws again, with the present colours of the page. */
  redraw() {
    if (!this.data) return;
    const unit = typeScale();
    const layout = this.#layout(unit);
    this.canvas.style.height = `${layout.height * unit}px`;
    const surface = surfaceOf(this.canvas, unit);
    if (surface) this.#draw(surface.context, layout, this.cursor);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import('../../charts/tiles.js').Layout} layout
   * @param {{panel: number, tile: number} | null} chosen
   */
  #draw(context, layout, chosen) {
    const { data, table, limit } = this;
    if (!data || !table) return;
    const sides = data.twin ? [data.network, data.twin] : [data.network];
    const panels = sides.map(({ drift }, panel) => ({
      title: panel === 0 ? 'network' : 'rescaled twin',
      images: this.images[panel],
      values: drift,
    }));
    const inks = inksOf(this.figure.plot);
    drawTiles(context, { layout, panels, limit, table, chosen, inks });
  }

  #picture() {
    const layout = this.#layout(1);
    const { clientWidth: width } = this.canvas;
    if (width === 0 || !this.data) return null;
    return pictureOf(width, layout.height, (context) => this.#draw(context, layout, null));
  }

  #origin() {
    const { link, notes } = this.options.origin();
    return { link, notes: this.data ? [...notes, `filters of lane ${this.data.id}`] : notes };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || this.count === 0) return;
    const { panel, tile } = this.cursor ?? { panel: 0, tile: 0 };
    const { across, panels } = this.#layout(typeScale());
    const moves = {
      ArrowLeft: { panel, tile: tile - 1 },
      ArrowRight: { panel, tile: tile + 1 },
      ArrowUp: { panel, tile: tile - across },
      ArrowDown: { panel, tile: tile + across },
      PageUp: { panel: 0, tile },
      PageDown: { panel: panels.length - 1, tile },
      Home: { panel, tile: 0 },
      End: { panel, tile: this.count - 1 },
    };
    const to = moves[/** @type {keyof typeof moves} */ (event.key)];
    const opens = event.key === 'Enter' || event.key === ' ';
    if (!to && !opens) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere on the page, Space means play
    const first = this.cursor === null && !opens ? { panel: 0, tile: 0 } : to;
    if (first && first.tile >= 0 && first.tile < this.count) this.#moveTo(first);
    if (opens && this.cursor) this.open((this.data?.first ?? 0) + tile);
  }

  /** @param {{panel: number, tile: number} | null} place */
  #moveTo(place) {
    if (place?.panel === this.cursor?.panel && place?.tile === this.cursor?.tile) return;
    this.cursor = place;
    this.redraw();
    const { data } = this;
    if (!place || !data) {
      setText(this.figure.reading, '');
      return;
    }
    const side = place.panel === 0 ? data.network : data.twin;
    const who = place.panel === 0 ? 'network' : 'twin';
    const norm = timesText(side?.drift[place.tile] ?? 0);
    const neuron = data.first + place.tile + 1;
    setText(
      this.figure.reading,
      `${who}, neuron ${neuron}: norm ${norm} since the start; Enter opens it`,
    );
  }

  /** @param {number | null} unit of the layer, from 0 */
  open(unit) {
    const wasOpen = this.opened !== null;
    this.opened = unit;
    this.unit.tell({});
    if (unit === null) {
      this.unit.hide();
      if (wasOpen) this.figure.plot.focus();
    } else {
      this.#showUnit();
      this.unit.heading.focus();
    }
    this.options.onOpen(unit);
  }

  #showUnit() {
    const { data, opened } = this;
    if (!data || opened === null) return;
    const tile = opened - data.first;
    const labels = ['network', 'rescaled twin'];
    const pictures = this.images.map((side, panel) => {
      const label = `Incoming weights of neuron ${opened + 1}, ${labels[panel]}`;
      const canvas = element('canvas', { role: 'img', 'aria-label': label });
      Object.assign(canvas, { width: data.columns, height: data.rows });
      canvas.getContext('2d')?.drawImage(side[tile], 0, 0);
      return { label: labels[panel], canvas };
    });
    const lane = this.figure.entries[0].label;
    this.unit.show(`Neuron ${formatInteger(opened + 1)} of the first layer, ${lane}`, pictures);
  }

  /**
   * Shows the known facts about the open neuron.
   * @param {import('./filter-words.js').UnitDetails} details
   */
  tellUnit(details) {
    if (this.opened !== null && this.data) this.unit.tell(details, this.data.style);
  }

  #table() {
    const { data } = this;
    if (!data) return { head: ['neuron'], rows: [] };
    const { first, network, twin } = data;
    const rows = Array.from(network.drift, (power, at) => [
      formatInteger(first + at + 1),
      timesText(power),
      ...(twin ? [timesText(twin.drift[at])] : []),
    ]);
    return { head: ['neuron', 'norm over its start', ...(twin ? ['in the twin'] : [])], rows };
  }
}
