/** The list of notices; the visitor can dismiss each, and retry the notices about files. */
import { byId, element } from './element.js';

/** @typedef {import('../run/view.js').View} View */

export class NoticesView {
  /** @param {{onRetry: () => void, onDismiss: (key: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
    this.root = byId('notices');
    /** @type {View['notices']} */
    this.drawn = [];
  }

  /** @param {View} view */
  update(view) {
    if (view.notices === this.drawn) return;
    this.drawn = view.notices;
    this.root.replaceChildren(...view.notices.map((notice) => this.#make(notice)));
  }

  /** @param {View['notices'][number]} notice */
  #make(notice) {
    const item = element('div', { class: 'notice', 'data-kind': notice.kind });
    item.append(element('p', {}, notice.text));
    const { link } = notice;
    if (link) item.append(element('a', { href: link.href }, link.text));
    if (notice.retry) {
      const retry = element('button', { type: 'button', 'data-action': 'retry' }, 'Retry');
      retry.addEventListener('click', this.actions.onRetry);
      item.append(retry);
    }
    const close = element('button', { type: 'button', 'data-action': 'dismiss' }, 'Dismiss');
    close.addEventListener('click', () => this.actions.onDismiss(notice.key));
    item.append(close);
    return item;
  }
}
