// The service worker of the site: `www/offline.js` behind the list of the files in `dist/`.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { inRoot, siteFolder } from './paths.mjs';

/** @typedef {import('../www/data/manifest.js').ShardEntry} ShardEntry */
/** @typedef {Record<string, {sums: string[], isFirst: boolean}>} FileList by address inside the site */

/** Half of a SHA-256 sum tells any two files apart and is half as long to download. */
const SUM_LENGTH = 32;
export const SCRIPT = 'offline.js';

/** A copy of every page. Some hosts write into the pages that they send, and only into pages. */
const COPIES = /^assets\/pages-\w+\.json$/;

/** @param {string} hex */
const short = (hex) => hex.slice(0, SUM_LENGTH);

/** @param {Buffer | string} content */
const sumOf = (content) => short(createHash('sha256').update(content).digest('hex'));

/**
 * @param {string} folder
 * @returns {string[]} the files of a built site but the service worker, in order
 */
const pathsIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => path !== SCRIPT)
    .sort();

/**
 * Every file of a built site. The training images after the first 4,096 are many megabytes that
 * most visitors never ask for, so they are kept when they are used.
 * @param {string} folder
 * @returns {FileList}
 */
export function listFiles(folder) {
  const { training, test } = JSON.parse(readFileSync(join(folder, 'data/manifest.json'), 'utf8'));
  const later = new Set(training.shards.slice(1));
  const shards = new Map(
    [...training.shards, ...test.shards].map((/** @type {ShardEntry} */ shard) => [
      `data/${shard.file}`,
      shard,
    ]),
  );
  /** @type {FileList} */
  const files = {};
  for (const path of pathsIn(folder)) {
    const sum = sumOf(readFileSync(join(folder, path)));
    const shard = shards.get(path);
    if (!shard) files[pageAddress(path)] = { sums: [sum], isFirst: true };
    else {
      const sums = [sum, short(shard.rawSha256)];
      files[shardAddress(path, shard)] = { sums, isFirst: !later.has(shard) };
    }
  }
  return files;
}

/**
 * The address by which a visitor asks for a file: a folder's page has the folder's name.
 * @param {string} path
 */
const pageAddress = (path) => path.replace(/(^|\/)index\.html$/, '$1');

/**
 * The address by which the page asks for a shard.
 * @param {string} path
 * @param {ShardEntry} shard
 */
const shardAddress = (path, { sha256 }) => `${path}?v=${sha256.slice(0, 8)}`;

/** Files that a page or a script loads by itself, not those that it may import later. */
const LOADS =
  /(?:(?:src|href)=|\bfrom\s*|\bimport\s*|new URL\()["'`]([^"'`]+\.(?:js|css|wasm))["'`]/g;

/**
 * The files without which no run can begin on a page.
 * @param {string} folder of a built site
 * @param {FileList} files
 * @returns {Record<string, string[]>} by the page's address
 */
export function needsOf(folder, files) {
  const listed = Object.keys(files);
  const data = ['manifest.json', 'training-00', 'test-00'].flatMap((start) =>
    listed.filter((path) => path.startsWith(`data/${start}`)),
  );
  /** @type {Record<string, string[]>} */
  const needs = {};
  for (const page of pathsIn(folder).filter((path) => path.endsWith('.html'))) {
    const found = new Set([page]);
    for (const path of found) {
      if (/\.(css|wasm)$/.test(path)) continue;
      for (const [, named] of readFileSync(join(folder, path), 'utf8').matchAll(LOADS)) {
        const file = join(dirname(path), named).replaceAll('\\', '/');
        if (listed.includes(file)) found.add(file);
      }
    }
    found.delete(page);
    const trains = [...found].some((path) => path.endsWith('.wasm'));
    needs[pageAddress(page)] = [...found, ...(trains ? data : [])];
  }
  return needs;
}

/**
 * Writes a file with a copy of every page, in place of an earlier such file.
 * @param {string} folder of a built site
 */
export function writeCopies(folder) {
  for (const path of pathsIn(folder)) if (COPIES.test(path)) rmSync(join(folder, path));
  const pages = pathsIn(folder).filter((path) => path.endsWith('.html'));
  const copies = JSON.stringify(
    Object.fromEntries(
      pages.map((path) => [pageAddress(path), readFileSync(join(folder, path), 'utf8')]),
    ),
  );
  writeFileSync(join(folder, `assets/pages-${sumOf(copies).slice(0, 8)}.json`), copies);
}

/**
 * @param {string} folder of a built site
 * @param {string} source of the service worker
 */
export function offlineScript(folder, source) {
  const files = listFiles(folder);
  const needs = needsOf(folder, files);
  const copies = Object.keys(files).find((path) => COPIES.test(path)) ?? '';
  const version = sumOf(JSON.stringify(files) + source);
  return `self.build = ${JSON.stringify({ version, files, needs, copies })};\n${source}`;
}

/**
 * The last step of a build: it lists the files that the other steps have written.
 * @param {string} [folder]
 */
export function writeOfflineScript(folder = siteFolder) {
  writeCopies(folder);
  const source = readFileSync(inRoot('www', SCRIPT), 'utf8');
  writeFileSync(join(folder, SCRIPT), offlineScript(folder, source));
}
