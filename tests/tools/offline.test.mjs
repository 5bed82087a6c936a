import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listFiles, needsOf, offlineScript, writeCopies } from '../../tools/offline.mjs';

const sum = (/** @type {string} */ digit) => digit.repeat(64);

function makeSite() {
  const folder = mkdtempSync(join(tmpdir(), 'scale-drift-'));
  mkdirSync(join(folder, 'data'));
  const shard = (/** @type {string} */ file, /** @type {string} */ digit) => ({
    file,
    sha256: sum(digit),
    rawSha256: sum('f'),
  });
  const training = { shards: [shard('training-00.gz', '1'), shard('training-01.gz', '2')] };
  const parts = { training, test: { shards: [shard('test-00.gz', '3')] } };
  writeFileSync(join(folder, 'data/manifest.json'), JSON.stringify(parts));
  for (const name of ['training-00.gz', 'training-01.gz', 'test-00.gz']) {
    writeFileSync(join(folder, 'data', name), name);
  }
  writeFileSync(join(folder, 'index.html'), 'page');
  mkdirSync(join(folder, 'paper'));
  writeFileSync(join(folder, 'paper/index.html'), 'page of a folder');
  writeFileSync(join(folder, 'offline.js'), 'itself');
  return folder;
}

test('the list has every file except the script itself, at the address that the page asks for', () => {
  const files = listFiles(makeSite());
  assert.deepEqual(Object.keys(files).sort(), [
    '',
    'data/manifest.json',
    'data/test-00.gz?v=33333333',
    'data/training-00.gz?v=11111111',
    'data/training-01.gz?v=22222222',
    'paper/',
  ]);
  const later = Object.keys(files).filter((path) => !files[path].isFirst);
  assert.deepEqual(later, ['data/training-01.gz?v=22222222']);
  assert.equal(files['data/test-00.gz?v=33333333'].sums.length, 2, 'packed or unpacked');
});

test('any change of a file or of the script makes another version', () => {
  const folder = makeSite();
  const versionOf = (/** @type {string} */ source) =>
    offlineScript(folder, source).match(/"version":"(\w+)"/)?.[1];
  const first = versionOf('source');
  assert.match(first ?? '', /^[0-9a-f]{32}$/);
  assert.equal(versionOf('source'), first);
  assert.notEqual(versionOf('other source'), first);
  writeFileSync(join(folder, 'index.html'), 'pagf');
  assert.notEqual(versionOf('source'), first);
});

test('a page needs what it loads by itself, and the first data where it trains', () => {
  const folder = makeSite();
  mkdirSync(join(folder, 'assets'));
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(join(folder, name), text);
  write(
    'index.html',
    '<script src="./assets/lab-1.js"></script><link href="./assets/page-1.css"><a href="./theory.html">',
  );
  write('paper/index.html', '<link href="../assets/page-1.css">');
  write(
    'assets/lab-1.js',
    'import{a}from`./part-1.js`;import`./more-1.js`;const l=()=>import(`./late-1.js`);new URL(`worker-1.js`,import.meta.url)',
  );
  write('assets/part-1.js', 'new URL("engine-1.wasm",import.meta.url)');
  for (const name of ['more-1.js', 'late-1.js', 'worker-1.js', 'engine-1.wasm', 'page-1.css'])
    write(`assets/${name}`, name);
  const needs = needsOf(folder, listFiles(folder));
  assert.deepEqual(needs['paper/'], ['assets/page-1.css']);
  assert.deepEqual(needs[''].sort(), [
    ...['engine-1.wasm', 'lab-1.js', 'more-1.js', 'page-1.css', 'part-1.js', 'worker-1.js'].map(
      (name) => `assets/${name}`,
    ),
    'data/manifest.json',
    'data/test-00.gz?v=33333333',
    'data/training-00.gz?v=11111111',
  ]);
});

test('a build has one copy of its pages, under a name of its own', () => {
  const folder = makeSite();
  mkdirSync(join(folder, 'assets'));
  const copies = () => readdirSync(join(folder, 'assets'));
  writeCopies(folder);
  const [first] = copies();
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'assets', first), 'utf8')), {
    '': 'page',
    'paper/': 'page of a folder',
  });
  assert.match(offlineScript(folder, ''), new RegExp(`"copies":"assets/${first}"`));
  writeFileSync(join(folder, 'index.html'), 'another page');
  writeCopies(folder);
  assert.equal(copies().length, 1);
  assert.notEqual(copies()[0], first);
});
