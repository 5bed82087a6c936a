import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { repairHash } from '../../www/link/repair.js';
import { formatHash } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { sampleCatalog as catalog } from './catalog-sample.js';

const link = 'v=2&lanes=sgd:0.02,un&width=16&seed=7&stop=steps:100';

/** What is done to a link on its way. @type {Record<string, (hash: string) => string>} */
const ways = {
  'in HTML': (hash) => hash.replaceAll('&', '&amp;'),
  'in HTML twice': (hash) => hash.replaceAll('&', '&amp;amp;'),
  'encoded whole': (hash) => encodeURIComponent(hash),
  'encoded twice': (hash) => encodeURIComponent(encodeURIComponent(hash)),
  'with its sign encoded': (hash) => `%23${hash}`,
  'encoded with its sign': (hash) => encodeURIComponent(`#${hash}`),
  'before a full stop': (hash) => `${hash}.`,
  'in brackets': (hash) => `${hash})`,
  'quoted, at the end of a sentence': (hash) => `${hash}”).`,
  'in HTML by numbers': (hash) => hash.replaceAll('&', '&#38;').replace('&#38;', '&#x26;'),
  'encoded three times': (hash) => encodeURIComponent(encodeURIComponent(encodeURIComponent(hash))),
  'with its signs encoded twice': (hash) => `%2523${hash.replaceAll('&', '%2526')}`,
  'with unseen signs in it': (hash) => `\u200b${hash.replace('width', 'wi\u00addth')}%E2%80%8B`,
  'broken over lines': (hash) => hash.replace('&width', '%0D%0A&wid%0Ath'),
  'with blanks in it': (hash) => hash.replace('&width', '%20&width').replace('&seed', '+&seed'),
  'in quoted-printable mail': (hash) => hash.replaceAll('=', '=3D').replace('width', 'wi=%0Adth'),
  'with trackers': (hash) => `${hash}&fbclid=IwAR0&utm_source=x&gclid=y`,
  'with a query behind it': (hash) => `${hash}?utm_source=x&utm_medium=y`,
  'in pointed brackets, encoded': (hash) => `${hash}%3E`,
  'in pointed brackets, in HTML': (hash) => `${hash}&gt;`,
  'before a full stop, encoded': (hash) => `${hash}%2E`,
  'in Chinese brackets': (hash) => `${hash}）。`,
  'before an Arabic comma': (hash) => `${hash}،`,
  'in smart quotes': (hash) => encodeURI(`“${hash}”`),
  'in bold type': (hash) => `**${hash}**`,
  'before an ellipsis': (hash) => `${hash}…`,
  'in wide signs': (hash) => hash.replace('16', '１６').replaceAll(':', '：'),
  'with a text to scroll to': (hash) => `${hash}:~:text=abc`,
  'in a chat, with the name that is shown': (hash) => `${hash}|this run>`,
  'in a chat, twice': (hash) => `${hash}|https://example.org/#${hash}>`,
  'in Markdown, twice': (hash) => `${hash}](https://example.org/#${hash})`,
  'before the end of its tag': (hash) => `${hash}">the run</a>`,
  'before a tag, encoded': (hash) => `${hash}%3Cbr%20/%3E`,
  'before a tag, in HTML': (hash) => `${hash}&quot;&gt;run&lt;/a&gt;`,
  'behind an exclamation mark': (hash) => `!${hash}`,
  'behind a slash and a question mark': (hash) => `/?${hash}`,
  'in TeX': (hash) => `\\#${hash.replaceAll('&', '\\&')}`,
  'in JSON': (hash) => `${hash.replaceAll('&', '\\u0026').replaceAll('=', '\\u003d')}"}`,
  'in mail, with every sign quoted': (hash) =>
    hash.replaceAll('=', '=3D').replaceAll('&', '=26').replaceAll(':', '=3A'),
  'in mail, broken where no break is left': (hash) =>
    hash.replaceAll('=', '=3D').replace('width', 'wid=th').replace('seed', 'se= ed'),
  'in HTML by names': (hash) => hash.replaceAll('=', '&equals;').replaceAll(':', '&colon;'),
  'in HTML without semicolons': (hash) => hash.replaceAll('&', '&amp'),
  'with commas of other scripts': (hash) => hash.replace(',', '、'),
  'with a tracker in front': (hash) => `utm_source=x&fbclid=y&${hash}&gad_source=1&trk=z`,
  'before a broken quotation mark': (hash) => `${hash}%93%E2%80`,
  'read in another encoding': (hash) => `${hash.replaceAll('&', 'Â &')}â€`,
  'in a quoted answer': (hash) => hash.replace('&width', '%0A%3E%20&width'),
  'before a face': (hash) => encodeURI(`${hash}🙂!`),
  'in HTML, encoded and in brackets': (hash) =>
    `${encodeURIComponent(hash.replaceAll('&', '&amp;'))})`,
};

for (const [what, done] of Object.entries(ways)) {
  test(`a link ${what} means what it meant`, () => {
    const { state, problems } = parseHash(repairHash(`#${done(link)}`), catalog);
    assert.deepEqual(problems, []);
    assert.equal(formatHash(state, catalog), link);
  });
}

test('a link that nothing has changed is read as it is', () => {
  const part = fc.constantFrom(...'abz059=&:,-'.split(''));
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join('')),
      (text) => {
        // A comma or colon at the end belongs to no link of ours.
        const whole = `${text}7`;
        assert.equal(repairHash(whole), whole);
      },
    ),
  );
});

test('what cannot be understood is named', () => {
  for (const hash of [
    'v=2&lanes=sgd:0,02,un',
    'v=2)&width=16',
    'V=2&WIDTH=16',
    'v=2;width=16',
    'v=2&width=16#stage',
    'v=2&width=16&colour=red',
    'v=2|lanes=sgd|width=16',
    'v=2&lanes=sgd&quot;&width=16',
    'v=2&lanes=sgd>&width=16',
    'v=2&lanes=sgdé,un',
  ]) {
    assert.ok(parseHash(repairHash(`#${hash}`), catalog).problems.length > 0, hash);
  }
});

test('a broken encoding is left as it is, and named', () => {
  assert.ok(parseHash(repairHash('%E0%A4%A'), catalog).problems.length > 0);
  assert.ok(parseHash(repairHash('%3d%E0%A4%A'), catalog).problems.length > 0);
});
