/** The answer to what was dropped, at the top of the window, whatever the window shows. */
import { button, element } from './element.js';

/** The most lines of an answer: any number of files can be dropped. */
const MOST_LINES = 8;

export class ArrivalView {
  constructor() {
    this.text = element('div', { role: 'status' });
    this.root = element(
      'section.arrival',
      { 'aria-label': 'Dropped files', hidden: '' },
      this.text,
      button('Dismiss', () => this.hide()),
    );
    document.body.append(this.root);
    // What stands in a dialog goes with it.
    document.addEventListener('close', () => this.#place(), true);
  }

  /** Only inside an open dialog can the answer be seen, heard and dismissed. */
  #place() {
    const host = document.querySelector('dialog[open]') ?? document.body;
    if (this.root.parentElement !== host) host.append(this.root);
  }

  /** @param {string[]} lines */
  say(lines) {
    this.#place();
    this.root.hidden = false;
    const more = lines.length - MOST_LINES;
    const shown = more > 0 ? [...lines.slice(0, MOST_LINES), `And ${more} more.`] : lines;
    this.text.replaceChildren(...shown.map((line) => element('p', line)));
  }

  hide() {
    this.root.hidden = true;
    this.text.replaceChildren();
  }
}
