// Writes `src/theory.md` as a page, so that the reader of an explanation can read the section that it
// cites. Each section is an entry under its number, by which comments and explanations name it.

import { Marked } from 'marked';
import { mathMarkup, unbroken } from './explanation-html.mjs';
import { isFormula, latexOf } from './formula-latex.mjs';
import { escapeMarkup } from './markup.mjs';

/** @typedef {import('marked').Tokens.Table} Table */

/**
 * Rows of a table are too long for a phone: each row becomes an item that names its columns. A text
 * in backquotes is a formula, unless it is a name in code.
 */
const marked = new Marked({
  renderer: {
    codespan: ({ text }) =>
      isFormula(text) ? mathMarkup(latexOf(text), false) : `<code>${escapeMarkup(text)}</code>`,
    table({ header, rows }) {
      const inline = (/** @type {Table['header'][number]} */ { tokens }) =>
        this.parser.parseInline(tokens);
      const items = rows.map(
        ([first, ...rest]) =>
          `<li>${inline(first)}: ${rest.map((cell, at) => (at === 0 ? inline(cell) : `${inline(header[at + 1])} ${inline(cell)}`)).join('; ')}</li>`,
      );
      return `<ul>${items.join('\n')}</ul>`;
    },
  },
});

/** @param {string} text in Markdown */
const markup = (text) => unbroken(marked.parse(text, { async: false }));

/**
 * @param {string} text sections that begin with `# 1. Title`, after some lines without a title
 * @returns {string}
 */
export function theoryMarkup(text) {
  const [preface, ...sections] = text.split(/^# /m);
  const entries = sections.map((section) => {
    const [, number, title, body] = section.match(/^(\d+)\. (.+)\n([\s\S]*)$/) ?? [];
    if (number === undefined) throw new Error(`“# 1. Title” is wanted: ${section.slice(0, 40)}`);
    const heading = marked.parseInline(`${number}. ${title}`, { async: false });
    return `<article class="entry" id="section-${number}">
<h2>${heading}</h2>
<div>
${markup(body)}</div>
</article>`;
  });
  return `<article class="entry">
<h2>Sources</h2>
<div>
${markup(preface)}</div>
</article>
${entries.join('\n')}`;
}
