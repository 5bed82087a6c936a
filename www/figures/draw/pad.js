/**
 * A pad to draw on, with mouse, pen, finger or arrow keys. The pad knows strokes, not networks: it
 * tells its owner of every new piece.
 */
import { putInk } from '../../charts/surface.js';
import { element, setText } from '../../page/element.js';
import { EMPTY, inkOf, PAD, paintPiece, pixelsOf, withStroke } from './ink.js';

/** @typedef {import('./ink.js').Drawing} Drawing */

/** Cells of the keyboard's grid a side. */
export const GRID = 14;
const CELL = PAD / GRID;
const MOST_STEPS_BACK = 200;

/** Where each key leads on the grid; the corners of the keypad are the diagonals. */
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
});

/** @param {number} cell */
const middleOf = (cell) => (cell + 0.5) * CELL;

export class PadView {
  /**
   * @param {HTMLElement} root
   * @param {{onChange: () => void, spoken: HTMLElement, describedBy: string}} options
   *   spoken: the element that announces moves of the keyboard's cursor
   */
  constructor(root, options) {
    this.options = options;
    this.canvas = element('canvas', {
      class: 'pad',
      tabindex: '0',
      role: 'application',
      'aria-roledescription': 'drawing pad',
      'aria-label': 'Draw a digit',
      'aria-describedby': options.describedBy,
    });
    this.cursor = element('span', { class: 'pad-cursor', 'aria-hidden': 'true' });
    this.cursor.hidden = true;
    root.append(element('div', { class: 'pad-frame' }, this.canvas, this.cursor));
    /** @type {Drawing[]} the pad shows the last drawing */
    this.drawings = [EMPTY];
    this.ink = inkOf(EMPTY);
    this.cell = [Math.floor(GRID / 2), Math.floor(GRID / 2)];
    /** The stroke being drawn. @type {number[] | null} */
    this.stroke = null;
    this.pointer = -1;
    this.#listen();
    this.draw();
  }

  get drawing() {
    return this.drawings[this.drawings.length - 1];
  }

  /** The 784 bytes for the networks, or null. */
  get pixels() {
    const { drawing, stroke } = this;
    return pixelsOf(stroke ? withStroke(drawing, stroke) : drawing, this.ink);
  }

  #listen() {
    const { canvas, options } = this;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      this.#lift();
      setText(options.spoken, '');
      canvas.setPointerCapture(event.pointerId);
      this.pointer = event.pointerId;
      this.cursor.hidden = true;
      this.#put(...this.#placeOf(event));
    });
    canvas.addEventListener('pointermove', (event) => {
      if (event.pointerId !== this.pointer) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length > 0 ? events : [event]) this.#put(...this.#placeOf(each));
    });
    for (const type of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture']))
      canvas.addEventListener(type, (event) => {
        if (event.pointerId === this.pointer) this.#lift();
      });
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('blur', () => {
      if (this.pointer < 0) this.#lift();
      this.cursor.hidden = true;
    });
  }

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  #placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = PAD / Math.max(1, box.width);
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  /**
   * Leads the pen to a place and first puts it down if it is up.
   * @param {number} x
   * @param {number} y
   */
  #put(x, y) {
    if (!this.stroke) {
      this.stroke = [x, y];
      if (this.drawing.sample) this.ink = inkOf(EMPTY);
    }
    const [fromX, fromY] = this.stroke.slice(-2);
    this.stroke.push(x, y);
    paintPiece(this.ink, fromX, fromY, x, y);
    this.draw();
    this.options.onChange();
  }

  #lift() {
    const { stroke, drawing } = this;
    this.stroke = null;
    this.pointer = -1;
    if (stroke) this.#show(withStroke(drawing, stroke));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const undoes =
      event.key === 'Backspace' || ((event.ctrlKey || event.metaKey) && event.key === 'z');
    const move = event.altKey || event.ctrlKey || event.metaKey ? undefined : MOVES[event.key];
    if (undoes) this.undo();
    else if (event.key === 'Delete') this.clear();
    else if (event.key === ' ') {
      if (!event.repeat) this.#togglePen();
    } else if (move) this.#move(move);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page would take Space for play
    this.#showCursor();
  }

  #togglePen() {
    if (this.stroke) this.#lift();
    else this.#put(...this.#cursorPlace());
    this.#say(this.stroke ? 'pen down' : 'pen up');
  }

  /** @param {[number, number]} move */
  #move(move) {
    this.cell = this.cell.map((at, axis) => Math.max(0, Math.min(GRID - 1, at + move[axis])));
    if (this.stroke) this.#put(...this.#cursorPlace());
    this.#say(this.stroke ? 'drawing' : 'pen up');
  }

  /** @returns {[number, number]} */
  #cursorPlace() {
    return [middleOf(this.cell[0]), middleOf(this.cell[1])];
  }

  /** @param {string} what */
  #say(what) {
    const [column, row] = this.cell;
    setText(this.options.spoken, `${what}, column ${column + 1}, row ${row + 1} of ${GRID}`);
  }

  #showCursor() {
    this.cursor.hidden = false;
    this.cursor.dataset.pen = this.stroke ? 'down' : 'up';
    const [x, y] = this.#cursorPlace();
    this.cursor.style.left = `${(100 * x) / PAD}%`;
    this.cursor.style.top = `${(100 * y) / PAD}%`;
  }

  /** @param {Drawing} drawing */
  #show(drawing) {
    this.drawings = [...this.drawings.slice(-MOST_STEPS_BACK), drawing];
    this.#renew();
  }

  #renew() {
    this.ink = inkOf(this.drawing);
    this.draw();
    this.options.onChange();
  }

  get canUndo() {
    return this.drawings.length > 1 || this.stroke !== null;
  }

  undo() {
    this.#lift();
    if (this.drawings.length < 2) return;
    this.drawings = this.drawings.slice(0, -1);
    this.#renew();
    setText(this.options.spoken, 'one stroke back');
  }

  clear() {
    this.#lift();
    if (this.drawing !== EMPTY) this.#show(EMPTY);
    setText(this.options.spoken, 'the pad is empty');
  }

  /** @param {Uint8Array} sample 784 bytes */
  take(sample) {
    this.#lift();
    this.#show({ sample, strokes: [] });
    setText(this.options.spoken, '');
  }

  draw() {
    putInk(this.canvas, this.ink, PAD);
  }
}
