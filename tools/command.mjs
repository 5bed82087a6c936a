// Runs other programs.

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 1 when a signal ended the program
 * @property {string} output standard output and error, in the order they came
 */

/**
 * Runs a program to its end. With `quiet` its output is kept and not shown.
 * @param {string} program
 * @param {string[]} parameters
 * @param {{env?: Record<string, string | undefined>, quiet?: boolean, cwd?: string}} [options]
 * @returns {Promise<Finished>}
 */
export function run(program, parameters, { env = {}, quiet = false, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    /** @param {NodeJS.WriteStream} target */
    const take = (target) => (/** @type {Buffer} */ chunk) => {
      output += chunk;
      if (!quiet) target.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program quietly. When the program fails, shows its output and throws.
 * @param {string} program
 * @param {string[]} parameters
 * @param {{env?: Record<string, string | undefined>, cwd?: string, remedy?: string}} [options]
 * @returns {Promise<string>} its output
 */
export async function mustRun(program, parameters, { remedy, ...options } = {}) {
  const { code, output } = await run(program, parameters, { ...options, quiet: true });
  if (code !== 0) {
    console.error(output);
    throw new Failure(`${program} ${parameters.join(' ')} ended with code ${code}.`, remedy);
  }
  return output;
}

/**
 * The full path of a program on PATH, or null.
 * @param {string} name
 */
export function findProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // not in this folder
    }
  }
  return null;
}
