// A build is a list of steps. A step whose inputs are as they were last time, and whose outputs
// are still there, is skipped. Inputs are compared by content, not by time stamp: a fresh clone,
// a checkout and a restored cache all give files new times.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, toolsFolder } from './paths.mjs';

const notes = join(toolsFolder, 'steps');

/**
 * Every file under the given files and folders, in a fixed order.
 * @param {string[]} paths relative to the repository; paths that do not exist are left out
 * @returns {string[]} relative to the repository
 */
export function filesUnder(paths) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} path */
  const visit = (path) => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) found.push(relative(root, path));
    else for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  for (const path of paths) visit(join(root, path));
  return found;
}

/**
 * A number that stands for the content of all these files.
 * @param {string[]} paths
 * @param {string} [also] other text that decides the result, such as a program's version
 */
export function fingerprint(paths, also = '') {
  const hash = createHash('sha256').update(also);
  for (const file of filesUnder(paths)) {
    const bytes = readFileSync(join(root, file));
    hash.update(`\0${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * @typedef {object} Step
 * @property {string} name begins the line that is printed
 * @property {string[]} [inputs] files and folders that decide the result
 * @property {string} [also] other things that decide it
 * @property {string[]} [outputs] files that must exist for the step to be skipped
 * @property {() => Promise<string | undefined>} work may return a remark for the line
 */

/**
 * Does a step, or skips it, and prints one line.
 * @param {Step} step
 */
export async function doStep({ name, inputs, also, outputs = [], work }) {
  const note = join(notes, name.replaceAll(/\W+/g, '-'));
  const before = inputs && fingerprint(inputs, also);
  const started = performance.now();
  const fresh =
    before !== undefined &&
    existsSync(note) &&
    readFileSync(note, 'utf8') === before &&
    outputs.every((file) => existsSync(join(root, file)));
  if (fresh) return line(name, 'unchanged');

  const remark = await work();
  if (before !== undefined) {
    mkdirSync(notes, { recursive: true });
    writeFileSync(note, before);
  }
  line(name, `${((performance.now() - started) / 1000).toFixed(1)} s`, remark);
}

/**
 * @param {string} name
 * @param {string} time
 * @param {string} [remark]
 */
function line(name, time, remark = '') {
  console.log(`  ${name.padEnd(28)} ${time.padStart(9)}  ${remark}`.trimEnd());
}
