/**
 * The drift canvas of one lane: the network's filter norms above, its rescaled twin's below, both
 * over the stage's time axis. Holds the picture of all columns and paints only new columns.
 */
import { colourTable } from '../../charts/colour.js';
import { layOutRows, paintColumns, rowAt, stackBlocks } from '../../charts/heatmap.js';
import { DRIFT_SCALE } from '../../charts/palette.js';
import { onRatio } from '../../charts/resize.js';
import { element, setAttribute, setText } from '../../page/element.js';
import { cursorText, driftText, FIXED, momentText } from './words.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */
/**
 * @typedef {{end: number, limit: number, isDark: boolean, moment?: number | null,
 *   pin?: number | null}} Axes moment, pin: marked steps
 */
/** @typedef {{step: number, row: number}} Cursor */

/** CSS pixels between the layers of a panel. */
const LAYER_GAP = 1;
const TEXT_EVERY_MS = 1000;

export class DriftView {
  /**
   * @param {HTMLElement} root
   * @param {string} name of the rule
   * @param {boolean} isFixed whether the rule holds every norm, so that there is nothing to draw
   * @param {(step: number | null) => void} onCursor
   */
  constructor(root, name, isFixed, onCursor) {
    this.name = name;
    this.isFixed = isFixed;
    this.onCursor = onCursor;
    this.canvas = element('canvas', {
      'data-view': 'drift',
      tabindex: '0',
      role: 'application',
      'aria-roledescription': 'drift picture',
    });
    this.reading = element('output', {
      class: 'cursor-reading',
      'data-reading': 'cursor',
      'aria-live': 'off',
    });
    this.labels = element('div', { class: 'panel-labels', 'aria-hidden': 'true' });
    const frame = element('div', { class: 'drift-frame' }, this.canvas, this.labels);
    root.append(isFixed ? element('p', { class: 'detail' }, FIXED) : frame, this.reading);
    /** @type {LaneRecord | null} */
    this.lane = null;
    /** @type {Axes} */
    this.axes = { end: 200, limit: 1, isDark: false };
    /** @type {Cursor | null} */
    this.cursor = null;
    /** The step that another figure points at. @type {number | null} */
    this.followed = null;
    this.signature = '';
    this.paintedUntil = 0;
    this.textWritten = 0;
    /** @type {number | undefined} */
    this.versionWritten = -1;
    this.picture = document.createElement('canvas');
    /** CSS pixels, kept: asking in every frame would make the browser lay the page out again. */
    this.place = { width: 0, height: 0 };
    /** CSS pixels above each panel, where its name stands; the style sheet gives it in lines. */
    this.seam = 0;
    this.#listen();
  }

  #listen() {
    this.canvas.addEventListener('pointermove', (event) => this.#point(event));
    this.canvas.addEventListener('pointerleave', () => this.#moveTo(null));
    // Screen readers read only the reading of the canvas in focus.
    this.canvas.addEventListener('focus', () => setAttribute(this.reading, 'aria-live', 'polite'));
    this.canvas.addEventListener('blur', () => {
      setAttribute(this.reading, 'aria-live', 'off');
      this.#moveTo(null);
    });
    this.canvas.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.canvas;
      this.place = { width, height };
      this.seam = this.canvas.offsetTop;
      this.signature = '';
      this.#draw();
    }).observe(this.canvas);
    onRatio(this.canvas, () => this.#draw());
  }

  get units() {
    return this.lane?.layerUnits.reduce((sum, count) => sum + count, 0) ?? 0;
  }

  get panels() {
    return this.lane?.hasTwin ? 2 : 1;
  }

  /**
   * @param {LaneRecord} lane
   * @param {Axes} axes
   * @param {boolean} isRunning
   * @param {boolean} mayRepaint whether all columns may be painted in this frame
   * @returns {boolean} whether all columns were painted
   */
  update(lane, axes, isRunning, mayRepaint) {
    if (lane !== this.lane) {
      this.signature = '';
      this.versionWritten = -1;
    }
    this.lane = lane;
    this.axes = axes;
    if (this.isFixed) return false;
    const wasOld = this.isOld;
    if (!wasOld || mayRepaint) this.#draw();
    this.#write(isRunning);
    return wasOld && !this.isOld;
  }

  /** Whether all columns have to be painted anew. */
  get isOld() {
    return !this.isFixed && this.signature !== this.#sign();
  }

  /** Everything that the hidden picture depends on, except its newest columns. */
  #sign() {
    const { history } = this.lane ?? {};
    if (!history) return '';
    const { capacity, stride, cuts } = history;
    const { limit, isDark } = this.axes;
    return [capacity, this.panels, this.canvas.height, stride, limit, isDark, cuts].join();
  }

  /**
   * The text alternative follows the picture, but not sixty times a second.
   * @param {boolean} isRunning
   */
  #write(isRunning) {
    const now = performance.now();
    if (!this.lane || this.lane.history?.version === this.versionWritten) return;
    if (isRunning && now - this.textWritten < TEXT_EVERY_MS) return;
    this.textWritten = now;
    this.versionWritten = this.lane.history?.version;
    setAttribute(this.canvas, 'aria-label', driftText(this.lane, this.name));
  }

  /** Brings the hidden picture up to date: one pixel column per stride of steps. */
  #paint() {
    const history = this.lane?.history;
    if (!history || !this.lane) return null;
    const { bands } = this.#layOut();
    // All columns that the history can hold: a longer time axis changes no pixel of the picture.
    const width = history.capacity + 1;
    const { limit, isDark } = this.axes;
    const context = this.picture.getContext('2d');
    if (!context) return null;
    const spans = [];
    for (let index = 0; index < this.panels; index += 1) {
      for (const { first, rows, height } of bands) {
        spans.push(...layOutRows([rows], index * this.units + first, height));
      }
    }
    if (this.isOld) {
      this.signature = this.#sign();
      this.#nameBands();
      this.picture.width = width;
      this.picture.height = spans.length;
      this.paintedUntil = 0;
      this.table = colourTable(isDark ? DRIFT_SCALE.dark : DRIFT_SCALE.light);
    }
    const from = Math.max(0, this.paintedUntil - 1);
    const first = Math.floor(history.steps[from] / history.stride);
    const last = Math.floor(history.lastStep / history.stride);
    const strip = new ImageData(last - first + 1, spans.length);
    const columns = [];
    for (let index = from; index < history.length; index += 1) {
      const x = Math.floor(history.steps[index] / history.stride) - first;
      columns.push({ x, values: history.column(index) });
    }
    if (this.table) paintColumns(strip, columns, spans, this.table, limit);
    context.putImageData(strip, first, 0);
    this.paintedUntil = history.length;
    return { history, width };
  }

  #draw() {
    const { canvas } = this;
    const ratio = globalThis.devicePixelRatio || 1;
    const width = Math.round(this.place.width * ratio);
    const height = Math.round(this.place.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
      this.signature = '';
    }
    const context = canvas.getContext('2d');
    const painted = width > 0 && height > this.#pixels(this.seam) ? this.#paint() : null;
    if (!context) return;
    context.clearRect(0, 0, width, height);
    if (!painted) return;
    context.imageSmoothingEnabled = false;
    // Column k covers the steps from k − ½ to k + ½ strides, so that time 0 is the left edge.
    const { stride } = painted.history;
    const { pitch, bands } = this.#layOut();
    const perStep = width / this.axes.end;
    const shown = Math.min(painted.width, Math.ceil(this.axes.end / stride));
    let from = 0;
    for (let index = 0; index < this.panels; index += 1) {
      for (const { rows, top, height: high } of bands) {
        const lines = Math.min(rows, high);
        context.drawImage(
          this.picture,
          ...[0, from, shown, lines],
          ...[0, index * pitch + top, shown * stride * perStep, high],
        );
        from += lines;
      }
    }
    this.#drawCursor(context, perStep);
    this.#markStep(context, this.axes.moment, []);
    this.#markStep(context, this.axes.pin, [4, 4]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number | null | undefined} step
   * @param {number[]} dash
   */
  #markStep(context, step, dash) {
    if (step === null || step === undefined) return;
    const x = Math.min(this.canvas.width - 1, (step / this.axes.end) * this.canvas.width);
    context.strokeStyle = getComputedStyle(this.canvas).color;
    context.lineWidth = Math.max(1, Math.round(globalThis.devicePixelRatio || 1));
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(Math.round(x) + 0.5, 0);
    context.lineTo(Math.round(x) + 0.5, this.canvas.height);
    context.stroke();
    context.setLineDash([]);
  }

  /** @param {number} length in CSS pixels */
  #pixels(length) {
    return Math.max(1, Math.round(length * (globalThis.devicePixelRatio || 1)));
  }

  /** The places of the panels and of the layers in a panel, in the canvas's own pixels. */
  #layOut() {
    const seam = this.#pixels(this.seam);
    const { height } = this.canvas;
    const panel = this.panels === 2 ? Math.floor((height - seam) / 2) : height;
    const bands = stackBlocks(this.lane?.layerUnits ?? [], panel, this.#pixels(LAYER_GAP));
    return { pitch: panel + seam, panel, bands };
  }

  /** Writes network and twin above their panels, and the layers beside them, where there is room. */
  #nameBands() {
    const { pitch, panel, bands } = this.#layOut();
    const length = (/** @type {number} */ pixels) => pixels / (globalThis.devicePixelRatio || 1);
    const names = ['network', 'twin'].slice(0, this.panels).map((who, at) => {
      const frame = element('div', { class: 'panel' }, element('b', {}, who));
      frame.style.top = `${this.seam + length(at * pitch)}px`;
      frame.style.height = `${length(panel)}px`;
      let free = Number.NEGATIVE_INFINITY;
      bands.forEach(({ top }, layer) => {
        const y = length(top) - (layer > 0 ? 2 : 1);
        const name = element('i', {}, y >= free ? `layer ${layer + 1}` : '');
        if (y >= free) free = y + 0.875 * this.seam;
        name.style.top = `${y}px`;
        frame.append(name);
      });
      return frame;
    });
    this.labels.replaceChildren(...names);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} perStep
   */
  #drawCursor(context, perStep) {
    const step = this.cursor?.step ?? this.followed;
    if (step === null) return;
    context.strokeStyle = getComputedStyle(this.canvas).color;
    context.lineWidth = 1;
    context.beginPath();
    const x = Math.round(step * perStep) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, this.canvas.height);
    if (this.cursor) this.#underline(context, this.cursor.row);
    context.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} row
   */
  #underline(context, row) {
    const { pitch, bands } = this.#layOut();
    const unit = row % this.units;
    const band = bands.findLast(({ first }) => unit >= first);
    if (!band) return;
    const y =
      Math.floor(row / this.units) * pitch +
      band.top +
      ((unit - band.first + 0.5) / band.rows) * band.height;
    context.moveTo(0, Math.round(y) + 0.5);
    context.lineTo(this.canvas.width, Math.round(y) + 0.5);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (!this.lane?.history || this.units === 0) return;
    const ratio = this.canvas.height / Math.max(1, this.canvas.clientHeight);
    const { pitch, bands } = this.#layOut();
    const y = event.offsetY * ratio;
    const index = Math.min(this.panels - 1, Math.max(0, Math.floor(y / pitch)));
    const step = (event.offsetX / this.canvas.clientWidth) * this.axes.end;
    this.#moveTo({ step, row: index * this.units + rowAt(bands, y - index * pitch) });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { history } = this.lane ?? {};
    if (!history || history.length === 0) return;
    const last = history.lastStep;
    const { step, row } = this.cursor ?? { step: last, row: 0 };
    /** @type {Record<string, Cursor>} */
    const moves = {
      ArrowLeft: { step: history.steps[Math.max(0, history.indexAt(step) - 1)], row },
      ArrowRight: {
        step: history.steps[Math.min(history.length - 1, history.indexAt(step) + 1)],
        row,
      },
      ArrowUp: { step, row: row - 1 },
      ArrowDown: { step, row: row + 1 },
      PageUp: { step, row: row - this.units },
      PageDown: { step, row: row + this.units },
      Home: { step: 0, row },
      End: { step: last, row },
    };
    const cursor = event.key === 'Escape' ? null : moves[event.key];
    if (cursor === undefined) return;
    event.preventDefault();
    this.#moveTo(cursor);
  }

  /** @param {Cursor | null} cursor */
  #moveTo(cursor) {
    const history = this.lane?.history;
    if (cursor && history) {
      const index = history.indexAt(Math.min(cursor.step, history.lastStep));
      const rows = this.units * this.panels;
      const row = Math.max(0, Math.min(rows - 1, cursor.row));
      this.cursor = { step: history.steps[index], row };
    } else this.cursor = null;
    this.followed = null;
    this.#draw();
    setText(this.reading, this.lane && this.cursor ? cursorText(this.lane, this.cursor) : '');
    this.onCursor(this.cursor?.step ?? null);
  }

  /** @param {number | null} step that another figure points at */
  follow(step) {
    if (this.cursor === null && step === this.followed) return;
    this.cursor = null;
    this.followed = step;
    if (!this.isFixed) this.#draw();
    setText(this.reading, this.lane && step !== null ? momentText(this.lane, step) : '');
  }
}
