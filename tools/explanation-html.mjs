// Writes each explanation as HTML: a popover for the page and an entry for the glossary. Formulas
// become MathML here, so that no formula library reaches the visitor.

import temml from 'temml';
import { escapeMarkup } from './markup.mjs';

/** @typedef {import('./explanations.mjs').Topic} Topic */
/** @typedef {import('./explanations.mjs').Section} Section */
/** @typedef {import('./explanations.mjs').Source} Source */
/** @typedef {Record<string, Source>} Sources */

/**
 * @param {string} formula in LaTeX
 * @param {boolean} isDisplay on a line of its own
 */
export function mathMarkup(formula, isDisplay) {
  const options = { displayMode: isDisplay, throwOnError: true, strict: true };
  const markup = temml.renderToString(formula, options);
  // The page's policy refuses style attributes, and its style sheet knows none of these classes.
  return markup.replaceAll(/ (?:class|style)="[^"]*"/g, '');
}

/**
 * A line must not break between a formula and the sign that follows it.
 * @param {string} markup
 */
export const unbroken = (markup) =>
  markup.replaceAll(
    /(<math>(?:(?!<math>).)*<\/math>)([,.;:)])/g,
    '<span class="unbroken">$1$2</span>',
  );

/** @param {string} text a paragraph with `$…$` in it */
function proseMarkup(text) {
  const parts = text.split('$');
  if (parts.length % 2 === 0) throw new Error(`a $ without its other: ${text}`);
  const markup = parts.map((part, index) =>
    index % 2 === 1 ? mathMarkup(part, false) : escapeMarkup(part),
  );
  return unbroken(markup.join(''));
}

/**
 * A source has words, then a name from the list of sources, then a section if it is this project's
 * theory: `after SI`, or `theory 4`.
 * @param {string} text
 * @param {Sources} sources
 */
function sourceMarkup(text, sources) {
  const words = text.split(' ');
  const place = words.findIndex((word) => word in sources);
  if (place < 0) throw new Error(`“${text}” names none of ${Object.keys(sources).join(', ')}`);
  const { short, href, sections } = sources[words[place]];
  const before = words.slice(0, place).map(escapeMarkup).join(' ');
  const section = words.slice(place + 1).join(' ');
  const name = escapeMarkup(short) + (section === '' ? '' : `, section ${escapeMarkup(section)}`);
  // A page that is left ends its run, so a page of this site opens beside it.
  const address = sections ? sections + section : href;
  const how = address?.startsWith('./') ? 'target="theory"' : 'rel="noreferrer"';
  const linked = address ? `<a href="${escapeMarkup(address)}" ${how}>${name}</a>` : name;
  return `${before} ${linked}`.trim();
}

/**
 * @param {Topic} topic
 * @param {Sources} sources
 */
function bodyMarkup({ paragraphs, formulas, sources: named }, sources) {
  const lines = paragraphs.map((text) => `<p>${proseMarkup(text)}</p>`);
  lines.push(
    ...formulas.map(
      (text) => `<div class="explanation-formula" translate="no">${mathMarkup(text, true)}</div>`,
    ),
  );
  if (named.length > 0) {
    const list = named.map((text) => sourceMarkup(text, sources)).join('; ');
    lines.push(`<p class="explanation-source">Source: ${list}</p>`);
  }
  return lines.join('\n');
}

/**
 * @param {Topic} topic
 * @param {Sources} sources
 */
export function popoverMarkup(topic, sources) {
  const id = `explain-${topic.key}`;
  return `<div popover id="${id}" class="explanation" role="note" aria-labelledby="${id}-title">
<p class="explanation-title" id="${id}-title">${escapeMarkup(topic.title)}</p>
${bodyMarkup(topic, sources)}
<p class="explanation-foot"><a href="./glossary.html#${topic.key}" target="glossary">In the glossary</a> <button type="button" popovertarget="${id}" popovertargetaction="hide">Close</button></p>
</div>`;
}

/**
 * All popovers.
 * @param {Section[]} sections
 * @param {Sources} sources
 */
export const popoversMarkup = (sections, sources) =>
  sections
    .flatMap(({ topics }) => topics)
    .map((topic) => popoverMarkup(topic, sources))
    .join('\n');

/**
 * The glossary: a table of contents, then every section, then the sources.
 * @param {Section[]} sections
 * @param {Sources} sources
 */
export function glossaryMarkup(sections, sources) {
  const contents = sections.map(
    ({ id, title, topics }) => `<div>
<h2><a href="#${id}">${escapeMarkup(title)}</a></h2>
<ul>${topics.map(({ key, title }) => `<li><a href="#${key}">${escapeMarkup(title)}</a></li>`).join('')}</ul>
</div>`,
  );
  const entries = sections.map(
    ({ id, title, topics }) => `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeMarkup(title)}</h2>
${topics.map((topic) => entryMarkup(topic, sources)).join('\n')}
</section>`,
  );
  const list = Object.values(sources).map(({ full, href }) => {
    const text = escapeMarkup(full);
    return `<li>${href ? `<a href="${escapeMarkup(href)}" rel="noreferrer">${text}</a>` : text}</li>`;
  });
  return `<nav class="contents" aria-label="Contents">
${contents.join('\n')}
</nav>
${entries.join('\n')}
<section aria-labelledby="sources">
<h2 id="sources">Sources</h2>
<ul class="sources">${list.join('\n')}</ul>
</section>`;
}

/**
 * @param {Topic} topic
 * @param {Sources} sources
 */
const entryMarkup = (topic, sources) => `<article class="entry" id="${topic.key}">
<h3>${escapeMarkup(topic.title)}</h3>
<div>
${bodyMarkup(topic, sources)}
</div>
</article>`;
