import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { cuts, rawShard, readPart } from '../../tools/shards.mjs';
import { onePerClass } from '../../www/data/idx.js';
import { readOwnData } from '../../www/data/own.js';
import { readHeader } from '../../www/data/own-file.js';
import { fileOf, mustBeData, smallSet } from './idx-files.js';
import { mnistFile, testDigit, testLabel } from './mnist.js';

const testImages = mnistFile('t10k-images-idx3-ubyte');
const testLabels = mnistFile('t10k-labels-idx1-ubyte');

/**
 * @param {File[]} files
 * @returns {Promise<string>} the problems, a line each
 */
async function problemsOf(files) {
  const result = await readOwnData(files);
  assert.ok('problems' in result, 'it was accepted');
  return result.problems.map(({ file, message }) => `${file}: ${message}`).join('\n');
}

test('MNIST’s own four files, gzipped or not, in any order, become the pieces of the build', async () => {
  const trainingImages = mnistFile('train-images-idx3-ubyte');
  const trainingLabels = mnistFile('train-labels-idx1-ubyte');
  const data = mustBeData(
    await readOwnData([
      fileOf('t10k-labels-idx1-ubyte.gz', gzipSync(testLabels)),
      fileOf('train-images-idx3-ubyte.gz', gzipSync(trainingImages, { level: 1 })),
      fileOf('t10k-images-idx3-ubyte', testImages),
      fileOf('train-labels-idx1-ubyte', trainingLabels),
    ]),
  );
  assert.deepEqual(data.counts, { training: 60_000, test: 10_000 });
  assert.equal(
    data.note,
    'train-images-idx3-ubyte.gz is for training, t10k-images-idx3-ubyte for the test.',
  );
  const part = readPart(Buffer.from(trainingImages), Buffer.from(trainingLabels));
  const pieces = cuts(60_000, 4096, 8192);
  assert.equal(data.training.length, pieces.length);
  pieces.forEach(({ first, count }, at) => {
    assert.ok(rawShard(part, first, count).equals(data.training[at]), `piece ${at}`);
  });
  assert.deepEqual(
    data.test.map((shard) => new DataView(shard.buffer).getUint32(4)),
    [1000, 9000],
  );
  for (const label of [0, 5, 9]) {
    let index = 0;
    while (testLabel(index) !== label) index += 1;
    assert.deepEqual(data.samples.test[label], testDigit(index));
  }
});

test('a training set alone gives its last sixth to the test, and says so', async () => {
  const labels = Array.from({ length: 60 }, (_, at) => at % 10);
  const set = smallSet(60, { labels });
  const data = mustBeData(
    await readOwnData([
      fileOf('kuzushiji-train-images.gz', gzipSync(set.images)),
      fileOf('kuzushiji-train-labels', set.labels),
    ]),
  );
  assert.equal(data.name, 'kuzushiji');
  assert.deepEqual(data.counts, { training: 50, test: 10 });
  assert.match(data.note, /last 10 of the 60 images are set aside/);
  assert.deepEqual([...data.test[0].subarray(-10)], labels.slice(50));
  assert.equal(data.samples.training.length, 10);
  assert.equal(data.samples.test.length, 10);
});

test('files without telling names are matched by their counts', async () => {
  const [large, small] = [smallSet(20, { pixel: 1 }), smallSet(12, { pixel: 2 })];
  const data = mustBeData(
    await readOwnData([
      fileOf('d', small.labels),
      fileOf('a', small.images),
      fileOf('c', large.labels),
      fileOf('b', large.images),
    ]),
  );
  assert.deepEqual(data.counts, { training: 20, test: 12 });
  assert.equal(data.training[0][16], 1);
  assert.equal(data.test[0][16], 2);
  assert.equal(data.samples.test.length, 1, 'an image of each class that is there');
});

test('only whole words of a name tell the role of a file, “train” and “t10k” before all others', async () => {
  const [large, small] = [smallSet(20, { pixel: 1 }), smallSet(12, { pixel: 2 })];
  for (const [training, test] of [
    ['latest-train', 'latest-t10k'],
    ['contest_training', 'contest_validation'],
    ['LatestTrain', 'LatestTest'],
    ['attested', 'protested'],
    // The same word in both names belongs to the name of the data.
    ['my-training-all', 'my-training-some'],
    ['test-a', 'test-b'],
    ['train20k', 'test12k'],
    ['restrained', 'strain'],
  ]) {
    const data = mustBeData(
      await readOwnData([
        fileOf(`${test}-labels`, small.labels),
        fileOf(`${test}-images`, small.images),
        fileOf(`${training}-labels`, large.labels),
        fileOf(`${training}-images`, large.images),
      ]),
    );
    assert.deepEqual(data.counts, { training: 20, test: 12 }, training);
    const roles = `${training}-images is for training, ${test}-images for the test.`;
    assert.equal(
      data.note,
      `${roles} All training images are alike: a network cannot tell them apart. No training image has the labels 0, 2, 3, 4, 5, 6, 7, 8 and 9.`,
    );
  }
});

test('images without ink, and images that are all alike, are named', async () => {
  const noteOf = async (/** @type {number} */ pixel, isVaried = false) => {
    const { images, labels } = smallSet(12, { pixel });
    if (isVaried) images[20] = 1;
    return mustBeData(await readOwnData([fileOf('a', images), fileOf('b', labels)])).note;
  };
  assert.match(await noteOf(0), /No training image has any ink/);
  assert.doesNotMatch(await noteOf(7), /ink/);
  assert.match(await noteOf(7), /All training images are alike/);
  assert.doesNotMatch(await noteOf(7, true), /alike|ink/);
});

test('the visitor can swap what is for training and what for the test', async () => {
  const [large, small] = [smallSet(20), smallSet(12)];
  const files = [
    fileOf('a', large.images),
    fileOf('b', large.labels),
    fileOf('c', small.images),
    fileOf('d', small.labels),
  ];
  const [asDecided, swapped] = [
    await readOwnData(files),
    await readOwnData(files, { isSwapped: true }),
  ].map(mustBeData);
  assert.deepEqual(asDecided.counts, { training: 20, test: 12 });
  assert.deepEqual(swapped.counts, { training: 12, test: 20 });
  assert.ok(asDecided.canSwap && swapped.canSwap);
  const alone = mustBeData(await readOwnData(files.slice(0, 2), { isSwapped: true }));
  assert.equal(alone.canSwap, false, 'one set is for training');
});

const good = smallSet(12);
const images = () => fileOf('train-images', good.images);
const labels = () => fileOf('train-labels', good.labels);
/** @type {[string, File[], RegExp][]} */
const refused = [
  ['nothing', [], /no file was chosen/],
  ['too many files', Array(9).fill(labels()), /9 files; a data set has at most four/],
  ['an empty file', [fileOf('a', new Uint8Array(0))], /a: it is empty/],
  [
    'something else',
    [fileOf('cat.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 0))],
    /cat\.png: it is a picture, not an IDX file/,
  ],
  ['a zip', [fileOf('a.zip', Uint8Array.of(0x50, 0x4b, 3, 4))], /a\.zip: it is a zip archive/],
  [
    'floats',
    [fileOf('a', Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0))],
    /a: its values are not bytes/,
  ],
  ['a matrix', [fileOf('a', Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1))], /a: it has 2 dimensions/],
  [
    'other sizes',
    [fileOf('a', smallSet(3, { side: 32 }).images)],
    /a: its images are 32 × 32; scale them to 28 × 28/,
  ],
  ['no items', [fileOf('a', smallSet(0).images)], /a: it holds no images/],
  ['a cut header', [fileOf('a', good.images.subarray(0, 9))], /a: it ends inside its header/],
  [
    'a short file',
    [fileOf('a', good.images.subarray(0, 5000)), labels()],
    /a: its header promises 12 images, 9,424 bytes; it has 5,000/,
  ],
  [
    'a long file',
    [images(), fileOf('l', Uint8Array.of(...good.labels, 1))],
    /l: its header promises 12 labels, 20 bytes; it has 21/,
  ],
  [
    'a short gzip',
    [fileOf('a.gz', gzipSync(good.images.subarray(0, 5000))), labels()],
    /a\.gz: .*it ends after 5,000/,
  ],
  [
    'a long gzip',
    [fileOf('a.gz', gzipSync(Buffer.concat([good.images, good.images])))],
    /a\.gz: .*it goes on after them/,
  ],
  [
    'a cut gzip',
    [fileOf('a.gz', gzipSync(good.images).subarray(0, 30))],
    /a\.gz: it cannot be unpacked: damaged, cut short, or several gzip files/,
  ],
  [
    'too many images',
    [fileOf('a', Uint8Array.of(0, 0, 8, 3, 0, 0, 0xea, 0x61, 0, 0, 0, 28, 0, 0, 0, 28))],
    /a: it holds 60,001 images; at most 60,000/,
  ],
  [
    'letters',
    [images(), fileOf('l', smallSet(12, { labels: [...Array(11).fill(0), 26] }).labels)],
    /l: label 26 at item 11; .*labels from 0 to 26.*keep only the images of ten classes/,
  ],
  ['no labels', [images()], /train-images: its labels are missing/],
  ['no images', [labels()], /train-labels: no images came with these labels/],
  [
    'other counts',
    [images(), fileOf('train-labels', smallSet(11).labels)],
    /train-labels: 11 labels for the 12 images of train-images/,
  ],
  [
    'labels of the other role',
    [images(), fileOf('t10k-labels', good.labels)],
    /train-images: its labels are missing.*\nt10k-labels: no images belong/,
  ],
  [
    'labels for one of two sets',
    [images(), labels(), fileOf('test-images', smallSet(11).images)],
    /^test-images: its labels are missing; choose them as well$/,
  ],
  [
    'two sets alike',
    [fileOf('a', good.images), fileOf('b', good.images), labels()],
    /a: the page cannot tell which images are for training.*\nb: /,
  ],
  ['three sets', [images(), images(), images()], /more than two sets of images/],
  [
    'too few to split',
    [fileOf('train-images', smallSet(5).images), fileOf('train-labels', smallSet(5).labels)],
    /train-images: 5 images are too few/,
  ],
];
for (const [what, files, message] of refused) {
  test(`refused by name: ${what}`, async () => {
    assert.match(await problemsOf(files), message);
  });
}

test('more than 10,000 test images are refused', async () => {
  const many = smallSet(10_001);
  const files = [
    images(),
    labels(),
    fileOf('test-images.gz', gzipSync(many.images)),
    fileOf('test-labels', many.labels),
  ];
  assert.match(await problemsOf(files), /test-images\.gz: 10,001 test images; at most 10,000/);
});

test('every problem is named at once', async () => {
  const text = await problemsOf([fileOf('a', new Uint8Array(9)), fileOf('b', new Uint8Array(4))]);
  assert.equal(text.split('\n').length, 2);
});

test('a gzip file with zeros or another gzip file behind it is read whole, or refused with the remedy', async () => {
  const halves = [good.images.subarray(0, 5000), good.images.subarray(5000)];
  for (const bytes of [
    Buffer.concat([gzipSync(good.images), Buffer.alloc(512)]),
    Buffer.concat(halves.map((part) => gzipSync(part))),
  ]) {
    // Engines differ: Node unpacks what browsers refuse.
    const result = await readOwnData([fileOf('a.gz', bytes), labels()]);
    if ('problems' in result) {
      const [{ message }] = result.problems;
      assert.match(message, /another gzip file|several gzip files/);
      assert.match(message, /unpack it and choose what was in it/);
    } else assert.equal(result.counts.training + result.counts.test, 12);
  }
});

test('a gzip that would unpack without end is stopped where its header ends', async () => {
  const bomb = Buffer.alloc(40_000_000);
  Buffer.from(smallSet(1).images.subarray(0, 16)).copy(bomb);
  const file = fileOf('bomb.gz', gzipSync(bomb));
  assert.ok(file.size < 100_000);
  const before = process.memoryUsage().arrayBuffers;
  assert.match(await problemsOf([file]), /bomb\.gz: .*it goes on after them/);
  assert.ok(process.memoryUsage().arrayBuffers - before < 20_000_000);
});

test('a hostile header costs nothing: it is refused before anything is made', () => {
  for (const count of [0xffffffff, 60_001]) {
    const bytes = smallSet(1).images.slice(0, 16);
    new DataView(bytes.buffer).setUint32(4, count);
    assert.throws(() => readHeader(bytes), /at most 60,000/);
  }
});

test('hostile bytes are refused in words and never throw', async () => {
  const start = fc.constantFrom(
    [],
    [0, 0, 8, 1],
    [0, 0, 8, 3],
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28],
    [0, 0, 8, 1, 0, 0, 0, 9],
    [0x1f, 0x8b, 8, 0],
  );
  const bytes = fc
    .tuple(start, fc.uint8Array({ maxLength: 60 }), fc.boolean())
    .map(([head, tail, isPacked]) => {
      const all = Uint8Array.of(...head, ...tail);
      return isPacked ? new Uint8Array(gzipSync(all)) : all;
    });
  const file = fc.tuple(fc.constantFrom('train-a', 'test-b', 'c'), bytes);
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 4 }), async (list) => {
      const result = await readOwnData(list.map(([name, all]) => fileOf(name, all)));
      assert.ok('problems' in result && result.problems.length > 0);
      for (const { message } of result.problems) assert.ok(message.length > 5);
    }),
    { numRuns: 300 },
  );
});

test('a good set with one byte changed is either still well-formed or refused, never half-read', async () => {
  const packed = new Uint8Array(gzipSync(good.images));
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: packed.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const damaged = packed.slice();
        damaged[at] ^= change;
        const result = await readOwnData([fileOf('train-images.gz', damaged), labels()]);
        if ('problems' in result) return;
        // Only the gzip header's own fields (time, system, flags of no effect) may differ.
        assert.deepEqual(new Uint8Array(gunzipSync(damaged)), good.images);
        assert.equal(result.counts.training + result.counts.test, 12);
      },
    ),
    { numRuns: 200 },
  );
});

test('a sample of each class, or no samples', () => {
  const { images: pixels, labels: marks } = smallSet(10, {
    labels: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
  });
  pixels.fill(42, 16, 16 + 784);
  const samples = onePerClass(new Uint8Array(Buffer.concat([pixels, marks])));
  assert.equal(samples?.length, 10);
  assert.equal(samples?.[9][0], 42);
  const missing = smallSet(10);
  assert.equal(onePerClass(new Uint8Array(Buffer.concat([missing.images, missing.labels]))), null);
});
