/** The fields of the pages: text fields for numbers, and one input for one setting of the catalogue. */

import { spellTyped } from '../words/typed-number.js';
import { element } from './element.js';

/** @typedef {import('../link/settings.js').Setting} Setting */

/**
 * @param {Setting} setting
 * @param {string} id
 */
export function makeInput(setting, id) {
  const attributes = { name: setting.key, id };
  if (setting.kind === 'choice') {
    const options = (setting.choices ?? []).map(({ value, label }) =>
      element('option', { value }, label),
    );
    return element('select', attributes, ...options);
  }
  return setting.kind === 'stages' ? textField(attributes) : numberField(setting.kind, attributes);
}

/** @param {import('./element.js').Attributes} attributes */
function textField(attributes) {
  const plain = { type: 'text', autocomplete: 'off', spellcheck: 'false' };
  const input = element('input', { ...attributes, ...plain });
  changeWhenLeft(input);
  return input;
}

/**
 * A field for a number is a text field: a browser's own field for numbers drops a comma or refuses it
 * without a word, as its language has it. Arrow keys change whole numbers, as such fields do.
 * @param {'integer' | 'number'} kind
 * @param {import('./element.js').Attributes} attributes `data-step`: how far an arrow key goes, else 1
 */
export function numberField(kind, attributes) {
  const inputmode = kind === 'integer' ? 'numeric' : 'decimal';
  const input = textField({ ...attributes, inputmode });
  if (kind === 'integer') input.addEventListener('keydown', stepWhole);
  return input;
}

/**
 * Firefox reports no change of a text that a dictation or a panel of signs has put in; so the field
 * reports the change itself when the visitor leaves it or presses Enter.
 * @param {HTMLInputElement} input
 */
function changeWhenLeft(input) {
  let isOwed = false;
  const owe = ({ type = '' }) => {
    isOwed = type === 'input';
  };
  input.addEventListener('input', owe);
  input.addEventListener('change', owe);
  const pay = () => {
    if (isOwed) input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  input.addEventListener('blur', pay);
  input.addEventListener('keypress', ({ key }) => {
    // After the browser's own report, if it makes a report.
    if (key === 'Enter') setTimeout(pay);
  });
}

/** @param {KeyboardEvent} event in a field for a whole number */
function stepWhole(event) {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  const input = /** @type {HTMLInputElement} */ (event.target);
  const spelled = typedIn(input);
  if (direction === undefined || !/^[+-]?\d+$/.test(spelled)) return;
  event.preventDefault();
  input.value = String(Number(spelled) + direction * Number(input.dataset.step ?? 1));
  for (const name of ['input', 'change']) input.dispatchEvent(new Event(name, { bubbles: true }));
}

/**
 * What is typed in a field, spelled as in a link.
 * @param {HTMLInputElement | HTMLSelectElement} input
 */
export const typedIn = (input) =>
  input instanceof HTMLSelectElement ? input.value : spellTyped(input.value);

/**
 * Leaves what was typed in the field, so that it can be corrected, and marks it as refused. The mark
 * goes with the next value.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {number | string} value that the setting keeps
 */
export function refuse(input, value) {
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('data-kept', String(value));
}

/**
 * The text in the field is no longer refused.
 * @param {HTMLInputElement | HTMLSelectElement} input
 */
export function accept(input) {
  input.removeAttribute('aria-invalid');
  input.removeAttribute('data-kept');
}

/**
 * Whether the visitor holds a slider: the page must not move the slider meanwhile. Focus does not
 * tell, because a finger gives none.
 * @param {HTMLInputElement} slider
 */
export function holding(slider) {
  let isHeld = false;
  for (const name of ['pointerdown', 'pointerup', 'pointercancel', 'change']) {
    slider.addEventListener(name, () => {
      isHeld = name === 'pointerdown';
    });
  }
  return () => isHeld;
}

/**
 * Shows a value, except while the visitor types another, or corrects a refused text: the change event
 * takes the typed value.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {number | string} value
 */
export function showValue(input, value) {
  if (input.getAttribute('data-kept') === String(value)) return;
  accept(input);
  const isTyped = document.activeElement === input && input instanceof HTMLInputElement;
  if (input.value !== String(value) && !isTyped) input.value = String(value);
}
