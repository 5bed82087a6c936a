import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readChecked, readMnist, sources } from '../../tools/data.mjs';
import { dataFolder } from '../../tools/paths.mjs';
import { cuts, makeShards, rawShard, readPart } from '../../tools/shards.mjs';

/**
 * Two IDX files of made-up images; image i is filled with bytes that tell i.
 * @param {number} count
 */
function madeUp(count) {
  const images = Buffer.alloc(16 + count * 784);
  for (const [index, word] of [0x803, count, 28, 28].entries())
    images.writeUInt32BE(word, index * 4);
  const labels = Buffer.alloc(8 + count);
  for (const [index, word] of [0x801, count].entries()) labels.writeUInt32BE(word, index * 4);
  for (let index = 0; index < count; index += 1) {
    images.writeUInt32BE(index + 1, 16 + index * 784);
    labels[8 + index] = index % 10;
  }
  return { images, labels };
}

/**
 * @param {Buffer} raw one shard, decompressed
 */
function splitShard(raw) {
  const count = raw.readUInt32BE(4);
  const imagesEnd = 16 + count * 784;
  return readPart(raw.subarray(0, imagesEnd), raw.subarray(imagesEnd));
}

test('a shard read back holds the images and labels it was cut from', () => {
  const { images, labels } = madeUp(50);
  const part = readPart(images, labels);
  fc.assert(
    fc.property(fc.nat(49), fc.integer({ min: 1, max: 50 }), (first, wanted) => {
      const count = Math.min(wanted, 50 - first);
      const back = splitShard(rawShard(part, first, count));
      assert.equal(back.count, count);
      assert.deepEqual(back.images, part.images.subarray(first * 784, (first + count) * 784));
      assert.deepEqual(back.labels, part.labels.subarray(first, first + count));
    }),
  );
});

test('cuts cover every image exactly once, in order', () => {
  const sizes = fc.integer({ min: 1, max: 9000 });
  fc.assert(
    fc.property(fc.nat(70000), sizes, sizes, (total, firstSize, size) => {
      let next = 0;
      for (const { first, count } of cuts(total, firstSize, size)) {
        assert.equal(first, next);
        assert.ok(count > 0);
        next += count;
      }
      assert.equal(next, total);
    }),
  );
});

test('files that are not MNIST-shaped are refused', () => {
  const { images, labels } = madeUp(3);
  const wrongMagic = Buffer.from(images);
  wrongMagic[3] = 0;
  const wrongSide = Buffer.from(images);
  wrongSide[11] = 27;
  assert.throws(() => readPart(wrongMagic, labels), /not an IDX image file/);
  assert.throws(() => readPart(images, images), /not an IDX label file/);
  assert.throws(() => readPart(wrongSide, labels), /28/);
  assert.throws(() => readPart(images.subarray(0, -1), labels), /wrong length/);
  assert.throws(() => readPart(images, labels.subarray(0, -1)), /wrong length/);
  assert.throws(() => readPart(images, madeUp(4).labels), /counts differ/);
});

test('the same images always give the same bytes, with no time stamp in them', () => {
  const { images, labels } = madeUp(30);
  const once = makeShards(readPart(images, labels), readPart(images, labels));
  const twice = makeShards(readPart(images, labels), readPart(images, labels));
  assert.deepEqual(once, twice);
  assert.deepEqual([...once.shards[0].bytes.subarray(4, 8)], [0, 0, 0, 0]);
});

test('a source file with another MD5 is refused, and the error names the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scale-drift-'));
  writeFileSync(join(folder, sources.testLabels.file), 'something else');
  assert.throws(
    () => readChecked(sources.testLabels, folder),
    /t10k-labels-idx1-ubyte is not MNIST's/,
  );
});

test('the shards that the build wrote: every image lands once, the manifest tells the truth', () => {
  const { training, test: testPart } = readMnist();
  const manifest = JSON.parse(readFileSync(join(dataFolder, 'manifest.json'), 'utf8'));
  assert.equal(manifest.training.count, 60000);
  assert.equal(manifest.test.count, 10000);
  assert.deepEqual(spans(manifest.training.shards.slice(0, 2)), ['0+4096', '4096+8192']);
  assert.deepEqual(spans(manifest.test.shards), ['0+1000', '1000+9000']);

  const back = { training: new Rebuilt(), test: new Rebuilt() };
  for (const entry of [...manifest.training.shards, ...manifest.test.shards]) {
    const bytes = readFileSync(join(dataFolder, entry.file));
    assert.equal(bytes.length, entry.bytes);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), entry.sha256);
    assert.equal(createHash('sha256').update(gunzipSync(bytes)).digest('hex'), entry.rawSha256);
    const raw = gunzipSync(bytes);
    assert.equal(raw.length, entry.rawBytes);
    const part = splitShard(raw);
    assert.equal(part.count, entry.count);
    back[entry.file.startsWith('training') ? 'training' : 'test'].add(part);
  }
  back.training.assertEqual(training);
  back.test.assertEqual(testPart);
  assert.ok(manifest.training.shards[0].bytes <= 700_000, 'the first visit’s shard is small');
});

/** @param {import('../../tools/shards.mjs').ShardEntry[]} shards */
const spans = (shards) => shards.map(({ first, count }) => `${first}+${count}`);

class Rebuilt {
  /** @type {Buffer[]} */ images = [];
  /** @type {Buffer[]} */ labels = [];

  /** @param {import('../../tools/shards.mjs').Part} part */
  add({ images, labels }) {
    this.images.push(images);
    this.labels.push(labels);
  }

  /** @param {import('../../tools/shards.mjs').Part} part */
  assertEqual({ images, labels }) {
    // `equals`, because a failing deepEqual would print 47 million numbers.
    assert.ok(Buffer.concat(this.images).equals(images));
    assert.ok(Buffer.concat(this.labels).equals(labels));
  }
}
