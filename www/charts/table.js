/**
 * The table of a figure's numbers. While a run goes on only its texts change, so that the visitor's
 * selection and scroll position stay.
 */

import { isName, writeText } from './written.js';

/** @typedef {{head: string[], rows: string[][]}} Table the first cell of a row names the row */

/**
 * Makes the table of these numbers, or changes the table that is there.
 * @param {HTMLElement} frame
 * @param {Table} numbers
 */
export function fillTable(frame, { head, rows }) {
  let table = frame.querySelector('table');
  if (!table) {
    table = document.createElement('table');
    table.append(document.createElement('thead'), document.createElement('tbody'));
    frame.replaceChildren(table);
  }
  const [header, body] = /** @type {HTMLCollectionOf<HTMLTableSectionElement>} */ (table.children);
  match(header, 1, 'tr');
  fillRow(header.rows[0], head, () => 'col');
  match(body, rows.length, 'tr');
  for (const [index, row] of rows.entries()) {
    fillRow(body.rows[index], row, (column) => (column === 0 ? 'row' : null));
  }
}

/** What each element that `retell` has changed was to say. @type {WeakMap<Element, string>} */
const told = new WeakMap();

/**
 * Changes a part of the page into a part of the same make: elements that both have stay, so that a
 * selection stays too. What says the same is left alone, whatever a translator has put into it.
 * @param {Element} shown
 * @param {Element} made
 */
export function retell(shown, made) {
  for (const { name, value } of made.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  const text = made.textContent ?? '';
  const isTranslated = told.get(shown) === text && shown.querySelector('font') !== null;
  const isText = made.childElementCount === 0;
  if (isText) writeText(shown, text, { keepsNode: true });
  else if (!isTranslated || made.matches('table, thead, tbody, tr')) retellParts(shown, made);
  told.set(shown, text);
}

/** @param {Element} shown @param {Element} made */
function retellParts(shown, made) {
  const [old, parts] = [[...shown.childNodes], [...made.childNodes]];
  for (const node of old.slice(parts.length)) node.remove();
  for (const [at, part] of parts.entries()) {
    const there = old[at];
    if (there?.nodeName !== part.nodeName) {
      if (there) there.replaceWith(part);
      else shown.append(part);
    } else if (there instanceof Element) {
      const wanted = /** @type {Element} */ (part);
      for (const { name } of [...there.attributes]) {
        if (!wanted.hasAttribute(name)) there.removeAttribute(name);
      }
      retell(there, wanted);
    } else if (there.nodeValue !== part.nodeValue) there.nodeValue = part.nodeValue;
  }
}

/**
 * Adds or removes elements at the end until there are as many as wanted.
 * @param {Element} parent
 * @param {number} wanted
 * @param {string} tag
 */
function match(parent, wanted, tag) {
  while (parent.children.length > wanted) parent.lastElementChild?.remove();
  while (parent.children.length < wanted) parent.append(document.createElement(tag));
}

/**
 * @param {HTMLTableRowElement} row
 * @param {string[]} cells
 * @param {(column: number) => 'col' | 'row' | null} scopeOf what the cell is the heading of, if any
 */
function fillRow(row, cells, scopeOf) {
  match(row, Math.min(row.children.length, cells.length), 'td');
  for (const [column, text] of cells.entries()) {
    const cell = row.children[column] ?? row.appendChild(makeCell(scopeOf(column)));
    // The text node stays: a selection ends with the node that it lies in.
    if (scopeOf(column)) setTranslated(cell, !isName(text));
    writeText(cell, text, { keepsNode: true });
  }
}

/** Writes only what has changed. @param {Element} cell @param {boolean} isTranslated */
function setTranslated(cell, isTranslated) {
  const head = /** @type {HTMLElement} */ (cell);
  if (head.translate !== isTranslated) head.translate = isTranslated;
}

/** @param {'col' | 'row' | null} scope */
function makeCell(scope) {
  const cell = document.createElement(scope ? 'th' : 'td');
  if (scope) cell.setAttribute('scope', scope);
  else cell.translate = false;
  return cell;
}
