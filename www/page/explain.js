/** The quiet question mark beside a control, a number or a symbol. */
import { element } from './element.js';

/**
 * A button that opens the explanation of a key. The build puts the explanation into the page; the
 * browser opens it by its name, without code.
 * @param {string} key of the explanations
 * @param {string} label what is explained
 */
export function explainButton(key, label) {
  const name = `Explain: ${label}`;
  return element(
    'button',
    { type: 'button', class: 'explain', popovertarget: `explain-${key}`, 'aria-label': name },
    '?',
  );
}

/**
 * A part's title with its question mark.
 * @param {string} key
 * @param {string} title
 */
export function explainedTitle(key, title) {
  return element('div.explained', element('h2.chart-title', title), explainButton(key, title));
}

/**
 * A control's label with its question mark.
 * @param {string} key
 * @param {string} id of the control
 * @param {string} text
 * @param {string} [whole] what a screen reader says instead
 */
export function explainedLabel(key, id, text, whole = text) {
  return element('span.field-name', element('label', { for: id }, text), explainButton(key, whole));
}
