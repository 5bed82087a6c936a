// Small IDX files as a visitor may choose them.
import assert from 'node:assert/strict';

/**
 * @param {number} count
 * @param {Partial<{side: number, labels: number[], pixel: number}>} [options]
 */
export function smallSet(count, { side = 28, labels, pixel = 7 } = {}) {
  const images = new Uint8Array(16 + count * side * side).fill(pixel);
  const words = new DataView(images.buffer);
  [0x803, count, side, side].forEach((word, at) => {
    words.setUint32(4 * at, word);
  });
  const marks = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 0, ...(labels ?? Array(count).fill(1))]);
  new DataView(marks.buffer).setUint32(4, marks.length - 8);
  return { images, labels: marks };
}

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 */
export const fileOf = (name, bytes) => new File([/** @type {BlobPart} */ (bytes)], name);

/** @param {Awaited<ReturnType<typeof import('../../www/data/own.js').readOwnData>>} result */
export function mustBeData(result) {
  if ('problems' in result) assert.fail(JSON.stringify(result.problems));
  return result;
}
