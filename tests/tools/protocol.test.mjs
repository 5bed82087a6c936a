import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownSources } from '../../tools/imports.mjs';

/**
 * Comparisons of a text with a sentence: a value that decides what happens is an id, never words
 * that somebody may put better.
 * @param {string} text of a file
 */
function comparedSentences(text) {
  const sentence = /['"`][^'"`\n]*[^'"`\s] [^'"`\s][^'"`\n]*['"`]/.source;
  const before = new RegExp(`(?:[=!]==?|\\bcase)\\s*${sentence}`, 'g');
  const after = new RegExp(`${sentence}\\s*[=!]==?`, 'g');
  const asked = new RegExp(`\\.(?:includes|startsWith|endsWith|indexOf)\\(${sentence}`, 'g');
  return [before, after, asked].flatMap((pattern) => text.match(pattern) ?? []);
}

test('no sentence decides what the page does', () => {
  const pages = ownSources().filter(({ path }) => path.endsWith('.js'));
  assert.ok(pages.length > 100, 'the sources were found');
  const found = pages.flatMap(({ path, text }) =>
    comparedSentences(text).map((match) => `${path}: ${match}`),
  );
  assert.deepEqual(found, []);
});

test('the search is not asleep: compared sentences are found, keys and spaces are not', () => {
  for (const text of [
    "const is = invariant === 'invariant under any factor per unit';",
    "if ('not here' !== error.message) return;",
    'if (message.startsWith("there is no")) return;',
    "switch (answer) { case 'it is done': return; }",
  ]) {
    assert.equal(comparedSentences(text).length, 1, text);
  }
  for (const text of [
    "if (key === ' ') return;",
    "if (invariance === 'unit') say('the twins stay equal');",
    "const words = isLong ? 'a long text' : 'a short text';",
  ]) {
    assert.deepEqual(comparedSentences(text), [], text);
  }
});
