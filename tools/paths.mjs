// Where things are. Every other tool takes its folders from here.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {...string} parts a path inside the repository */
export const inRoot = (...parts) => join(root, ...parts);

/** Rust programs the project installs for itself, and notes about finished steps. */
export const toolsFolder = inRoot('.tools');
export const toolsBin = inRoot('.tools', 'bin');

export const generatedFolder = inRoot('www', 'generated');
export const dataFolder = inRoot('www', 'public', 'data');
export const siteFolder = inRoot('dist');
