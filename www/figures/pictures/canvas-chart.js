/** A figure on a canvas, drawn by a pure function; a few small functions say what it shows. */
import { ChartFigure } from '../../charts/figure.js';
import { laneStyle } from '../../charts/palette.js';
import { onRatio } from '../../charts/resize.js';
import { inksOf, pictureOf, surfaceOf } from '../../charts/surface.js';
import { typeScale } from '../../charts/type-size.js';
import { element } from '../../page/element.js';
import { explainButton } from '../../page/explain.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {View['lanes'][number]} Lane */
/** @typedef {import('../../charts/surface.js').Inks} Inks */
/** @typedef {{width: number, height: number}} Size */
/**
 * @typedef {object} Subject
 * @property {string} title
 * @property {string} explain key of the figure's explanation
 * @property {string} name name of the canvas in the style sheet, which gives its height
 * @property {(view: View) => Lane[]} keyed the lanes that the key names
 * @property {(view: View) => [caption: string, now: string]} words
 * @property {(context: CanvasRenderingContext2D, size: Size, inks: Inks, view: View) => void} draw
 * @property {(view: View) => import('../../charts/figure.js').Table} table
 * @property {(view: View) => {head: string[], rows: (string | number | null)[][]}} columns
 * @property {(lane: Lane) => import('../../worker/protocol.js').Wants | null} wants
 * @property {string} [kind] name of the parts that the arrow keys move through, if there are any
 * @property {boolean} [remembers] whether the figure shows the past too
 * @property {boolean} [follows] whether the figure shows the moment that the visitor looks back to
 * @property {(view: View) => string | null} [instead]
 */

export class CanvasChart {
  /**
   * @param {HTMLElement} root
   * @param {import('../../page/services.js').Services} services
   * @param {Subject} subject
   */
  constructor(root, services, subject) {
    this.subject = subject;
    /** @type {View | null} */
    this.view = null;
    this.drawn = '';
    this.canvas = element('canvas', {
      class: 'chart-canvas',
      'data-view': subject.name,
      role: 'img',
      'aria-label': subject.title,
    });
    const none = { head: [], rows: [] };
    this.figure = new ChartFigure(root, {
      title: subject.title,
      kind: subject.kind ?? 'picture',
      explain: explainButton(subject.explain, subject.title),
      table: () => (this.view ? subject.table(this.view) : none),
      saved: {
        columns: () => (this.view ? subject.columns(this.view) : none),
        picture: () => this.#picture(),
        origin: services.origin,
      },
      onSeen: services.redraw,
    });
    this.canvas.setAttribute('aria-labelledby', this.figure.title.id);
    this.canvas.setAttribute('aria-describedby', this.figure.sentence.id);
    this.figure.plot.append(this.canvas);
    services.watch(this.figure, subject.wants, subject);
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    onRatio(this.canvas, () => {
      this.redraw();
      // The visitor scrolls to a picture before the page hears of it.
      if (!this.figure.isSeen) this.draw();
    });
  }

  /** @param {View} view */
  update(view) {
    const { figure, subject } = this;
    if (!figure.isSeen) {
      this.drawn = '';
      if (view.isForAll) figure.describe(...subject.words(view));
      return;
    }
    this.view = view;
    const instead = subject.instead?.(view) ?? null;
    figure.replacePlot(instead);
    const lanes = view.lanes.map(({ label, inspection }) => `${label} ${inspection.version}`);
    const moment = subject.follows ? view.moment : null;
    const version = `${lanes} ${view.generation} ${view.isDark} ${instead} ${moment}`;
    if (version === this.drawn) return;
    this.drawn = version;
    figure.describe(...subject.words(view));
    figure.setKey(subject.keyed(view).map((lane) => ({ label: lane.label, ...laneStyle(lane) })));
    figure.refreshTable();
    this.draw();
  }

  draw() {
    const surface = surfaceOf(this.canvas, typeScale());
    if (surface && this.view) {
      this.paint(surface.context, surface, inksOf(this.canvas), this.view);
    }
  }

  /**
   * Paints the figure on the page; a saved picture has the subject's drawing alone.
   * @param {CanvasRenderingContext2D} context
   * @param {Size} size
   * @param {Inks} inks
   * @param {View} view
   */
  paint(context, size, inks, view) {
    this.subject.draw(context, size, inks, view);
  }

  redraw() {
    this.drawn = '';
    if (this.view) this.update(this.view);
  }

  #picture() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { view, subject } = this;
    if (width === 0 || !view) return null;
    return pictureOf(width, height, (context) =>
      subject.draw(context, { width, height }, inksOf(this.canvas), view),
    );
  }
}
