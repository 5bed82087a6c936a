/** Keys of the page as a whole; the dialog of keys lists them. */
import { byId } from './element.js';
import { keyName } from './key-name.js';

/** @typedef {Partial<Record<import('./key-list.js').Action, () => void>>} Actions */

/** Elements that use the keys themselves while they have focus. */
const OF_TYPING = 'input, select, textarea, [contenteditable]';
const OF_SPACE = `${OF_TYPING}, button, summary, a[href], dialog`;
const OF_ARROWS = `${OF_TYPING}, [role="application"], [role="slider"], canvas[tabindex], dialog`;

/**
 * Whether the element in focus wants this key for itself.
 * @param {string} key
 * @param {EventTarget | null} target
 */
function isTaken(key, target) {
  if (!(target instanceof Element)) return false;
  if (key === ' ') return target.closest(OF_SPACE) !== null;
  if (key.startsWith('Arrow')) return target.closest(OF_ARROWS) !== null;
  const typing = target.closest(OF_TYPING);
  // Letters do nothing in a checkbox, a radio button or a slider, so the page may have them.
  return typing !== null && !typing.matches('[type="checkbox"], [type="radio"], [type="range"]');
}

/** @param {Actions} actions a key whose action is missing is neither bound nor shown */
export function bindKeys(actions) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('keys'));
  const areOn = /** @type {HTMLInputElement} */ (dialog.querySelector('[name="keys"]'));
  const show = () => dialog.showModal();
  /** @type {Record<string, (() => void) | undefined>} */
  const all = { ...actions, showKeys: show };
  /** @type {Map<string, {does: () => void, repeats: boolean, isList: boolean}>} */
  const keys = new Map();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (
    dialog.querySelectorAll('[data-action]')
  )) {
    const { key = '', action = '', repeats } = row.dataset;
    const does = all[action];
    row.hidden = !does;
    if (does) keys.set(key, { does, repeats: repeats !== undefined, isList: does === show });
  }
  byId('show-keys').addEventListener('click', show);
  document.addEventListener('keydown', (event) => {
    const name = keyName(event);
    const found = keys.get(name);
    if (!found || event.defaultPrevented || isTaken(name, event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.repeat && !found.repeats) return;
    // Visitors can turn single keys off, because speech input presses them by accident; the key that
    // opens this list stays on.
    if (!areOn.checked && !found.isList) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    found.does();
  });
}
