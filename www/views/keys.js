/** Keys of the page as a whole, and the dialog that lists them. */
import { KEY_GROUPS } from '../keys.js';
import { byId, element } from './element.js';

/** @typedef {import('../keys.js').Action} Action */
/** @typedef {Partial<Record<Action, () => void>>} Actions */

/** Elements that keys belong to while they have focus. */
const OF_TYPING = 'input, select, textarea, [contenteditable]';
const OF_SPACE = `${OF_TYPING}, button, summary, a[href], dialog`;
const OF_ARROWS = `${OF_TYPING}, [role="application"], [role="slider"], canvas[tabindex], dialog`;

/**
 * Whether the element in focus wants this key for itself.
 * @param {KeyboardEvent} event
 */
function isTaken({ key, target }) {
  if (!(target instanceof Element)) return false;
  if (key === ' ') return target.closest(OF_SPACE) !== null;
  if (key.startsWith('Arrow')) return target.closest(OF_ARROWS) !== null;
  const typing = target.closest(OF_TYPING);
  // Letters do nothing in these, so the page may have them.
  return typing !== null && !typing.matches('[type="checkbox"], [type="radio"], [type="range"]');
}

export class KeysView {
  /** @param {Actions} actions what is missing is neither bound nor shown */
  constructor(actions) {
    this.actions = { ...actions, showKeys: () => this.show() };
    this.areOn = element('input', { type: 'checkbox', name: 'keys' });
    this.areOn.checked = true;
    this.dialog = this.#makeDialog();
    document.body.append(this.dialog);
    document.addEventListener('keydown', (event) => this.#take(event));
    byId('show-keys').addEventListener('click', () => this.show());
  }

  show() {
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** @param {KeyboardEvent} event */
  #take(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const keys = KEY_GROUPS[0].keys;
    const found = keys.find((key) => key.keys.includes(pressed));
    const action = found?.action && this.actions[found.action];
    if (!found || !action || (event.repeat && !found.repeats) || isTaken(event)) return;
    // Single keys can be pressed by accident, by speech input above all; only the way back stays.
    if (!this.areOn.checked && found.action !== 'showKeys') return;
    if (this.dialog.open) return;
    event.preventDefault();
    action();
  }

  #makeDialog() {
    const groups = KEY_GROUPS.map(({ title, keys }) => {
      const rows = keys
        .filter(({ action }) => !action || this.actions[action])
        .map(({ names, says }) =>
          element(
            'div',
            {},
            element('dt', {}, ...names.map((name) => element('kbd', {}, name))),
            element('dd', {}, says),
          ),
        );
      return element('section', {}, element('h3', {}, title), element('dl', {}, ...rows));
    });
    const close = element('button', { type: 'submit', value: 'close' }, 'Close');
    return element(
      'dialog',
      { class: 'keys', 'aria-labelledby': 'keys-title' },
      // Focus starts at the top, so that a small screen shows the list from its beginning.
      element('h2', { id: 'keys-title', tabindex: '-1', autofocus: '' }, 'Keys'),
      ...groups,
      element(
        'form',
        { method: 'dialog' },
        element('label', {}, this.areOn, 'Single keys work everywhere on the page'),
        close,
      ),
    );
  }
}
