/** The self-check's window: a table that fills, a sentence, a text to copy. Closing it cancels. */
import { isCopied, offerText } from '../page/copy.js';
import { byId, element, setText } from '../page/element.js';

/** @typedef {import('./checks.js').SelfCheck} SelfCheck */

/** @type {Record<import('./checks.js').Verdict, string>} */
const VERDICTS = { waiting: '', asking: '…', pass: '✓ pass', fail: '✗ fail', measured: 'measured' };

export class SelfCheckView {
  /**
   * @param {SelfCheck} check
   * @param {{onOpen: () => void, version: string}} options onOpen: frees the processor for the check
   */
  constructor(check, options) {
    this.check = check;
    this.options = options;
    this.dialog = /** @type {HTMLDialogElement} */ (byId('self-check'));
    this.sentence = element('p', { role: 'status' });
    this.progress = element('progress', { value: '0', 'aria-label': 'Checks done' });
    this.rows = element('tbody');
    this.copied = element('p', { class: 'detail', role: 'status' });
    this.field = element('textarea', {
      ...{ class: 'offer-text', readonly: true, rows: 6, hidden: true, dir: 'ltr' },
      'aria-label': 'Results as text',
    });
    this.copy = element('button', { type: 'button' }, 'Copy as text');
    const close = element('button', { type: 'button' }, 'Close');
    const heads = ['Check', 'Result', 'Found', 'Expected'];
    const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
    this.dialog.append(
      element('h2', { id: 'self-check-title' }, 'Self-check'),
      element('p', {}, 'The engine checks itself in this browser, on data made up for the check.'),
      this.sentence,
      this.progress,
      element(
        'div',
        // A keyboard must reach a frame that scrolls sideways.
        { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Results' },
        element('table', {}, element('thead', {}, head), this.rows),
      ),
      element('div', { class: 'link-row' }, this.copy, close, this.copied),
      this.field,
    );
    close.addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('close', () => check.cancel());
    this.copy.addEventListener('click', () => this.#copy());
  }

  show() {
    if (this.dialog.open) return;
    this.options.onOpen();
    setText(this.copied, '');
    this.field.hidden = true;
    this.dialog.showModal();
    this.check.start();
  }

  async #copy() {
    const about = [`Scale Drift ${this.options.version}`, navigator.userAgent];
    const text = this.check.asText(about);
    this.field.hidden = await isCopied(text);
    if (this.field.hidden) setText(this.copied, 'Copied.');
    else {
      setText(this.copied, 'The browser did not allow copying. Copy the text from the field.');
      offerText(this.field, text);
    }
  }

  update() {
    const { checks, at, isRunning, sentence } = this.check;
    setText(this.sentence, sentence);
    this.progress.max = Math.max(1, checks.length);
    this.progress.value = at;
    this.progress.hidden = !isRunning;
    this.copy.disabled = isRunning;
    if (this.rows.children.length !== checks.length) {
      const made = checks.map(() =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }),
          element('td'),
          element('td'),
          element('td'),
        ),
      );
      this.rows.replaceChildren(...made);
    }
    checks.forEach(({ label, found, expected, verdict }, index) => {
      const row = this.rows.children[index];
      row.setAttribute('data-verdict', verdict);
      const texts = [label, VERDICTS[verdict], found, expected];
      for (const [place, text] of texts.entries()) setText(row.children[place], text);
    });
  }
}
