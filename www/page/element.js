/** Building and filling parts of the page, without a string of markup anywhere. */
import { writeText } from '../charts/written.js';

/** @typedef {Node | string | number} Child */
/**
 * `true` and `false`: whether the element has the attribute; a function: a handler such as `onclick`.
 * @typedef {Record<string, string | number | boolean | ((event: any) => void)>} Attributes
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag | `${Tag}.${string}`} tag a name, or a name with a class
 * @param {Attributes | Child | Child[]} [first] attributes, or the first child
 * @param {...(Child | Child[])} rest
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, first = [], ...rest) {
  const [name, className = ''] = tag.split('.');
  const made = document.createElement(/** @type {Tag} */ (name));
  if (className !== '') made.className = className;
  const isChild = typeof first !== 'object' || Array.isArray(first) || first instanceof Node;
  for (const [key, value] of isChild ? [] : Object.entries(first)) {
    if (typeof value === 'function') made.addEventListener(key.slice(2), value);
    else if (value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(
    ...(isChild ? [first, ...rest] : rest)
      .flat()
      .map((child) => (child instanceof Node ? child : String(child))),
  );
  return made;
}

/**
 * @param {string} text
 * @param {() => void} onclick
 * @param {Attributes} [attributes]
 */
export function button(text, onclick, attributes = {}) {
  return element('button', { type: 'button', ...attributes, onclick }, text);
}

/** @param {[value: string | number, text: string | number][]} choices */
export function options(choices) {
  return choices.map(([value, text]) => element('option', { value }, text));
}

/** @param {(Child | Child[])[]} heads */
export function tableHead(heads) {
  const cells = heads.map((head) => element('th', { scope: 'col' }, head));
  return element('thead', element('tr', cells));
}

/**
 * The element of an id that index.html must have.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

/**
 * Writes only what has changed: screen readers and layout notice every write.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  writeText(target, text);
}

/**
 * @param {Element} target
 * @param {string} name
 * @param {string} value
 */
export function setAttribute(target, name, value) {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

/**
 * Gives an output the rounded text for people and the full number for tests and copies.
 * @param {Element} output
 * @param {string} text
 * @param {number | string} value NaN or '' when there is no number
 */
export function setReading(output, text, value) {
  setText(output, text);
  setAttribute(output, 'data-value', Number.isNaN(value) ? '' : String(value));
}
