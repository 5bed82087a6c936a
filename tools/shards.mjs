// MNIST cut into pieces that a page can load one after the other.
//
// A shard is the gzip of a whole IDX image file followed by a whole IDX label file for the same
// images, so that a piece has the format of the original file, with its own counts.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

const imageMagic = 0x00000803;
const labelMagic = 0x00000801;
const side = 28;
const pixels = side * side;

/** The first training shard is all that a first visit needs, so it is small. */
const firstTrainingShard = 4096;
const trainingShard = 8192;
const firstTestShard = 1000;

/**
 * @typedef {object} Part the images of one of MNIST's halves
 * @property {number} count
 * @property {Buffer} images pixels only
 * @property {Buffer} labels one byte each
 *
 * @typedef {object} ShardEntry what the manifest says of one shard
 * @property {string} file
 * @property {number} first index of its first image
 * @property {number} count
 * @property {number} bytes length of the file
 * @property {number} rawBytes length after decompression
 * @property {string} sha256 of the file
 * @property {string} rawSha256 after decompression: some hosts unpack .gz files on the way
 */

/**
 * Takes an IDX image file and its label file apart, and refuses files that do not have MNIST's shape.
 * @param {Buffer} images
 * @param {Buffer} labels
 * @returns {Part}
 */
export function readPart(images, labels) {
  if (images.length < 16 || images.readUInt32BE(0) !== imageMagic)
    throw new Error('not an IDX image file');
  if (labels.length < 8 || labels.readUInt32BE(0) !== labelMagic)
    throw new Error('not an IDX label file');
  const count = images.readUInt32BE(4);
  if (labels.readUInt32BE(4) !== count) throw new Error('image and label counts differ');
  if (images.readUInt32BE(8) !== side || images.readUInt32BE(12) !== side)
    throw new Error('images are not 28 × 28');
  if (images.length !== 16 + count * pixels) throw new Error('image file has the wrong length');
  if (labels.length !== 8 + count) throw new Error('label file has the wrong length');
  return { count, images: images.subarray(16), labels: labels.subarray(8) };
}

/**
 * The two IDX files of images `first` to `first + count - 1`, one after the other.
 * @param {Part} part
 * @param {number} first
 * @param {number} count
 */
export function rawShard(part, first, count) {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(imageMagic, 0);
  header.writeUInt32BE(count, 4);
  header.writeUInt32BE(side, 8);
  header.writeUInt32BE(side, 12);
  const labelHeader = Buffer.alloc(8);
  labelHeader.writeUInt32BE(labelMagic, 0);
  labelHeader.writeUInt32BE(count, 4);
  return Buffer.concat([
    header,
    part.images.subarray(first * pixels, (first + count) * pixels),
    labelHeader,
    part.labels.subarray(first, first + count),
  ]);
}

/**
 * The boundaries of the shards: the first shard has a size of its own, the others are equal, and the
 * last has the rest.
 * @param {number} total
 * @param {number} firstSize
 * @param {number} size
 * @returns {{first: number, count: number}[]}
 */
export function cuts(total, firstSize, size) {
  const list = [];
  for (let first = 0; first < total; ) {
    const count = Math.min(first === 0 ? firstSize : size, total - first);
    list.push({ first, count });
    first += count;
  }
  return list;
}

/** @param {Buffer} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * @param {string} name
 * @param {Part} part
 * @param {{first: number, count: number}[]} pieces
 * @returns {{entry: ShardEntry, bytes: Buffer}[]}
 */
function cutInto(name, part, pieces) {
  return pieces.map(({ first, count }, index) => {
    const raw = rawShard(part, first, count);
    const bytes = gzipSync(raw, { level: 9 });
    // Byte 9 of a gzip header names the operating system. It is set to a fixed value, so that every
    // machine writes the same bytes. The time stamp that zlib writes is already zero.
    bytes[9] = 255;
    const file = `${name}-${String(index).padStart(2, '0')}.gz`;
    const sizes = { bytes: bytes.length, rawBytes: raw.length };
    const hashes = { sha256: sha256(bytes), rawSha256: sha256(raw) };
    return { entry: { file, first, count, ...sizes, ...hashes }, bytes };
  });
}

/**
 * All shards, and the manifest that describes them.
 * @param {Part} training
 * @param {Part} test
 */
export function makeShards(training, test) {
  const trainingShards = cutInto(
    'training',
    training,
    cuts(training.count, firstTrainingShard, trainingShard),
  );
  const testShards = cutInto('test', test, cuts(test.count, firstTestShard, test.count));
  const manifest = {
    format: 1,
    rows: side,
    columns: side,
    classes: 10,
    training: { count: training.count, shards: trainingShards.map(({ entry }) => entry) },
    test: { count: test.count, shards: testShards.map(({ entry }) => entry) },
  };
  return { manifest, shards: [...trainingShards, ...testShards] };
}
