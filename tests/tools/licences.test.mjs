import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licenceDocument, npmPackages } from '../../tools/licences.mjs';

/** @param {string} name @param {string[]} texts */
const part = (name, texts) => ({ name, licence: 'MIT', authors: 'Ada', home: '', texts });

test('a text that two parts share stands once, with both names', () => {
  const text = licenceDocument([
    part('one 1.0.0', ['Do as\nyou like.\n']),
    part('two 2.0.0', ['Do  as you\nlike.', 'Say thanks.']),
  ]);
  assert.match(text, /^one 1\.0\.0\n {2}Licence: MIT\n {2}Authors: Ada\n {2}Text: 1\n/m);
  assert.match(text, /^two 2\.0\.0\n {2}Licence: MIT\n {2}Authors: Ada\n {2}Text: 1, 2\n/m);
  assert.match(text, /^Text 1, of one 1\.0\.0, two 2\.0\.0\n\nDo as\nyou like\.\n/m);
  assert.match(text, /^Text 2, of two 2\.0\.0\n\nSay thanks\.\n/m);
  assert.equal(text.match(/^Text \d/gm)?.length, 2);
});

test('a part without a licence file is named with its licence and its authors', () => {
  const text = licenceDocument([part('bare 0.1.0', [])]);
  assert.match(text, /^bare 0\.1\.0\n {2}Licence: MIT\n {2}Authors: Ada\n {2}Text: none/m);
});

test('uplot is among the packages that reach a visitor, and tools are not', () => {
  const names = npmPackages().map(({ name }) => name.replace(/ .*/, ''));
  assert.ok(names.includes('uplot'), `${names}`);
  assert.ok(!names.includes('typescript'));
});
