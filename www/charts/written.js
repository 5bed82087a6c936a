/**
 * Writes texts that change, on a page that a translator may work on: it puts its own words into
 * `font` elements in place of the text nodes, and works again on every text that is written.
 */

/** The text that each element was given last. @type {WeakMap<Element, string>} */
const given = new WeakMap();

/**
 * Writes only what has changed: translators, screen readers and layout notice every write.
 * @param {Element} target holds this text alone
 * @param {string} text
 * @param {{keepsNode?: boolean}} [how] keepsNode: a selection in the text stays
 */
export function writeText(target, text, { keepsNode = false } = {}) {
  const isTranslated = () => given.get(target) === text && target.querySelector('font') !== null;
  const isThere = target.textContent === text || isTranslated();
  given.set(target, text);
  if (isThere) return;
  const [node] = target.childNodes;
  const isAlone = target.childNodes.length === 1 && node instanceof Text;
  if (keepsNode && isAlone) node.data = text;
  else target.textContent = text;
}

/**
 * Whether a text begins with the name of a rule, such as UN, which a translator would take for the
 * United Nations.
 * @param {string} text
 */
export const isName = (text) => /^([A-Z]{2}|Ada|Path)/.test(text);
