/** The few strokes that canvas pictures share. */

/** @typedef {import('./surface.js').Inks} Inks */

export class Pen {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Inks} inks
   */
  constructor(context, inks) {
    this.context = context;
    this.inks = inks;
    context.lineWidth = 1;
    this.size(12);
  }

  /** @param {number} pixels */
  size(pixels) {
    this.context.font = `${pixels}px ${this.inks.font}`;
  }

  /**
   * @param {string} ink
   * @param {number} fromX
   * @param {number} fromY
   * @param {number} toX
   * @param {number} toY
   */
  line(ink, fromX, fromY, toX, toY) {
    const { context } = this;
    context.strokeStyle = ink;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  }

  /**
   * @param {string} hue
   * @param {string} fill
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   */
  dot(hue, fill, x, y, radius) {
    const { context } = this;
    context.strokeStyle = hue;
    context.fillStyle = fill;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  /**
   * Writes a text whose middle line lies at y.
   * @param {string} ink
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {CanvasTextAlign} [align]
   */
  write(ink, text, x, y, align = 'center') {
    const { context } = this;
    context.fillStyle = ink;
    context.textBaseline = 'middle';
    context.textAlign = align;
    context.fillText(text, x, y);
  }

  /**
   * Writes a text upwards, its middle at y.
   * @param {string} text
   * @param {number} x
   * @param {number} y
   */
  writeUp(text, x, y) {
    const { context } = this;
    context.save();
    context.translate(x, y);
    context.rotate(-Math.PI / 2);
    this.write(this.inks.soft, text, 0, 0);
    context.restore();
  }
}

/** The nearest place where a line one pixel wide fills exactly one pixel. @param {number} at */
export const crisp = (at) => Math.round(at) + 0.5;
