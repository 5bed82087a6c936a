// The service worker of the site: `www/offline.js` behind the list of the files in `dist/`.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inRoot, siteFolder } from './paths.mjs';

/** @typedef {import('../www/data/manifest.js').ShardEntry} ShardEntry */
/** @typedef {Record<string, {sums: string[], isFirst: boolean}>} FileList by address inside the site */

/** Half of a SHA-256 sum tells any two files apart and is half as long to download. */
const SUM_LENGTH = 32;
export const SCRIPT = 'offline.js';

/** @param {string} hex */
const short = (hex) => hex.slice(0, SUM_LENGTH);

/** @param {Buffer | string} content */
const sumOf = (content) => short(createHash('sha256').update(content).digest('hex'));

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
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => path !== SCRIPT)
    .sort();
  for (const path of paths) {
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

/**
 * @param {FileList} files
 * @param {string} source of the service worker
 */
export function offlineScript(files, source) {
  const version = sumOf(JSON.stringify(files) + source);
  return `self.build = ${JSON.stringify({ version, files })};\n${source}`;
}

/** The last step of a build: it lists the files that the other steps have written. */
export function writeOfflineScript() {
  const source = readFileSync(inRoot('www', SCRIPT), 'utf8');
  writeFileSync(join(siteFolder, SCRIPT), offlineScript(listFiles(siteFolder), source));
}
