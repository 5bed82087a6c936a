// What is in `dist/`: how much of it, and nothing that a static host or a sub-path would break.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mustRun } from '../../tools/command.mjs';
import { LICENCES } from '../../tools/licences.mjs';
import { listFiles, SCRIPT } from '../../tools/offline.mjs';
import { inRoot, siteFolder } from '../../tools/paths.mjs';

const files = readdirSync(siteFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

/** @param {string[]} extensions */
const withExtension = (...extensions) => files.filter((file) => extensions.includes(extname(file)));

/** @param {string[]} list */
const gzipped = (list) =>
  list.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);

const kB = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/**
 * @param {string} what
 * @param {number} bytes
 * @param {number} budget
 */
function within(what, bytes, budget) {
  console.log(`${what}: ${kB(bytes)} of ${kB(budget)}`);
  assert.ok(bytes <= budget, `${what}: ${kB(bytes)}, more than ${kB(budget)}`);
}

/** Two builds of the engine: nobody downloads what the other page asks for. */
const engines = {
  lab: /scale_drift_bg-[\w-]+\.wasm$/,
  paper: /scale_drift_paper_bg-[\w-]+\.wasm$/,
};

test('the engine of each page is at most 130 kB gzip', () => {
  for (const [name, pattern] of Object.entries(engines)) {
    const own = withExtension('.wasm').filter((file) => pattern.test(file));
    assert.equal(own.length, 1, name);
    within(`wasm of ${name}`, gzipped(own), 130_000);
  }
  assert.equal(withExtension('.wasm').length, 2);
});

/**
 * What a page loads before its first step: all but the parts that come by `import()`, which the end to
 * end tests hold it to.
 * @param {string} page
 * @param {RegExp} worker
 */
function loadedAtOnce(page, worker) {
  const html = readFileSync(join(siteFolder, page), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="(\.{1,2}\/[^"]+\.(?:js|css))"/g)].map(([, file]) =>
    join(siteFolder, dirname(page), file),
  );
  const workers = withExtension('.js').filter((file) => worker.test(file));
  assert.equal(workers.length, 1, 'the worker');
  const found = new Set([...named, ...workers]);
  for (const file of found) {
    const code = readFileSync(file, 'utf8');
    for (const [, path] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) {
      found.add(join(dirname(file), path));
    }
  }
  return [...found];
}

const lab = () => loadedAtOnce('index.html', /trainer-[\w-]+\.js$/);
const paper = () => loadedAtOnce('paper/index.html', /worker-[\w-]+\.js$/);

test('JavaScript and CSS are at most 100 kB gzip before the first step, and 160 kB with all that loads later', () => {
  const atOnce = lab();
  assert.ok(atOnce.length >= 3, 'page, worker and style');
  within('JavaScript and CSS before the first step', gzipped(atOnce), 100_000);
  const others = paper().filter((file) => !atOnce.includes(file));
  const own = withExtension('.js', '.css').filter((file) => !others.includes(file));
  within('all JavaScript and CSS', gzipped(own), 160_000);
});

test('JavaScript and CSS of the paper’s page are at most 60 kB gzip, and neither page loads the other’s own', () => {
  const all = paper();
  assert.ok(all.length >= 3, 'page, worker and style');
  within('JavaScript and CSS of the paper’s page', gzipped(all), 60_000);
  const shared = lab().filter((file) => all.includes(file));
  assert.ok(shared.length >= 1, 'what both need comes once');
  assert.ok(!shared.some((file) => /(?:lab|trainer|paper|worker)-[\w-]+\.(?:js|css)$/.test(file)));
});

test('at most 1.2 MB come before the first training step', () => {
  const manifest = JSON.parse(readFileSync(join(siteFolder, 'data', 'manifest.json'), 'utf8'));
  const shards = manifest.training.shards[0].bytes + manifest.test.shards[0].bytes;
  const page = gzipped(
    withExtension('.html', '.js', '.css', '.wasm', '.json', '.svg').filter(
      (file) => !engines.paper.test(file) && !/pages-\w+\.json$/.test(file),
    ),
  );
  within('before the first step', page + shards, 1_200_000);
});

test('the service worker knows every file, and the page finds it', () => {
  const [list] = readFileSync(join(siteFolder, SCRIPT), 'utf8').split('\n');
  const build = JSON.parse(list.replace('self.build = ', '').replace(/;$/, ''));
  assert.deepEqual(build.files, listFiles(siteFolder));
  for (const [page, engine] of Object.entries({ '': engines.lab, 'paper/': engines.paper })) {
    const needed = build.needs[page].join('\n');
    for (const name of [engine, /(?:trainer|worker)-[\w-]+\.js$/m, /\.css$/m])
      assert.match(needed, new RegExp(name.source, 'm'), page);
  }
  assert.ok(Object.hasOwn(build.files, build.copies), 'the copies of the pages');
  assert.equal(Object.keys(build.files).length, files.length - 1, 'all but itself');
  const page = withExtension('.js').find((file) => /lab-[\w-]+\.js$/.test(file)) ?? '';
  assert.ok(readFileSync(page, 'utf8').includes(SCRIPT));
});

test('every shard of the manifest is there', () => {
  const { training, test: tests } = JSON.parse(
    readFileSync(join(siteFolder, 'data', 'manifest.json'), 'utf8'),
  );
  for (const { file, bytes } of [...training.shards, ...tests.shards]) {
    assert.equal(readFileSync(join(siteFolder, 'data', file)).length, bytes, file);
  }
});

test('every address is relative, so that any sub-path works', () => {
  for (const file of withExtension('.html', '.css')) {
    const text = readFileSync(file, 'utf8');
    const absolute = [...text.matchAll(/(?:src|href)="(\/[^"]*)"|url\((\/[^)]*)\)/g)].map(
      ([all]) => all,
    );
    assert.deepEqual(absolute, [], file);
  }
});

/**
 * What the list of licences says: the texts of every part, by the part's name with its version.
 * @param {string} document
 */
function licencesByPart(document) {
  const [list, ...full] = document.split(/^=+\n(?=Text \d+, of )/m);
  const texts = new Map(full.map((text) => [text.match(/\d+/)?.[0], text]));
  const entries = list.matchAll(/^(\S.*)\n(?: {2}\S.*\n)*? {2}Text: (.*)$/gm);
  return new Map(
    [...entries].map(([, name, numbers]) => [
      name,
      numbers.split(', ').map((number) => texts.get(number) ?? ''),
    ]),
  );
}

test('licences.txt has the licence of every package and crate that reaches a visitor', async () => {
  const document = readFileSync(join(siteFolder, LICENCES), 'utf8');
  const listed = licencesByPart(document);
  const tree = await mustRun('cargo', [
    ...['tree', '--quiet', '--locked', '--target', 'wasm32-unknown-unknown'],
    ...['--edges', 'normal', '--prefix', 'none', '--no-dedupe', '--package', 'scale-drift'],
  ]);
  const crates = [...tree.matchAll(/^(\S+) v(\d\S*)/gm)].map(
    ([, name, version]) => `${name === 'scale-drift' ? 'Scale Drift' : name} ${version}`,
  );
  assert.ok(new Set(crates).size > 20, `${crates}`);
  const { dependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  assert.ok('uplot' in dependencies);
  const packages = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
  for (const name of [...crates, ...packages]) {
    const texts = listed.get(name);
    assert.ok(texts, `${name} is not in the list`);
    const [users = '', ...lines] = texts.join('\n').split('\n');
    assert.ok(users.includes(name), `${name} is not named at its text`);
    assert.ok(lines.join('').length > 500, `${name} has no licence text`);
  }
  assert.match(document, /Creative Commons\s+Attribution-ShareAlike 3.0/, 'MNIST');
});

const pages = ['index.html', 'glossary.html', 'theory.html', 'paper/index.html'];

for (const name of pages) {
  test(`the policy is in ${name}: own origin only, trusted types`, () => holdsPolicy(name));
}

test('every page leads to the licences, from any sub-path', () => {
  for (const name of pages) {
    const html = readFileSync(join(siteFolder, name), 'utf8');
    const [, footer = ''] = html.split('<footer');
    const [, address = ''] = footer.match(/href="([^"]+)">Licences</) ?? [];
    assert.equal(join(dirname(name), address), LICENCES, name);
  }
});

/** @param {string} name */
function holdsPolicy(name) {
  const html = readFileSync(join(siteFolder, name), 'utf8').replaceAll(/\s+/g, ' ');
  const policy = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/i)?.[1] ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:/);
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>/i, 'no inline script');
  assert.doesNotMatch(html, /\sstyle="|<style/i, 'no inline style');
}
