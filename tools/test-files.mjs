// The test files of a folder in the order of their names, without the files in folders below it.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/**
 * @param {string} folder relative to the repository
 * @returns {string[]}
 */
export function testFilesIn(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder))
    .filter((name) => /\.test\.m?js$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
