import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ownSources } from '../../tools/imports.mjs';
import * as english from '../../www/words/format.js';

test('numbers are short, signed by a real minus, and never NaN', () => {
  assert.equal(english.formatInteger(-12345), '−12,345');
  assert.equal(english.formatNumber(0.05), '0.0500');
  assert.equal(english.formatNumber(-1234.5), '−1,235');
  assert.equal(english.formatNumber(2.4e-7), '2.4\u00a0×\u00a010⁻⁷');
  assert.equal(english.formatNumber(Number.NEGATIVE_INFINITY), '−∞');
  assert.equal(english.formatPlain(0.05), '0.05');
  assert.equal(english.formatPlain(60000), '60000');
  assert.equal(english.formatShort(2.8284, 3), '2.83');
  assert.equal(english.formatSigned(-0.001), '0.00');
  assert.equal(english.formatSigned(-0.5), '−0.50');
  assert.equal(english.formatSigned(0.5), '+0.50');
  assert.equal(english.formatPercent(0.9), '90.0 %');
  for (const format of [english.formatPlain, english.formatSigned, english.formatPercent]) {
    assert.equal(format(Number.NaN), '–');
  }
});

test('numbers follow the language of the page', async () => {
  Object.assign(globalThis, { document: { documentElement: { lang: 'de' } } });
  const address = new URL('../../www/words/format.js?de', import.meta.url).href;
  const german = await import(address);
  Reflect.deleteProperty(globalThis, 'document');
  assert.equal(german.formatInteger(12345), '12.345');
  assert.equal(german.formatNumber(-0.5), '−0,500');
  assert.equal(german.formatNumber(2.4e-7), '2,4\u00a0×\u00a010⁻⁷');
  assert.equal(german.formatPercent(0.925), '92,5 %');
  assert.equal(german.formatPlain(0.05), '0,05');
});

test('nothing else on the page writes numbers for people by hand', () => {
  const own = ['www/words/format.js', 'www/charts/locale.js'];
  const byHand = /\.(toFixed|toPrecision|toExponential|toLocaleString)\(|Intl\.NumberFormat/;
  const pages = ownSources().filter(({ path }) => path.endsWith('.js') && !own.includes(path));
  assert.ok(pages.length > 30);
  assert.deepEqual(
    pages.filter(({ text }) => byHand.test(text)).map(({ path }) => path),
    [],
    'use format.js',
  );
  assert.ok(
    byHand.test(readFileSync(new URL('../../www/words/format.js', import.meta.url), 'utf8')),
  );
});

test('what something else has written ends as a sentence, once', () => {
  assert.equal(
    english.asSentence('a.gz: the server answered 404'),
    'a.gz: the server answered 404.',
  );
  for (const ended of ['is the network there?', 'It stopped.', 'Stop!']) {
    assert.equal(english.asSentence(ended), ended);
  }
});
