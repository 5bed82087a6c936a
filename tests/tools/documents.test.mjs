// What the documents say about files and versions, held against the repository.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { inRoot } from '../../tools/paths.mjs';

const documents = ['README.md', 'CHANGELOG.md', 'tools/README.md', 'results/README.md'];

/** @param {string} path */
const read = (path) => readFileSync(inRoot(path), 'utf8');

/** The addresses of a document's links and pictures. @param {string} text */
const linksIn = (text) => [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, address]) => address);

/** A heading's address, as code hosts make it. @param {string} heading */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-');

/**
 * Links of a document that lead nowhere.
 * @param {string} document
 * @param {string} text
 */
function brokenLinks(document, text) {
  return linksIn(text)
    .filter((address) => !/^[a-z]+:/.test(address))
    .filter((address) => {
      const [path, anchor] = address.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      if (!existsSync(inRoot(file))) return true;
      if (anchor === undefined) return false;
      const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
      return !headings.map(anchorOf).includes(anchor);
    });
}

for (const document of documents) {
  test(`every link of ${document} leads to a file of the repository`, () => {
    assert.deepEqual(brokenLinks(document, read(document)), []);
  });
}

test('the README leads to the other documents, and links that lead nowhere are found out', () => {
  const links = linksIn(read('README.md'));
  assert.ok(links.length > 25, `${links.length} links`);
  for (const wanted of ['results/README.md', 'CHANGELOG.md', 'CITATION.cff', 'LICENSE']) {
    assert.ok(links.includes(wanted), wanted);
  }
  const made = '[a](gone.md), [b](LICENSE), [c](README.md#no-such-heading), ![d](www/gone.png)';
  assert.deepEqual(brokenLinks('README.md', made), [
    'gone.md',
    'README.md#no-such-heading',
    'www/gone.png',
  ]);
});

test('files that the README of the tools names in its tables are there', () => {
  const [commands] = read('tools/README.md').split('## How to add');
  const named = [...commands.matchAll(/`([\w./-]+\.(?:mjs|json|svg|toml|rs))`/g)].map(
    ([, path]) => path,
  );
  assert.ok(named.length > 15, `${named.length} files`);
  for (const path of named) {
    const places = [path, join('tools', path)];
    assert.ok(
      places.some((place) => existsSync(inRoot(place))),
      path,
    );
  }
});

test('every command that the documents name is in package.json', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = documents.flatMap((document) =>
    [...read(document).matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(
      ([, script, short]) => script ?? short,
    ),
  );
  assert.ok(named.length > 10);
  for (const name of named) assert.ok(name in scripts, name);
  for (const name of Object.keys(scripts)) assert.ok(named.includes(name), `${name} is named`);
});

test('package, crate, citation and changelog agree on the version', () => {
  const { version } = JSON.parse(read('package.json'));
  assert.match(read('Cargo.toml'), new RegExp(`^version = "${version}"$`, 'm'));
  const citation = read('CITATION.cff');
  assert.match(citation, new RegExp(`^version: ${version}$`, 'm'));
  const [, release, date] = read('CHANGELOG.md').match(/^## (\d\S*) – (\d{4}-\d\d-\d\d)$/m) ?? [];
  assert.equal(release, version, 'the newest release of the changelog');
  assert.match(citation, new RegExp(`^date-released: "${date}"$`, 'm'));
  assert.ok(read('README.md').includes(`version ${version}`), 'the citation in the README');
});
