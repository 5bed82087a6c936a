// Reads the explanations of the page, `www/page/explanations/*.md`: sections (`# Title`) of topics.
// A topic is `## key: Title`, then a line per paragraph, lines `$$ … $$` of formulas, and one line
// `Source: …`. In a paragraph `$…$` is a formula too. Whatever is not so is an error that says where.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/**
 * @typedef {{key: string, title: string, paragraphs: string[], formulas: string[],
 *   sources: string[]}} Topic
 * @typedef {{id: string, title: string, topics: Topic[]}} Section
 * @typedef {{short: string, full: string, href?: string, sections?: string}} Source sections: where
 *   its sections are, up to their number
 */

export const explanationsFolder = 'www/page/explanations';
/** In the order of the glossary. */
export const explanationFiles = ['pictures', 'rules', 'settings', 'page', 'symbols'];

/**
 * @param {string} text one file
 * @param {string} name of the file, for messages and as the section's id
 * @returns {Section}
 */
export function parseExplanations(text, name) {
  /** @type {Section} */
  const section = { id: name, title: '', topics: [] };
  for (const [index, line] of text.split('\n').entries()) {
    const problem = takeLine(section, line.trim());
    if (problem) throw new Error(`${name}.md:${index + 1}: ${problem}`);
  }
  for (const { key, title, paragraphs } of section.topics) {
    if (title === '') throw new Error(`${name}.md: ${key} has no title`);
    if (paragraphs.length === 0) throw new Error(`${name}.md: ${key} has no text`);
  }
  if (section.title === '') throw new Error(`${name}.md: a line “# Title” must come first`);
  return section;
}

/**
 * @param {Section} section
 * @param {string} line
 * @returns {string} '' when the line was understood
 */
function takeLine(section, line) {
  const topic = section.topics.at(-1);
  if (line === '') return '';
  if (line.startsWith('# ')) section.title = line.slice(2).trim();
  else if (line.startsWith('## ')) {
    const [, key, title] = line.match(/^## ([A-Za-z][\w-]*):(.*)$/) ?? [];
    if (key === undefined) return 'a topic begins with “## key: Title”';
    section.topics.push({ key, title: title.trim(), paragraphs: [], formulas: [], sources: [] });
  } else if (!topic) return 'text before the first topic';
  else if (line.startsWith('$$')) {
    const [, formula] = line.match(/^\$\$ (.+) \$\$$/) ?? [];
    if (formula === undefined) return 'a formula stands on one line between $$ and $$';
    topic.formulas.push(formula);
  } else if (line.startsWith('Source:')) {
    topic.sources = line
      .slice('Source:'.length)
      .split(';')
      .map((source) => source.trim());
  } else topic.paragraphs.push(line);
  return '';
}

/** @returns {Section[]} all of them; a key may stand once only */
export function readExplanations() {
  const sections = explanationFiles.map((name) =>
    parseExplanations(readFileSync(inRoot(join(explanationsFolder, `${name}.md`)), 'utf8'), name),
  );
  const seen = new Set();
  for (const { key } of sections.flatMap((section) => section.topics)) {
    if (seen.has(key)) throw new Error(`${explanationsFolder}: ${key} is explained twice`);
    seen.add(key);
  }
  return sections;
}

/** @returns {Record<string, Source>} */
export const readSources = () =>
  JSON.parse(readFileSync(inRoot(join(explanationsFolder, 'sources.json')), 'utf8'));
