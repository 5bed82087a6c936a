/**
 * The bytes of a shard: an IDX file of 28 × 28 images followed by an IDX file of their labels, each
 * with a header of big-endian words, as in MNIST.
 */

const IMAGES = 0x0803;
export const LABELS = 0x0801;
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;
/** Bytes before the first pixel and before the first label. */
export const IMAGE_HEADER = 16;
export const LABEL_HEADER = 8;

/**
 * @param {Uint8Array} pixels of all images
 * @param {Uint8Array} labels of all images
 * @param {number} first
 * @param {number} count
 * @returns {Uint8Array} the shard of images first … first + count − 1
 */
export function shardOf(pixels, labels, first, count) {
  const labelsAt = IMAGE_HEADER + count * PIXELS;
  const bytes = new Uint8Array(labelsAt + LABEL_HEADER + count);
  const words = new DataView(bytes.buffer);
  [IMAGES, count, SIDE, SIDE].forEach((word, index) => {
    words.setUint32(4 * index, word);
  });
  bytes.set(pixels.subarray(first * PIXELS, (first + count) * PIXELS), IMAGE_HEADER);
  words.setUint32(labelsAt, LABELS);
  words.setUint32(labelsAt + 4, count);
  bytes.set(labels.subarray(first, first + count), labelsAt + LABEL_HEADER);
  return bytes;
}

/**
 * The first image of each class.
 * @param {Uint8Array} shard well-formed
 * @returns {Uint8Array[] | null} copies of ten images in the order of the classes, or null
 */
export function onePerClass(shard) {
  const count = new DataView(shard.buffer, shard.byteOffset).getUint32(4);
  const labels = shard.subarray(IMAGE_HEADER + count * PIXELS + LABEL_HEADER);
  const samples = [];
  for (let label = 0; label < CLASSES; label += 1) {
    const start = IMAGE_HEADER + labels.indexOf(label) * PIXELS;
    if (start < IMAGE_HEADER) return null;
    samples.push(shard.slice(start, start + PIXELS));
  }
  return samples;
}
