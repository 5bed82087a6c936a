/** The list of notices; the visitor can dismiss each, and retry the notices about files. */
import { button, byId, element, setText } from './element.js';
import { giveFocus } from './focus.js';

/** @typedef {import('../run/view.js').View} View */

export class NoticesView {
  /**
   * @param {{onRetry: () => void, onDismiss: (key: string) => void,
   *   onSave: () => Promise<string>}} actions onSave: saves the run, and says what came of it
   */
  constructor(actions) {
    this.actions = actions;
    this.root = byId('notices');
    /** The buttons that save the run: there is nothing to save before the first step. */
    this.saves = this.root.getElementsByClassName('save-before-reload');
    /** @type {View['notices']} */
    this.drawn = [];
  }

  /** @param {View} view */
  update(view) {
    if (view.notices !== this.drawn) this.#draw(view);
    for (const save of this.saves) save.toggleAttribute('hidden', view.step === 0);
  }

  /** @param {View} view */
  #draw(view) {
    const focused = document.activeElement?.closest('[data-notice]');
    const action = document.activeElement?.getAttribute('data-action');
    const place = this.drawn.findIndex(({ key }) => key === focused?.getAttribute('data-notice'));
    const key = this.drawn[place]?.key;
    this.drawn = view.notices;
    const items = view.notices.map((notice) => this.#make(notice));
    this.root.replaceChildren(...items);
    if (place < 0) return;
    // To the same notice, else to the notice that has its place, else to the button that is always there.
    const same = items[view.notices.findIndex((notice) => notice.key === key)];
    const neighbour = items[Math.min(place, items.length - 1)];
    giveFocus([
      same?.querySelector(`[data-action="${action}"]`),
      neighbour?.querySelector('[data-action="dismiss"]'),
      byId('play'),
    ]);
  }

  /** @param {View['notices'][number]} notice */
  #make(notice) {
    const item = element('div', {
      class: 'notice',
      'data-kind': notice.kind,
      'data-notice': notice.key,
    });
    item.append(element('p', {}, notice.text));
    const { link } = notice;
    if (link) item.append(element('a', { href: link.href }, link.text));
    if (notice.ownTab) {
      // A frame may forbid new tabs too, so the words of the link are the address, to be copied.
      const { href } = location;
      item.append(element('a', { href, target: '_blank', rel: 'noopener' }, href));
    }
    const { act } = notice;
    if (act) {
      const button = element('button', { type: 'button', 'data-action': 'act' }, act.text);
      button.addEventListener('click', act.run);
      item.append(button);
    }
    if (notice.retry) {
      const retry = element('button', { type: 'button', 'data-action': 'retry' }, 'Retry');
      retry.addEventListener('click', this.actions.onRetry);
      item.append(retry);
    }
    if (notice.reload) item.append(...this.#reload());
    const close = element('button', { type: 'button', 'data-action': 'dismiss' }, 'Dismiss');
    close.addEventListener('click', () => this.actions.onDismiss(notice.key));
    item.append(close);
    return item;
  }

  /** A reload ends the run, so the run can be saved first. */
  #reload() {
    const said = element('div', { role: 'status' });
    const save = button(
      'Save the run',
      async () => {
        save.disabled = true;
        setText(said, 'Pausing the run');
        setText(said, await this.actions.onSave());
        save.disabled = false;
      },
      { class: 'save-before-reload', 'data-action': 'save' },
    );
    const reload = button('Reload the page', () => location.reload(), { 'data-action': 'reload' });
    return [save, reload, said];
  }
}
