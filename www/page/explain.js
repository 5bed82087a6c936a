/** The quiet question mark beside a control, a number or a symbol. */
import { element } from './element.js';

/**
 * Opens the explanation of that key, which the build puts into the page. It needs no code: a button
 * and its popover belong together by name.
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
