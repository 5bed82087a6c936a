// Holds the recipes of `tools/README.md` against the code: what each names as its example is found by
// search, and compared with its list of files.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../tools/paths.mjs';
import { filesUnder } from '../../tools/steps.mjs';

/**
 * @typedef {{path: string, word: string | undefined}} Place a file of the list; word: what it names
 *   instead of the example
 * @typedef {{title: string, words: string[], folders: string[], places: Place[]}} Recipe
 */

/** @param {string} text */
const quoted = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside);

/**
 * @param {string} document
 * @returns {Recipe[]}
 */
function recipesIn(document) {
  const [, part = ''] = document.split(/^## How to add$/m);
  return part
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title] = section.split('\n', 1);
      const [, words = '', folders = ''] =
        section.match(/^Example: (.+)\. Searched: (.+)\.$/m) ?? [];
      const cells = [...section.matchAll(/^\| (`.+?) \|/gm)].map(([, cell]) => cell);
      const places = cells.flatMap((cell) =>
        [...cell.matchAll(/`([^`]+)`(?: \(`([^`]+)`\))?/g)].map(([, path, word]) => ({
          path,
          word,
        })),
      );
      return { title, words: quoted(words), folders: quoted(folders), places };
    });
}

/** @param {string} word @param {string} text */
const names = (word, text) => new RegExp(`(?<![\\w])${word}(?![\\w])`).test(text);

/** Made by the build, or texts about the code. */
const NO_SOURCE = /^www\/(generated|public)\/|README\.md$|^tests\/tools\/recipes\.test\.mjs$/;

const sources = filesUnder(['src', 'www', 'tests', 'tools'])
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !NO_SOURCE.test(path))
  .map((path) => ({ path, text: readFileSync(inRoot(path), 'utf8') }));

/**
 * What is wrong with a recipe, as sentences.
 * @param {Recipe} recipe
 */
function complaints({ title, words, folders, places }) {
  const isListed = (/** @type {string} */ path) =>
    places.some((place) => matches(path, place.path));
  const isSearched = (/** @type {string} */ path) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const missing = sources
    .filter(({ path }) => isSearched(path) && !isListed(path))
    .filter(({ text }) => words.some((word) => names(word, text)))
    .map(({ path }) => `${title}: ${path} names the example and is not in the list`);
  const idle = places
    .filter(({ path, word }) => {
      const wanted = word ? [word] : words;
      const files = sources.filter((source) => matches(source.path, path));
      return !files.some(({ text }) => wanted.some((each) => names(each, text)));
    })
    .map(({ path, word }) => `${title}: ${path} does not name ${word ?? 'the example'}`);
  return [...missing, ...idle];
}

/** @param {string} path @param {string} pattern with * for a part of a name */
function matches(path, pattern) {
  const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join('[^/]*')}$`).test(path);
}

const recipes = recipesIn(readFileSync(inRoot('tools/README.md'), 'utf8'));

test('there is a recipe for all that people add', () => {
  const titles = recipes.map(({ title }) => title.replace(/^An? /, ''));
  for (const wanted of ['rule', 'layer', 'setting', 'figure', 'suite of tests', 'experiment']) {
    assert.ok(titles.includes(wanted), `${wanted} among ${titles}`);
  }
});

for (const recipe of recipes) {
  test(`the recipe of ${recipe.title.toLowerCase()} lists the files that its example is in`, () => {
    assert.ok(recipe.words.length > 0, 'an example');
    assert.ok(recipe.folders.length > 0, 'folders to search');
    assert.ok(recipe.places.length > 1, 'a list of files');
    assert.deepEqual(complaints(recipe), []);
  });
}

test('a list with a file too few, a file too many or a wrong word is found out', () => {
  const recipe = (/** @type {string} */ rows) =>
    recipesIn(
      `## How to add\n### A layer\nExample: \`average_pool\`. Searched: \`src/layers\`.\n\n| File | |\n|---|---|\n${rows}`,
    )[0];
  const both = '| `src/layers/mod.rs`, `src/layers/average_pool.rs` (`AveragePool`) | both |\n';
  assert.deepEqual(complaints(recipe(both)), []);
  assert.deepEqual(complaints(recipe('| `src/layers/average_pool.rs` (`AveragePool`) | one |')), [
    'A layer: src/layers/mod.rs names the example and is not in the list',
  ]);
  assert.deepEqual(complaints(recipe(`${both}| \`src/loss.rs\` | idle |`)), [
    'A layer: src/loss.rs does not name the example',
  ]);
  assert.deepEqual(complaints(recipe(`${both}| \`src/gone.rs\` (\`relu\`) | gone |`)), [
    'A layer: src/gone.rs does not name relu',
  ]);
});
