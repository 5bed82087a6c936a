// What is in `dist/`: how much of it, and nothing that a static host or a sub-path would break.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { listFiles, SCRIPT } from '../../tools/offline.mjs';
import { siteFolder } from '../../tools/paths.mjs';

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
      (file) => !engines.paper.test(file),
    ),
  );
  within('before the first step', page + shards, 1_200_000);
});

test('the service worker knows every file, and the page finds it', () => {
  const [list] = readFileSync(join(siteFolder, SCRIPT), 'utf8').split('\n');
  const build = JSON.parse(list.replace('self.build = ', '').replace(/;$/, ''));
  assert.deepEqual(build.files, listFiles(siteFolder));
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

for (const name of ['index.html', 'glossary.html', 'theory.html', 'paper/index.html']) {
  test(`the policy is in ${name}: own origin only, trusted types`, () => holdsPolicy(name));
}

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
