/** One input for one setting of the catalogue. */
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
  const step = setting.kind === 'integer' ? '1' : 'any';
  const inputMode = setting.kind === 'integer' ? 'numeric' : 'decimal';
  const input = element('input', { ...attributes, type: 'number', step, inputmode: inputMode });
  if (setting.minimum !== undefined) input.min = String(setting.minimum);
  if (setting.maximum !== undefined) input.max = String(setting.maximum);
  return input;
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
 * Shows a value, except while the visitor types another: the change event takes the typed value.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {number | string} value
 */
export function showValue(input, value) {
  const isTyped = document.activeElement === input && input instanceof HTMLInputElement;
  if (input.value !== String(value) && !isTyped) input.value = String(value);
}
