/** The frame of a chart around something that is no line chart. */
import { ChartFigure } from './figure.js';

export class PictureFigure extends ChartFigure {
  /**
   * @param {HTMLElement} root
   * @param {{title: string, explain?: Node, kind: string,
   *   table: () => import('./figure.js').Table, onSeen?: () => void,
   *   saved?: import('./figure.js').FigureOptions['saved']}} options
   *   kind: what a screen reader calls the picture that has the arrow keys; '' when the parts inside
   *   have them
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
