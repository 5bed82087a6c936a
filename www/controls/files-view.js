/** The buttons Save run and Open run in the rail, and the note that says whether they worked. */

import { byId, element, setText } from '../page/element.js';
import { explainButton } from '../page/explain.js';
import { asSentence, formatInteger } from '../words/format.js';

/** @typedef {{fault: string}} Fault */

/** @param {string} fault names data sets as run files do, with plain counts of images */
const spelled = (fault) =>
  fault.replace(/\d+(?=( and \d+)? images\))/g, (count) => formatInteger(Number(count)));

export class FilesView {
  /**
   * @param {{save: () => Promise<{known: string, isDoubtful: boolean} | Fault>,
   *   open: (file: File) => Promise<{step: number, lanes: number} | Fault>,
   *   arrive?: (files: File[]) => void}} actions arrive: takes the chosen files, of whatever kind
   */
  constructor(actions) {
    this.actions = actions;
    this.input = element('input', {
      type: 'file',
      id: 'run-file',
      accept: '.scaledrift',
      'aria-label': 'Saved run',
      hidden: '',
    });
    this.save = element('button', { type: 'button', id: 'save-run' }, 'Save run');
    this.open = element('button', { type: 'button', id: 'open-run' }, 'Open run');
    this.note = element('p', { class: 'detail', id: 'file-note', role: 'status' });
    this.offer = element('div');
    const explain = explainButton('files', 'Save and open a run');
    byId('files').append(this.save, this.open, explain, this.input, this.note, this.offer);
    this.save.addEventListener('click', () => this.saveRun());
    this.open.addEventListener('click', () => this.input.click());
    this.input.addEventListener('change', () => {
      const files = [...(this.input.files ?? [])];
      this.input.value = '';
      if (files.length === 0) return;
      if (actions.arrive) actions.arrive(files);
      else this.take(files[0]);
    });
  }

  /**
   * @param {string} text
   * @param {() => Promise<string>} work
   */
  async #during(text, work) {
    if (this.save.disabled) return 'Another run is being saved or opened: wait, then try again.';
    this.save.disabled = true;
    this.open.disabled = true;
    setText(this.note, text);
    this.offer.replaceChildren();
    try {
      setText(this.note, await work());
    } catch (error) {
      setText(
        this.note,
        asSentence(`That failed: ${error instanceof Error ? error.message : error}`),
      );
    } finally {
      this.save.disabled = false;
      this.open.disabled = false;
    }
    return this.note.textContent ?? '';
  }

  /** @returns {Promise<string>} what came of it, which the note says too */
  saveRun() {
    return this.#during('Pausing the run', async () => {
      const saved = await this.actions.save();
      if ('fault' in saved) return `Not saved: ${saved.fault}.`;
      // The offer repeats the words.
      return saved.isDoubtful ? '' : saved.known;
    });
  }

  /** @param {File} file */
  take(file) {
    return this.#during(`Reading ${file.name}`, async () => {
      const opened = await this.actions.open(file);
      if ('fault' in opened) {
        return `${file.name} was not opened: ${spelled(opened.fault)}. The run here is as it was.`;
      }
      const which = opened.lanes === 1 ? 'one lane' : `${opened.lanes} lanes`;
      return `${file.name} is open at step ${formatInteger(opened.step)}; the weights of ${which} have the hash written in the file.`;
    });
  }
}
