/**
 * A figure whose dots or cells the visitor reads singly, under the pointer or by the arrow keys.
 */
import { drawChosen, markAfter, markAt } from '../../charts/marks.js';
import { typeScale } from '../../charts/type-size.js';
import { setText } from '../../page/element.js';
import { CanvasChart } from './canvas-chart.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {import('../../charts/marks.js').Mark} Mark */
/** @typedef {import('./canvas-chart.js').Size} Size */
/** @typedef {{across: number, of: (size: Size, view: View) => Mark[]}} Marks across: marks a row */

export class MarkedChart extends CanvasChart {
  /**
   * @param {HTMLElement} root
   * @param {import('../../page/services.js').Services} services
   * @param {import('./canvas-chart.js').Subject & {kind: string}} subject
   * @param {Marks} marks
   */
  constructor(root, services, subject, marks) {
    super(root, services, subject);
    this.marks = marks;
    /** The mark that the visitor points at; −1: none. */
    this.chosen = -1;
    const { canvas } = this;
    const { plot } = this.figure;
    canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
      const unit = typeScale();
      this.#choose(markAt(this.#marksNow(), offsetX / unit, offsetY / unit));
    });
    canvas.addEventListener('pointerleave', () => this.#choose(-1));
    plot.addEventListener('blur', () => this.#choose(-1));
    plot.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const at = markAfter(event.key, this.chosen, this.#marksNow().length, marks.across);
      if (at < 0) return;
      event.preventDefault();
      this.#choose(at);
    });
  }

  #marksNow() {
    const unit = typeScale();
    const { clientWidth, clientHeight } = this.canvas;
    const size = { width: clientWidth / unit, height: clientHeight / unit };
    return this.view ? this.marks.of(size, this.view) : [];
  }

  /** @param {number} at */
  #choose(at) {
    if (at === this.chosen) return;
    this.chosen = at;
    this.draw();
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} context
   * @param {Size} size
   * @param {import('../../charts/surface.js').Inks} inks
   * @param {View} view
   */
  paint(context, size, inks, view) {
    super.paint(context, size, inks, view);
    const mark = this.marks.of(size, view)[this.chosen];
    if (mark) drawChosen(context, mark, inks.text);
    setText(this.figure.reading, mark?.text ?? '');
  }
}
