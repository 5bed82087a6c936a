/** The frame of a chart around a picture that is no line chart. */
import { ChartFigure } from './figure.js';

export class PictureFigure extends ChartFigure {
  /**
   * @param {HTMLElement} root
   * @param {{title: string, explain?: Node, kind: string,
   *   table: () => import('./figure.js').Table, onSeen?: () => void,
   *   saved?: import('./figure.js').FigureOptions['saved']}} options
   *   kind: the name that a screen reader says for a picture that the arrow keys move through; ''
   *   where they move through the parts inside the picture
   */
  constructor(root, options) {
    super(root, { ...options, kind: 'picture' });
    this.sentence.before(this.reading);
    if (options.kind) {
      this.plot.tabIndex = 0;
      this.plot.setAttribute('role', 'application');
      this.plot.setAttribute('aria-roledescription', options.kind);
    } else {
      this.plot.removeAttribute('aria-roledescription');
      this.plot.removeAttribute('tabindex');
      this.plot.setAttribute('role', 'group');
    }
  }
}
