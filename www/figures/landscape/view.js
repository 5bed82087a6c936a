/**
 * The smallest network with a scale, y = w2·relu(w1·x) with x = 1 and target 1: its loss over both
 * weights, and the paths of each rule from two starts that are the same function. The engine
 * computes the paths; this file trains nothing.
 */
import { sampleIndices } from '../../charts/figure.js';
import {
  drawLandscape,
  layOutPanels,
  placeOf,
  pointAt,
  SHOWN,
  shadeOf,
} from '../../charts/landscape.js';
import { ruleStyle } from '../../charts/palette.js';
import { PictureFigure } from '../../charts/picture.js';
import { onResize } from '../../charts/resize.js';
import { inksOf, pictureOf, putInk, surfaceOf } from '../../charts/surface.js';
import { typeScale } from '../../charts/type-size.js';
import { element, setText } from '../../page/element.js';
import { explainButton } from '../../page/explain.js';
import { RangeField } from '../../page/range.js';
import { formatFixed, formatInteger, formatNumber, formatPlain } from '../../words/format.js';
import {
  compare,
  fittingDoublings,
  isShown,
  landscapeText,
  MOST_DOUBLINGS,
  outputOf,
  pointsOf,
  rescaled,
  SMALLEST,
  spellGap,
} from './two-starts.js';

/** @typedef {import('../../charts/landscape.js').Point} Point */
/** @typedef {{rule: string, w1: number, w2: number, rate: number, steps: number}} Question */
/** @typedef {import('./two-starts.js').Result} Result */

const RATES = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1];
const NOTE = 'loss ½(w₂·relu(w₁) − 1)², shaded where large; each line is one function, w₁·w₂ = c';
const KEYS =
  'Full circle: a start. Open circle: the same function, rescaled. Drag either circle, or use the arrow keys: ← → move along the orbit, ↑ ↓ across it. Thin lines join equal steps.';

export class LandscapeView {
  /**
   * @param {HTMLElement} root
   * @param {{onAsk: (question: Question) => Promise<Float64Array>,
   *   rules: {rule: string, label: string}[],
   *   origin: () => import('../../charts/save.js').Origin}} options
   *   onAsk: the engine's path, w1 and w2 in turn; origin: the program and the page's link
   */
  constructor(root, options) {
    this.options = options;
    /** @type {Point} */
    this.start = [0.4, 0.75];
    this.doublings = 2;
    this.rate = 0.1;
    this.steps = 40;
    /** @type {Result[]} */
    this.results = [];
    this.isAsking = false;
    this.isStale = false;
    this.figure = new PictureFigure(root, {
      title: 'The smallest network with a scale',
      explain: explainButton('landscape', 'The smallest network with a scale'),
      kind: 'landscape with two starts',
      table: () => this.#table(),
      saved: {
        columns: () => this.#columns(),
        picture: () => this.#picture(),
        origin: () => this.#origin(),
      },
    });
    this.figure.plot.classList.add('landscape');
    this.canvas = element('canvas');
    this.shade = element('canvas');
    this.handles = options.rules.map(() => [0, 1].map((which) => this.#makeHandle(which)));
    this.figure.plot.append(this.canvas, ...this.handles.flat());
    const fields = element('div', { class: 'landscape-fields' });
    const explain = explainButton('landscape-fields', 'Factor, rate and steps');
    this.figure.plot.after(element('p', { class: 'detail' }, `${KEYS} `, explain), fields);
    this.factor = new RangeField(fields, {
      label: 'Rescale the second start by',
      minimum: -MOST_DOUBLINGS,
      maximum: MOST_DOUBLINGS,
      value: this.doublings,
      format: (value) => formatPlain(2 ** value),
      onInput: (value) => this.#set({ doublings: value }),
    });
    new RangeField(fields, {
      label: 'Rate',
      minimum: 0,
      maximum: RATES.length - 1,
      value: RATES.indexOf(this.rate),
      format: (value) => formatPlain(RATES[value]),
      onInput: (value) => this.#set({ rate: RATES[value] }),
    });
    new RangeField(fields, {
      label: 'Steps',
      minimum: 1,
      maximum: 100,
      value: this.steps,
      format: formatInteger,
      onInput: (value) => this.#set({ steps: value }),
    });
    this.figure.plot.addEventListener('keydown', (event) => this.#key(event));
    onResize(this.figure.plot, () => this.redraw());
    this.#describe();
  }

  /** @returns {[Point, Point]} */
  get starts() {
    return [this.start, rescaled(this.start, this.doublings)];
  }

  /** @param {number} which */
  #makeHandle(which) {
    const handle = element('span', { class: 'landscape-handle', 'aria-hidden': 'true' });
    handle.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      this.figure.plot.focus({ preventScroll: true });
    });
    handle.addEventListener('pointermove', (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const panel = this.handles.findIndex((pair) => pair.includes(handle));
      const box = this.canvas.getBoundingClientRect();
      const unit = typeScale();
      const { panels } = this.#layout(unit);
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const point = pointAt(panels[panel], x / unit, y / unit);
      if (which === 0) this.#set({ start: point });
      else {
        const times = Math.max(SMALLEST, point[0]) / this.start[0];
        this.#set({ doublings: Math.round(Math.log2(times)) });
      }
    });
    return handle;
  }

  /** @param {number} unit CSS pixels that one unit of the drawing takes */
  #layout(unit) {
    return layOutPanels(this.figure.plot.clientWidth / unit, this.options.rules.length);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const [w1, w2] = this.start;
    const along = 2 ** 0.125;
    /** @type {Record<string, Point>} */
    const moves = {
      ArrowLeft: [w1 / along, w2 * along],
      ArrowRight: [w1 * along, w2 / along],
      ArrowUp: [w1, w2 + 0.05],
      ArrowDown: [w1, w2 - 0.05],
    };
    const start = moves[event.key];
    if (!start) return;
    event.preventDefault();
    // A move that would leave the picture is dropped: a clamped point would be another function.
    if (isShown(start)) this.#set({ start });
  }

  #read() {
    const words = this.starts.map(([w1, w2]) => `w₁ ${formatFixed(w1, 2)}, w₂ ${formatNumber(w2)}`);
    const product = formatNumber(this.start[0] * this.start[1]);
    setText(
      this.figure.reading,
      `start ${words[0]}; rescaled ${words[1]}; w₁·w₂ = ${product} at both`,
    );
  }

  /** @param {Partial<Pick<LandscapeView, 'start' | 'doublings' | 'rate' | 'steps'>>} change */
  #set(change) {
    Object.assign(this, change);
    const [w1, w2] = this.start;
    this.start = [
      Math.max(SMALLEST, Math.min(SHOWN.right, w1)),
      Math.max(SHOWN.bottom, Math.min(SHOWN.top, w2)),
    ];
    this.doublings = fittingDoublings(this.start, this.doublings);
    this.factor.set(this.doublings);
    this.#read();
    this.redraw();
    this.refresh();
  }

  /** Asks for the paths; after many quick changes it asks only for the last. */
  async refresh() {
    this.isStale = true;
    if (this.isAsking) return;
    this.isAsking = true;
    while (this.isStale) {
      this.isStale = false;
      await this.#ask();
    }
    this.isAsking = false;
  }

  async #ask() {
    const { starts, rate, steps } = this;
    try {
      const results = await Promise.all(
        this.options.rules.map(async ({ rule, label }) => {
          const [first, second] = await Promise.all(
            starts.map(([w1, w2]) => this.options.onAsk({ rule, w1, w2, rate, steps })),
          );
          return {
            rule,
            label,
            paths: /** @type {[Point[], Point[]]} */ ([pointsOf(first), pointsOf(second)]),
          };
        }),
      );
      this.results = results.filter(({ paths }) => paths.every((path) => path.length > 0));
      this.#describe();
    } catch (error) {
      this.results = [];
      const reason = error instanceof Error ? error.message : String(error);
      this.figure.describe(NOTE, `The engine gave no paths: ${reason}`);
    }
    this.redraw();
  }

  #describe() {
    this.figure.describe(NOTE, landscapeText(this.results, this.steps));
    this.figure.refreshTable();
  }

  #subjects() {
    return this.options.rules.map(({ rule, label }) => {
      const result = this.results.find((each) => each.rule === rule);
      const note = result ? `apart by ${spellGap(compare(result.paths).gap)}` : '';
      return { label, note, ...ruleStyle(rule), paths: result?.paths ?? null };
    });
  }

  /** Draws again, with the present colours of the page. */
  redraw() {
    const unit = typeScale();
    const { panels, height } = this.#layout(unit);
    this.canvas.style.height = `${height * unit}px`;
    const surface = surfaceOf(this.canvas, unit);
    if (!surface) return;
    this.#draw(surface.context, panels);
    const { starts } = this;
    this.handles.forEach((pair, at) => {
      pair.forEach((handle, which) => {
        const [x, y] = placeOf(panels[at], starts[which]);
        handle.style.left = `${x * unit}px`;
        handle.style.top = `${y * unit}px`;
      });
    });
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import('../../charts/landscape.js').Panel[]} panels
   */
  #draw(context, panels) {
    const { width: across, height: tall } = panels[0];
    putInk(this.shade, shadeOf(across, tall), across, this.canvas);
    const inks = inksOf(this.figure.plot);
    const { starts, shade } = this;
    drawLandscape(context, { panels, subjects: this.#subjects(), starts, shade, inks });
  }

  #picture() {
    const { panels, height } = this.#layout(1);
    const { clientWidth: width } = this.canvas;
    return width === 0 ? null : pictureOf(width, height, (context) => this.#draw(context, panels));
  }

  /** No lane runs this network, so the origin adds its settings. */
  #origin() {
    const { link, notes } = this.options.origin();
    const [[w1, w2]] = this.starts;
    const rules = this.options.rules.map(({ rule }) => rule).join(' ');
    const own = `landscape: rules ${rules}, w1=${w1}, w2=${w2}, second start w1*${2 ** this.doublings} w2/${2 ** this.doublings}, rate=${this.rate}, steps=${this.steps}`;
    return { link, notes: [...notes, own] };
  }

  /** Gives a row for every step of every path. */
  #columns() {
    const rows = this.results.flatMap(({ label, paths }) =>
      paths.flatMap((path, which) =>
        path.map(([w1, w2], step) => {
          const start = which === 0 ? 'first' : 'rescaled';
          return [label, start, step, w1, w2, outputOf([w1, w2])];
        }),
      ),
    );
    return { head: ['rule', 'start', 'step', 'w1', 'w2', 'output'], rows };
  }

  #table() {
    const heads = this.results.flatMap(({ label }) => [label, `${label} rescaled`]);
    const longest = Math.max(
      0,
      ...this.results.flatMap(({ paths }) => paths.map((path) => path.length)),
    );
    const rows = sampleIndices(longest).map((step) => [
      formatInteger(step),
      ...this.results.flatMap(({ paths }) =>
        paths.map((path) => {
          if (step >= path.length) return '–';
          const [w1, w2] = path[step];
          return `w₁ ${formatNumber(w1)}, w₂ ${formatNumber(w2)}: ${formatNumber(outputOf(path[step]))}`;
        }),
      ),
    ]);
    return { head: ['step', ...heads], rows };
  }
}
