import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { glossaryMarkup, mathMarkup, popoversMarkup } from '../../tools/explanation-html.mjs';
import { parseExplanations, readExplanations, readSources } from '../../tools/explanations.mjs';
import { pageContent } from '../../tools/page-content.mjs';
import { inRoot } from '../../tools/paths.mjs';
import { filesUnder } from '../../tools/steps.mjs';
import { theoryMarkup } from '../../tools/theory-html.mjs';
import catalog from '../../www/generated/catalog.js';

const sections = readExplanations();
const sources = readSources();
const topics = new Map(sections.flatMap(({ topics }) => topics).map((topic) => [topic.key, topic]));
const settings = [...catalog.settings, ...catalog.laneSettings];

test('every setting and every rule is explained, under the name it has on the page', () => {
  assert.ok(settings.length >= 14, `${settings.length} settings`);
  assert.ok(catalog.rules.length >= 12, `${catalog.rules.length} rules`);
  for (const { key, label } of settings) assert.equal(topics.get(key)?.title, label, key);
  for (const { id, label } of catalog.rules) assert.equal(topics.get(id)?.title, label, id);
});

test('every rule has a formula and a source', () => {
  for (const { id } of catalog.rules) {
    const rule = topics.get(id);
    assert.ok(rule && rule.formulas.length > 0, id);
    assert.ok(rule.sources.length > 0, id);
  }
});

test('one to three sentences or little more: an explanation is read beside what it explains', () => {
  for (const { key, paragraphs } of topics.values()) {
    const words = paragraphs.join(' ').split(/\s+/).length;
    assert.ok(words <= 75, `${key} has ${words} words`);
  }
});

/** Controls that share a question mark with others, under their names on the page. */
const shared = {
  epoch: ['Reset', 'New seed'],
  'seed-runs': ['Seeds', 'Steps each', 'Run', 'Cancel'],
  'landscape-fields': ['Rescale the second start by', 'Rate', 'Steps'],
  draw: ['Undo', 'Clear'],
};

for (const [key, names] of Object.entries(shared)) {
  test(`“${key}” explains each of its controls by name`, () => {
    const text = topics.get(key)?.paragraphs.join(' ') ?? '';
    const page = [
      'index.html',
      'controls/rail.html',
      ...['seeds', 'landscape', 'draw'].map((name) => `figures/${name}/view.js`),
    ]
      .map((file) => readFileSync(inRoot(`www/${file}`), 'utf8'))
      .join('\n');
    for (const name of names) {
      assert.ok(text.includes(name), `${name} in the explanation`);
      assert.match(page, new RegExp(`['>]${name} ?['<]`), `${name} on the page`);
    }
    assert.match(page, new RegExp(`explain(-|Button\\(')${key}["']`), 'its question mark');
  });
}

test('sections of the theory that are named exist', () => {
  const theory = readFileSync(inRoot('src/theory.md'), 'utf8');
  const named = [...topics.values()].flatMap((topic) => topic.sources);
  const sectionsNamed = named.filter((source) => source.startsWith('theory '));
  assert.ok(sectionsNamed.length > 20);
  const page = theoryMarkup(theory);
  const popovers = popoversMarkup(sections, sources);
  for (const source of sectionsNamed) {
    const section = source.slice('theory '.length);
    assert.match(theory, new RegExp(`^# ${section}\\. `, 'm'), source);
    assert.ok(page.includes(`<article class="entry" id="section-${section}">`), source);
    assert.ok(popovers.includes(`href="./theory.html#section-${section}" target="theory"`), source);
  }
  assert.doesNotMatch(popovers, /href="\.\/theory\.html[^"]*" (?!target)/, 'a run would end');
});

test('the theory becomes a page: an entry a section, a table’s rows as items, nothing refused', () => {
  const text =
    'Before.\n\n# 1. One (*own*)\n\n| id | is | on |\n|---|---|---|\n| `sgd` | b | c |\n';
  assert.equal(
    theoryMarkup(`${text}# 2. Two < 3\n\nText.\n`).replaceAll('\n', ''),
    '<article class="entry"><h2>Sources</h2><div><p>Before.</p></div></article>' +
      '<article class="entry" id="section-1"><h2>1. One (<em>own</em>)</h2><div>' +
      '<ul><li><code>sgd</code>: b; on c</li></ul></div></article>' +
      '<article class="entry" id="section-2"><h2>2. Two &lt; 3</h2><div><p>Text.</p></div></article>',
  );
  assert.throws(() => theoryMarkup('# No number\n'), /“# 1\. Title” is wanted: No number/);
  const page = theoryMarkup(readFileSync(inRoot('src/theory.md'), 'utf8'));
  assert.doesNotMatch(page, /\sstyle=|<script|<style|\son\w+=|<table/i);
});

test('everything the pages open is there, and everything there becomes a popover and an entry', () => {
  const popovers = popoversMarkup(sections, sources);
  const glossary = glossaryMarkup(sections, sources);
  for (const key of topics.keys()) {
    assert.ok(popovers.includes(`id="explain-${key}"`), key);
    assert.ok(glossary.includes(`id="${key}"`), key);
  }
  const page = filesUnder(['www'])
    .filter((path) =>
      /^www\/(index\.html|(figures|controls|page|charts|self-check)\/.*\.(js|html))$/.test(
        path.replaceAll('\\', '/'),
      ),
    )
    .map((path) => readFileSync(inRoot(path), 'utf8'))
    .join('\n');
  const asked = [
    ...page.matchAll(/popovertarget="explain-([\w-]+)"/g),
    ...page.matchAll(/explainButton\('([\w-]+)'/g),
    ...page.matchAll(/explain: '([\w-]+)'/g),
  ];
  assert.ok(asked.length >= 10, `${asked.length} places that open an explanation`);
  for (const [, key] of asked) assert.ok(topics.has(key), key);
});

test('nothing is left that the policy of the page refuses', () => {
  for (const markup of [popoversMarkup(sections, sources), glossaryMarkup(sections, sources)]) {
    assert.doesNotMatch(markup, /\sstyle=|<script|<style|\son\w+=/i);
    assert.doesNotMatch(markup, /\$|\\/, 'a formula that was not converted');
  }
});

test('formulas become MathML, and a mistake in one is an error', () => {
  assert.match(mathMarkup('\\frac{G}{\\kappa}', true), /^<math display="block">.*<mfrac>.*κ/);
  assert.throws(() => mathMarkup('\\fraction{G}', true), /\\fraction/);
  assert.throws(() => mathMarkup('\\frac{G}{', true));
});

for (const [what, text, message] of /** @type {[string, string, RegExp][]} */ ([
  ['a topic without a title', '# S\n## a:\ntext', /a has no title/],
  ['a topic without text', '# S\n## a: A\n$$ x $$', /a has no text/],
  ['a heading of another form', '# S\n## A title', /s\.md:2: a topic begins with/],
  ['an open formula', '# S\n## a: A\ntext\n$$ x', /s\.md:4: a formula stands on one line/],
  ['text outside a topic', '# S\ntext', /s\.md:2: text before/],
  ['no section title', '## a: A\ntext', /“# Title”/],
])) {
  test(`${what} is refused with its place`, () => {
    assert.throws(() => parseExplanations(text, 's.md'), message);
  });
}

test('an unknown source and a lone $ are refused', () => {
  const section = parseExplanations('# S\n## a: A\nsome text\nSource: nobody 1', 's.md');
  assert.throws(() => popoversMarkup([section], sources), /“nobody 1” names none of SI/);
  const lone = parseExplanations('# S\n## a: A\nsome $ text', 's.md');
  assert.throws(() => popoversMarkup([lone], sources), /without its other/);
});

test('markup in a text is text', () => {
  const section = parseExplanations('# S\n## a: A <b>\n1 < 2 & so on', 's.md');
  const markup = popoversMarkup([section], sources);
  assert.match(markup, /A &lt;b&gt;/);
  assert.match(markup, /1 &lt; 2 &amp; so on/);
});

test('the plugin fills its marks and leaves other pages alone', () => {
  const { transformIndexHtml } = pageContent();
  const transform = /** @type {(html: string) => string} */ (transformIndexHtml);
  assert.match(transform('<body><!-- explanations --></body>'), /<body><div popover/);
  assert.match(transform('<main><!-- glossary --></main>'), /<nav class="contents"/);
  assert.match(transform('<!-- keys -->'), /data-key=" " data-action="togglePlay"/);
  assert.match(transform('<!-- presets -->'), /<a href="#lanes=[^"]*&amp;rescalings=/);
  assert.equal(transform('<body></body>'), '<body></body>');
});
