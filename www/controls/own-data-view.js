/** Drop or choose IDX files to train on instead of MNIST; messages name each file with a fault. */
import { putInk } from '../charts/surface.js';
import { button, element, setText } from '../page/element.js';
import { explainButton } from '../page/explain.js';
import { giveFocus } from '../page/focus.js';
import { formatInteger } from '../words/format.js';

/** @typedef {import('../data/own-change.js').Changes} Changes */
/**
 * @typedef {{name: string, counts: {training: number, test: number}, note: string,
 *   canSwap: boolean, isDarkOnLight: boolean, shift: number,
 *   samples: {training: Uint8Array[], test: Uint8Array[]}}} Described
 * @typedef {{file: string, message: string}} Problem
 */

const ABOUT =
  'Drop IDX files here, gzipped or not: images and their labels, for training and, if you have ' +
  'them, for testing. Images must have 28 × 28 pixels and labels the classes 0 to 9, as in MNIST ' +
  'and Fashion-MNIST. The run starts again at step 0 with your images. This page reads the files ' +
  'itself: nothing leaves this machine.';
const UPRIGHT =
  'Are these upright? In some files, those of EMNIST for one, rows and columns have changed places: ' +
  'turn them. Training and test images turn together, and the run starts again.';
const DARK =
  'These images are dark on light; MNIST and the digits drawn here are light on dark: invert them.';
const SIDE = 28;

/** @template {Described} Data what `read` returns, handed on unchanged */
export class OwnDataView {
  /**
   * @param {HTMLElement} root
   * @param {{read: (files: File[], changes: Partial<Changes>) => Promise<Data |
   *   {problems: Problem[], shift?: number}>,
   *   onData: (data: Data) => void, onReset: () => void, onFiles?: (files: File[]) => void}} options
   *   onReset: the visitor wants MNIST again; onFiles: takes the chosen files, of whatever kind
   */
  constructor(root, options) {
    this.options = options;
    const about = element('p', { class: 'detail', id: 'own-data-about' }, ABOUT);
    const choose = element('button', { type: 'button', 'aria-describedby': about.id });
    choose.append('Choose files');
    this.choose = choose;
    this.input = element('input', { type: 'file', multiple: '', hidden: '', name: 'own-data' });
    this.back = element('button', { type: 'button', hidden: '' }, 'Back to MNIST');
    /** A button for each change of the files. @type {Record<keyof Changes, HTMLButtonElement>} */
    this.changers = {
      isSwapped: button('Swap training and test', () => this.#change('isSwapped')),
      isTransposed: button('Turn them', () => this.#change('isTransposed')),
      isInverted: button('Invert them', () => this.#change('isInverted')),
      isShifted: button('', () => this.#change('isShifted')),
    };
    /** The files chosen last, and the changes that the visitor wants. */
    this.chosen = {
      files: /** @type {File[]} */ ([]),
      changes: /** @type {Partial<Changes>} */ ({}),
    };
    this.status = element('p', { class: 'own-status', role: 'status' });
    this.problems = element('ul', { class: 'own-problems' });
    this.samples = element('div', { class: 'own-samples' });
    const { isSwapped, ...others } = this.changers;
    const buttons = element('div.own-buttons', choose, this.input, isSwapped, this.back);
    this.looks = element(
      'div.own-looks',
      { hidden: '' },
      this.samples,
      element('div.own-buttons', Object.values(others)),
    );
    this.root = element('section', { class: 'own-data', 'aria-labelledby': 'own-data-title' });
    this.root.append(
      element(
        'div',
        { class: 'explained' },
        element('h2', { class: 'chart-title', id: 'own-data-title' }, 'Your own data'),
        explainButton('own-data', 'Your own data'),
      ),
      ...[about, buttons, this.status, this.problems, this.looks],
    );
    root.append(this.root);
    /** Counts the choices: only the files chosen last count. */
    this.turn = 0;
    choose.addEventListener('click', () => this.input.click());
    this.input.addEventListener('change', () => {
      const files = [...(this.input.files ?? [])];
      this.input.value = ''; // so that the same files can be chosen again
      if (files.length > 0) (options.onFiles ?? this.take.bind(this))(files);
    });
    this.back.addEventListener('click', () => {
      this.clear();
      choose.focus();
      options.onReset();
    });
    this.#listen();
  }

  #listen() {
    const { root } = this;
    const mark = (/** @type {boolean} */ isOver) => root.toggleAttribute('data-over', isOver);
    root.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) mark(true);
    });
    root.addEventListener('dragleave', (event) => {
      if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) mark(false);
    });
    // The page itself takes what is dropped, here as everywhere.
    root.addEventListener('drop', () => mark(false));
  }

  /** @param {keyof Changes} name */
  async #change(name) {
    const { files, changes } = this.chosen;
    await this.take(files, { ...changes, [name]: !changes[name] });
    giveFocus([this.changers[name], this.back, this.choose]);
  }

  /**
   * Reads files, wherever on the page they were dropped.
   * @param {File[]} files
   * @param {Partial<Changes>} [changes] that the visitor wants
   * @returns {Promise<string[]>} the answer; none if other files were chosen meanwhile
   */
  async take(files, changes = {}) {
    this.turn += 1;
    const { turn } = this;
    this.problems.replaceChildren();
    setText(this.status, files.length === 1 ? 'Reading 1 file' : `Reading ${files.length} files`);
    const result = await this.options.read(files, changes);
    if (turn !== this.turn) return [];
    const isRefused = 'problems' in result;
    if (!isRefused || result.shift) this.chosen = { files, changes };
    if (isRefused) return this.#refuse(result.problems, result.shift ?? 0);
    return [this.#accept(result, changes)];
  }

  /** @param {Problem[]} problems @param {number} shift */
  #refuse(problems, shift) {
    setText(this.status, 'These files cannot be used; the data have not changed.');
    const items = problems.map(({ file, message }) =>
      element(
        'li',
        {},
        ...(file ? [element('b', { translate: 'no' }, file), ': '] : []),
        `${message}.`,
      ),
    );
    this.problems.replaceChildren(...items);
    if (shift > 0) {
      this.samples.replaceChildren();
      this.looks.hidden = false;
      this.#offer({ isShifted: true }, shift, {});
    } else if (!this.samples.hasChildNodes()) {
      // The offer before was for other files, which were refused as well.
      this.#offer({}, 0, {});
      this.looks.hidden = true;
    }
    const { status } = this;
    return [
      status.textContent ?? '',
      ...problems.map(({ file, message }) => `${file && `${file}: `}${message}.`),
    ];
  }

  /**
   * @param {Partial<Changes>} offered
   * @param {number} shift
   * @param {Partial<Changes>} made
   */
  #offer(offered, shift, made) {
    for (const [name, each] of Object.entries(this.changers)) {
      const isMade = made[/** @type {keyof Changes} */ (name)] ?? false;
      each.hidden = !offered[/** @type {keyof Changes} */ (name)] && !isMade;
      if (name !== 'isSwapped') each.setAttribute('aria-pressed', String(isMade));
    }
    setText(this.changers.isShifted, `Shift the labels by −${shift}`);
  }

  /** @param {Data} data @param {Partial<Changes>} changes */
  #accept(data, changes) {
    const { name, counts, note, canSwap, samples } = data;
    const { training, test } = counts;
    const sizes = `${formatInteger(training)} training and ${formatInteger(test)} test images`;
    const ground = data.isDarkOnLight ? DARK : '';
    const text = `In use: ${name}, ${sizes}. ${note} ${ground}`.trim();
    setText(this.status, text);
    this.back.hidden = false;
    this.looks.hidden = false;
    const offered = { isSwapped: canSwap, isTransposed: true, isInverted: data.isDarkOnLight };
    this.#offer({ ...offered, isShifted: data.shift > 0 }, data.shift, changes);
    this.samples.replaceChildren();
    this.#show('Training:', samples.training);
    this.#show('Test:', samples.test);
    this.samples.append(element('p', UPRIGHT));
    this.options.onData(data);
    return text;
  }

  /** @param {string} part @param {Uint8Array[]} images */
  #show(part, images) {
    const canvases = images.map(() => element('canvas', { 'aria-hidden': 'true' }));
    this.samples.append(element('p', part, canvases));
    // On the page, so that each canvas has the colour of its text.
    canvases.forEach((canvas, at) => {
      putInk(canvas, images[at], SIDE);
    });
  }

  /** Clears the words and pictures about files that were in use. */
  clear() {
    this.turn += 1;
    this.back.hidden = true;
    this.#offer({}, 0, {});
    this.looks.hidden = true;
    setText(this.status, '');
    this.problems.replaceChildren();
    this.samples.replaceChildren();
  }
}
