/** Drop or choose IDX files to train on instead of MNIST; messages name each file with a fault. */
import { putInk } from '../charts/surface.js';
import { element, setText } from '../page/element.js';
import { explainButton } from '../page/explain.js';
import { formatInteger } from '../words/format.js';

/**
 * @typedef {{name: string, counts: {training: number, test: number}, note: string,
 *   canSwap: boolean, samples: Uint8Array[] | null}} Described
 * @typedef {{file: string, message: string}} Problem
 */

const ABOUT =
  'Drop IDX files here, gzipped or not: images and their labels, for training and, if you have ' +
  'them, for testing. Images must have 28 × 28 pixels and labels the classes 0 to 9, as in MNIST ' +
  'and Fashion-MNIST. The run starts again at step 0 with your images. This page reads the files ' +
  'itself: nothing leaves this machine.';
const SIDE = 28;

/** @template {Described} Data what `read` returns, handed on unchanged */
export class OwnDataView {
  /**
   * @param {HTMLElement} root
   * @param {{read: (files: File[], isSwapped: boolean) => Promise<Data | {problems: Problem[]}>,
   *   onData: (data: Data) => void, onReset: () => void}} options
   *   onReset: the visitor wants MNIST again
   */
  constructor(root, options) {
    this.options = options;
    const about = element('p', { class: 'detail', id: 'own-data-about' }, ABOUT);
    const choose = element('button', { type: 'button', 'aria-describedby': about.id });
    choose.append('Choose files');
    this.input = element('input', { type: 'file', multiple: '', hidden: '', name: 'own-data' });
    this.back = element('button', { type: 'button', hidden: '' }, 'Back to MNIST');
    this.swap = element('button', { type: 'button', hidden: '' }, 'Swap training and test');
    /** The files chosen last, and whether their roles are swapped. */
    this.chosen = { files: /** @type {File[]} */ ([]), isSwapped: false };
    this.status = element('p', { class: 'own-status', role: 'status' });
    this.problems = element('ul', { class: 'own-problems' });
    this.samples = element('div', { class: 'own-samples', 'aria-hidden': 'true' });
    const buttons = element(
      'div',
      { class: 'own-buttons' },
      choose,
      this.input,
      this.swap,
      this.back,
    );
    this.root = element('section', { class: 'own-data', 'aria-labelledby': 'own-data-title' });
    this.root.append(
      element(
        'div',
        { class: 'explained' },
        element('h2', { class: 'chart-title', id: 'own-data-title' }, 'Your own data'),
        explainButton('own-data', 'Your own data'),
      ),
      ...[about, buttons, this.status, this.problems, this.samples],
    );
    root.append(this.root);
    /** Counts the choices: only the files chosen last count. */
    this.turn = 0;
    choose.addEventListener('click', () => this.input.click());
    this.input.addEventListener('change', () => {
      const files = [...(this.input.files ?? [])];
      this.input.value = ''; // so that the same files can be chosen again
      if (files.length > 0) this.take(files);
    });
    this.swap.addEventListener('click', () => {
      this.take(this.chosen.files, !this.chosen.isSwapped);
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
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      mark(true);
    });
    root.addEventListener('dragleave', (event) => {
      if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) mark(false);
    });
    root.addEventListener('drop', (event) => {
      event.preventDefault();
      mark(false);
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /**
   * Reads files, wherever on the page they were dropped.
   * @param {File[]} files
   * @param {boolean} [isSwapped] whether the set that was for training is for the test
   */
  async take(files, isSwapped = false) {
    this.turn += 1;
    const { turn } = this;
    this.problems.replaceChildren();
    setText(this.status, files.length === 1 ? 'Reading 1 file' : `Reading ${files.length} files`);
    const result = await this.options.read(files, isSwapped);
    if (turn !== this.turn) return;
    if ('problems' in result) this.#refuse(result.problems);
    else {
      this.chosen = { files, isSwapped };
      this.#accept(result);
    }
  }

  /** @param {Problem[]} problems */
  #refuse(problems) {
    setText(this.status, 'These files cannot be used; the data have not changed.');
    const items = problems.map(({ file, message }) =>
      element('li', {}, ...(file ? [element('b', {}, file), ': '] : []), `${message}.`),
    );
    this.problems.replaceChildren(...items);
  }

  /** @param {Data} data */
  #accept(data) {
    const { name, counts, note, canSwap, samples } = data;
    const { training, test } = counts;
    const sizes = `${formatInteger(training)} training and ${formatInteger(test)} test images`;
    setText(this.status, `In use: ${name}, ${sizes}. ${note}`.trim());
    this.back.hidden = false;
    this.swap.hidden = !canSwap;
    const pictures = (samples ?? []).map((pixels) => {
      const canvas = element('canvas');
      return { canvas, pixels };
    });
    this.samples.replaceChildren(...pictures.map(({ canvas }) => canvas));
    for (const { canvas, pixels } of pictures) putInk(canvas, pixels, SIDE);
    this.options.onData(data);
  }

  /** Clears the words and pictures about files that were in use. */
  clear() {
    this.turn += 1;
    this.back.hidden = true;
    this.swap.hidden = true;
    setText(this.status, '');
    this.problems.replaceChildren();
    this.samples.replaceChildren();
  }
}
