// IDX files of the first MNIST test digits, as a visitor chooses or drops them.

import { mnistFile } from '../js/mnist.js';

/**
 * The first test digits, as a visitor's files.
 * @param {string} name
 * @param {number} count
 */
export function idxFiles(name, count) {
  const cut = (/** @type {string} */ file, /** @type {number} */ length) => {
    const bytes = Buffer.from(mnistFile(file).slice(0, length));
    bytes.writeUInt32BE(count, 4);
    return bytes;
  };
  const mimeType = 'application/octet-stream';
  return [
    [`${name}-images-idx3-ubyte`, cut('t10k-images-idx3-ubyte', 16 + 784 * count)],
    [`${name}-labels-idx1-ubyte`, cut('t10k-labels-idx1-ubyte', 8 + count)],
  ].map(([file, buffer]) => ({
    name: /** @type {string} */ (file),
    mimeType,
    buffer: /** @type {Buffer} */ (buffer),
  }));
}
