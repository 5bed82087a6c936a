/**
 * Draw a digit: the pad, ten samples, the 28 × 28 image that the networks see, and their answers.
 * The drawing stays when a run begins again.
 */
import { PictureFigure } from '../../charts/picture.js';
import { putInk } from '../../charts/surface.js';
import { element } from '../../page/element.js';
import { explainButton } from '../../page/explain.js';
import { isSame } from '../../run/inspection.js';
import { AnswersView, answersTable, answersText } from './answers.js';
import { answersColumns, answersPicture, digitNote } from './answers-picture.js';
import { PadView } from './pad.js';
import { SIDE } from './prepare.js';

/** @typedef {import('./answers.js').Answer} Answer */

/** While a stroke is drawn, the networks are asked at most this often. */
const ASK_EVERY_MS = 100;
const NOTE =
  'prepared like MNIST: fitted into 20 × 20 pixels, moved by whole pixels until its centre of mass is in the middle of 28 × 28; full bars: network, hollow bars: twin';
const KEYS =
  'Arrow keys move; Space puts the pen down and lifts it; Backspace takes a stroke back, Delete clears.';

export class DrawView {
  /**
   * @param {HTMLElement} root
   * @param {{onDigit: (pixels: Uint8Array | null) => void,
   *   samples: () => Uint8Array[] | null, origin: () => import('../../charts/save.js').Origin}} options
   *   samples: one test image of each class in their order, or null while there are none;
   *   origin: the program, the page's link, and the spec of every lane
   */
  constructor(root, options) {
    this.options = options;
    /** @type {Answer[]} */
    this.answers = [];
    this.frame = new PictureFigure(root, {
      title: 'Draw a digit',
      explain: explainButton('draw', 'Draw a digit'),
      kind: '',
      table: () => answersTable(this.answers),
      saved: {
        columns: () => answersColumns(this.answers),
        picture: () => answersPicture(this.frame.plot, this.seen, this.answers),
        origin: () => {
          const { link, notes } = options.origin();
          return { link, notes: [...notes, digitNote(this.pixels)] };
        },
      },
    });
    const { plot, reading } = this.frame;
    plot.classList.add('draw');
    reading.classList.add('unseen');
    const keys = element('p', { class: 'detail', id: 'pad-keys' }, KEYS);
    const left = element('div', { class: 'draw-pad' });
    this.pad = new PadView(left, {
      spoken: reading,
      describedBy: keys.id,
      onChange: () => this.#changed(),
    });
    this.undo = element('button', { type: 'button' }, 'Undo');
    this.undo.addEventListener('click', () => this.pad.undo());
    this.clear = element('button', { type: 'button' }, 'Clear');
    this.clear.addEventListener('click', () => this.pad.clear());
    left.append(element('div', { class: 'draw-buttons' }, this.undo, this.clear), keys);
    this.seen = element('canvas', {
      class: 'seen',
      role: 'img',
      'aria-label': 'The image that the networks see, 28 by 28 pixels',
    });
    this.sampleRow = element('div', { class: 'samples', role: 'group', 'aria-label': 'Samples' });
    const middle = element(
      'div',
      { class: 'draw-seen' },
      element('p', { class: 'detail' }, 'What the networks see, 28 × 28'),
      this.seen,
      element('p', { class: 'detail' }, 'Samples from the test images'),
      this.sampleRow,
    );
    const right = element('div', { class: 'answers' });
    plot.append(left, middle, right);
    this.answersView = new AnswersView(right);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Uint8Array[] | null} */
    this.samples = null;
    this.refreshSamples();
    this.#see();
    this.showAnswers([]);
  }

  /** The image that the networks are to answer, or null while the pad is empty. */
  get pixels() {
    return this.pad.pixels;
  }

  /** The class of the sample on the pad; −1: a drawing by hand. */
  get truth() {
    const { pixels, samples } = this;
    return pixels && samples ? samples.findIndex((sample) => isSame(sample, pixels)) : -1;
  }

  #changed() {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.#see();
      this.options.onDigit(this.pixels);
    }, ASK_EVERY_MS);
  }

  #see() {
    putInk(this.seen, this.pixels ?? new Uint8Array(SIDE * SIDE), SIDE);
    this.undo.disabled = !this.pad.canUndo;
    this.clear.disabled = this.pixels === null;
  }

  /** To be called when test images have come or gone. */
  refreshSamples() {
    this.samples = this.options.samples();
    const buttons = (this.samples ?? []).map((sample, label) => {
      const canvas = element('canvas', { 'aria-hidden': 'true' });
      const name = `sample of class ${label}`;
      const button = element('button', { type: 'button', 'aria-label': name, title: name }, canvas);
      button.addEventListener('click', () => this.pad.take(sample));
      return { button, canvas, sample };
    });
    const waiting = element('p', { class: 'detail' }, 'The samples come with the test images.');
    this.sampleRow.replaceChildren(
      ...(buttons.length > 0 ? buttons.map(({ button }) => button) : [waiting]),
    );
    for (const { canvas, sample } of buttons) putInk(canvas, sample, SIDE);
  }

  /**
   * @param {Answer[]} answers one per lane; none while the pad is empty
   * @param {{isUntrained?: boolean}} [state]
   */
  showAnswers(answers, { isUntrained = false } = {}) {
    this.answers = answers;
    this.answersView.update(answers);
    this.frame.describe(NOTE, answersText(answers, isUntrained, this.truth));
    this.frame.refreshTable();
  }

  /** To be called when the page's colours have changed. */
  redraw() {
    this.pad.draw();
    this.#see();
    this.refreshSamples();
    this.answersView.draw();
  }
}
