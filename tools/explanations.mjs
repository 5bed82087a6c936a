// Reads the explanations. Each explanation stands beside its picture or control, in a file of topics
// below a heading (`# Title`); the glossary gathers the files into sections.
// A topic is `## key: Title`, then a line per paragraph, lines `$$ … $$` of formulas, and one line
// `Source: …`. In a paragraph `$…$` is a formula, too. Any other line is an error with its place.

import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/**
 * @typedef {{key: string, title: string, paragraphs: string[], formulas: string[],
 *   sources: string[]}} Topic
 * @typedef {{id: string, title: string, topics: Topic[]}} Section
 * @typedef {{short: string, full: string, href?: string, sections?: string}} Source sections: the
 *   address of its sections, without the section's number
 */

const figures = [
  'diagonal',
  'drift',
  'lines',
  'by-hand',
  'filters',
  'pictures',
  'landscape',
  'draw',
  'seeds',
];

/**
 * The sections of the glossary in their order, with the files in `www/` that hold their topics.
 * @type {{id: string, title: string, files: string[]}[]}
 */
const glossary = [
  {
    id: 'page',
    title: 'The page',
    files: ['page/explanations/page.md', 'controls/explanations.md', 'self-check/explanations.md'],
  },
  {
    id: 'figures',
    title: 'Figures',
    files: figures.map((name) => `figures/${name}/explanations.md`),
  },
  { id: 'rules', title: 'Update rules', files: ['page/explanations/rules.md'] },
  { id: 'settings', title: 'Settings', files: ['page/explanations/settings.md'] },
  { id: 'symbols', title: 'Symbols', files: ['page/explanations/symbols.md'] },
];

/**
 * @param {string} text one file
 * @param {string} name of the file, for messages
 * @returns {Section}
 */
export function parseExplanations(text, name) {
  /** @type {Section} */
  const section = { id: name, title: '', topics: [] };
  for (const [index, line] of text.split('\n').entries()) {
    const problem = takeLine(section, line.trim());
    if (problem) throw new Error(`${name}:${index + 1}: ${problem}`);
  }
  for (const { key, title, paragraphs } of section.topics) {
    if (title === '') throw new Error(`${name}: ${key} has no title`);
    if (paragraphs.length === 0) throw new Error(`${name}: ${key} has no text`);
  }
  if (section.title === '') throw new Error(`${name}: a line “# Title” must come first`);
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

/** @returns {Section[]} all sections; every key may stand only once */
export function readExplanations() {
  const sections = glossary.map(({ id, title, files }) => ({
    id,
    title,
    topics: files.flatMap((file) => {
      const text = readFileSync(inRoot('www', file), 'utf8');
      return parseExplanations(text, file).topics;
    }),
  }));
  const seen = new Set();
  for (const { key } of sections.flatMap((section) => section.topics)) {
    if (seen.has(key)) throw new Error(`${key} is explained twice`);
    seen.add(key);
  }
  return sections;
}

/** @returns {Record<string, Source>} */
export const readSources = () =>
  JSON.parse(readFileSync(inRoot('www/page/explanations/sources.json'), 'utf8'));
