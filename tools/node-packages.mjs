// Checks Node's version and installs the npm packages. Only Node's own modules are used here, because
// this runs before any package is installed.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { Failure } from './failure.mjs';
import { inRoot } from './paths.mjs';

/** @param {string} version such as 20.19.0 */
export function requireNode(version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const needed = engines.node.replace('>=', '');
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new Failure(
      `Node ${version} is too old; Scale Drift needs ${needed} or newer.`,
      'Install a newer Node from https://nodejs.org, then start again.',
    );
  }
}

/**
 * Whether the installed packages have the versions of the lock file.
 * @param {any} lock parsed package-lock.json
 * @param {any} installed parsed node_modules/.package-lock.json
 */
export function matchesLock(lock, installed) {
  return Object.entries(lock.packages).every(
    ([path, entry]) =>
      path === '' ||
      // Packages for other systems are in the lock, and rightly not installed.
      entry.optional ||
      installed.packages?.[path]?.version === entry.version,
  );
}

/**
 * Installs the npm packages when they are missing, or have other versions than the lock file.
 * @param {string} [folder] where package.json is
 */
export async function installNodePackages(folder = inRoot()) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  if (existsSync(record)) {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    if (matchesLock(lock, JSON.parse(readFileSync(record, 'utf8')))) return 'already there';
  }
  // `npm start` tells which npm runs it. The same npm is run again, by the same Node.
  const npm = process.env.npm_execpath;
  const [program, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  await mustRun(program, [...before, 'ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    remedy: 'npm must reach its registry once: check the network and start again.',
  });
  return undefined;
}
