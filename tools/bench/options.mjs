// The command line of the bench.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../failure.mjs';

/** @typedef {import('./measure.mjs').Pace} Pace */

/** @type {{full: Pace, quick: Pace}} */
const paces = {
  // Clocks of workers tick once a millisecond: no sample under a quarter of a second.
  full: { rounds: 9, milliseconds: 250, warmUp: 1000 },
  quick: { rounds: 3, milliseconds: 50, warmUp: 100 },
};

/**
 * @param {string[]} words
 * @param {string} folder for the numbers, unless the command line names another
 * @returns {{pace: Pace, quick: boolean, out: string}}
 */
export function parseOptions(words, folder) {
  try {
    const { values } = parseArgs({
      args: words,
      options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } },
    });
    const { quick, out = join(folder, 'bench.json') } = values;
    return { pace: quick ? paces.quick : paces.full, quick, out };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Failure(problem, 'Usage: npm run bench -- [--quick] [--out FILE]');
  }
}
