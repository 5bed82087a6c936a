// Files that need a change (on their side, dark on light, labels from 1), and files of other kinds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { kindOf, strangerWords } from '../../www/data/content.js';
import { readOwnData } from '../../www/data/own.js';
import { transpose } from '../../www/data/own-change.js';
import { fileOf, mustBeData, smallSet } from './idx-files.js';

/** @param {Partial<{labels: number[], pixel: number}>} [options] */
function filesOf({ labels = [...Array(24).keys()].map((at) => at % 10), pixel = 7 } = {}) {
  const set = smallSet(labels.length, { labels, pixel });
  // A mark in the first row of each image, so that its place tells how the image lies.
  for (let at = 0; at < labels.length; at += 1) set.images[16 + 784 * at + 3] = 99;
  return [fileOf('emnist-digits-train-images-idx3-ubyte', set.images), fileOf('b', set.labels)];
}

test('images that lie on their side are turned, both sets alike, and the name says so', async () => {
  const [before, turned, again] = await Promise.all(
    [{}, { isTransposed: true }, { isTransposed: true }].map((changes) =>
      readOwnData(filesOf(), changes),
    ),
  );
  const [was, is] = [mustBeData(before), mustBeData(turned)];
  for (const part of /** @type {const} */ (['training', 'test'])) {
    assert.equal(was[part][0][16 + 3], 99);
    assert.equal(is[part][0][16 + 3], 7);
    assert.equal(is[part][0][16 + 3 * 28], 99);
    assert.equal(is.samples[part][0][3 * 28], 99);
  }
  assert.deepEqual(turned, again);
  assert.equal(was.name, 'emnist-digits');
  assert.equal(is.name, 'emnist-digits, transposed');
  const pixels = Uint8Array.from({ length: 2 * 784 }, (_, at) => at % 251);
  const twice = pixels.slice();
  transpose(twice);
  assert.notDeepEqual(twice, pixels);
  transpose(twice);
  assert.deepEqual(twice, pixels);
});

test('labels from 1 to 10 can be shifted, training and test by the same number', async () => {
  const [training, other] = [Array.from({ length: 20 }, (_, at) => 1 + (at % 10)), [4, 4, 5]];
  const files = [
    ...filesOf({ labels: training }),
    fileOf('t10k-images', smallSet(3).images),
    fileOf('t10k-labels', smallSet(3, { labels: other }).labels),
  ];
  const refused = await readOwnData(files);
  assert.ok('problems' in refused);
  assert.match(refused.problems[0].message, /label 10 at item 9; .*begin at 1: shift them by −1/);
  assert.equal(refused.shift, 1);
  const data = mustBeData(await readOwnData(files, { isShifted: true }));
  assert.deepEqual(
    [...data.training[0].subarray(-20)],
    training.map((label) => label - 1),
  );
  assert.deepEqual([...data.test[0].subarray(-3)], [3, 3, 4]);
  assert.equal(data.name, 'emnist-digits, labels − 1');
  assert.doesNotMatch(data.note, /shift/);
});

test('labels that no shift can mend are refused with the remedy, and none is offered', async () => {
  for (const [labels, words] of /** @type {[number[], RegExp][]} */ ([
    [[...Array(26).keys()].map((at) => at + 1), /labels from 1 to 26, and the network has 10/],
    [[...Array(12).fill(0), 10], /labels from 0 to 10/],
  ])) {
    const refused = await readOwnData(filesOf({ labels }));
    assert.ok('problems' in refused);
    assert.match(refused.problems[0].message, words);
    assert.match(refused.problems[0].message, /keep only the images of ten classes/);
    assert.equal(refused.shift, 0);
  }
});

test('labels 1 to 9 are used as they are, and a shift is offered; a missing class is named', async () => {
  const nine = filesOf({ labels: [...Array(27).keys()].map((at) => 1 + (at % 9)) });
  const asIs = mustBeData(await readOwnData(nine));
  assert.match(asIs.note, /No training image has the label 0\. If the labels begin at 1, shift/);
  assert.equal(asIs.shift, 1);
  const shifted = mustBeData(await readOwnData(nine, { isShifted: true }));
  assert.match(shifted.note, /No training image has the label 9\.$/);
  const whole = mustBeData(await readOwnData(filesOf()));
  assert.equal(whole.shift, 0);
  assert.doesNotMatch(whole.note, /No training image/);
});

test('dark ink on light ground is noticed, and can be inverted', async () => {
  const paper = mustBeData(await readOwnData(filesOf({ pixel: 250 })));
  assert.ok(paper.isDarkOnLight);
  const inverted = mustBeData(await readOwnData(filesOf({ pixel: 250 }), { isInverted: true }));
  assert.equal(inverted.training[0][16], 5);
  assert.equal(inverted.isDarkOnLight, false);
  assert.match(inverted.name, /, inverted$/);
  assert.equal(mustBeData(await readOwnData(filesOf())).isDarkOnLight, false);
});

test('the names of files tell the name of the data by whole words', async () => {
  const set = smallSet(24);
  for (const [name, called] of [
    ['contest-images', 'contest'],
    ['latest-train-images-idx3-ubyte.gz', 'latest'],
    ['emnist-digits-train-images-idx3-ubyte.gz', 'emnist-digits'],
    ['my_train.idx3', 'my'],
    ['t10k-images.idx3-ubyte (1).gz', 'your files'],
    ['TEST_images', 'your files'],
    ['数字-train', '数字'],
    ['entrai\u0302nement', 'entrai\u0302nement'],
  ]) {
    const files = [fileOf(name, set.images), fileOf('l', set.labels)];
    assert.equal(mustBeData(await readOwnData(files)).name, called, name);
  }
});

test('roles by names in other spellings', async () => {
  const [large, small] = [smallSet(20), smallSet(12)];
  for (const [training, tested] of [
    ['TRAIN_images', 'TEST_images'],
    ['trainimages', 'testimages'],
    ['a', 't10k-images.idx3-ubyte (1).gz'],
    ['набор_train', 'набор_test'],
    ['training1', 'eval1'],
  ]) {
    const files = [
      // The smaller set is for training, so that the counts alone would tell the roles wrongly.
      fileOf(training, small.images),
      fileOf(training.replace('images', 'labels'), small.labels),
      fileOf(tested, large.images),
      fileOf(tested.replace('images', 'labels'), large.labels),
    ];
    assert.deepEqual(
      mustBeData(await readOwnData(files)).counts,
      { training: 12, test: 20 },
      training,
    );
  }
});

const bytes = (/** @type {string} */ text) => Uint8Array.from(Buffer.from(text, 'latin1'));

test('a file of another kind is named with the remedy, whatever its name says', async () => {
  for (const [content, words] of /** @type {[string, RegExp][]} */ ([
    ['PK\x03\x04', /zip archive; unpack/],
    ['Rar!\x1a\x07', /an archive; unpack/],
    [`${'n'.repeat(257)}ustar`, /an archive; unpack/],
    ['\x89PNG\r\n\x1a\n', /a picture/],
    ['\xff\xd8\xff\xe0', /a picture/],
    ['<svg xmlns="x">', /a picture/],
    ['\n<!DOCTYPE html>', /a web page.*download the file again/],
    ['\x93NUMPY\x01', /another program; save its values as IDX/],
    ['version https://git-lfs.github.com/spec/v1', /pointer of Git LFS/],
    ['\xef\xbb\xbf\0\0\x08\x03', /BOM/],
    ['step,loss\r\n1,2', /it is text/],
    ['', /it is empty/],
    ['\x01\x02\x03\x04', /starts with 01 02 03 04/],
  ])) {
    assert.match(strangerWords(bytes(content)), words);
    const { kind, words: said } = await kindOf(fileOf('train-images', bytes(content)));
    assert.equal(kind, 'other');
    assert.match(said, words);
    const packed = await kindOf(fileOf('a.gz', gzipSync(bytes(content))));
    assert.match(packed.words || `${packed.kind}`, content === '' ? /images/ : words);
  }
});

test('files go where they belong by content', async () => {
  const { images, labels } = smallSet(12);
  const run = gzipSync(bytes('SCDRIFT1 and so on'));
  for (const [file, kind] of /** @type {[File, string][]} */ ([
    [fileOf('a', images), 'images'],
    [fileOf('a.scaledrift', gzipSync(labels)), 'images'],
    [fileOf('train-images', run), 'run'],
    [fileOf('a.scaledrift', run.subarray(0, 12)), 'run'],
    [fileOf('a.gz', gzipSync(images).subarray(0, 12)), 'images'],
  ])) {
    assert.equal((await kindOf(file)).kind, kind, file.name);
  }
  const twice = await kindOf(fileOf('a', gzipSync(gzipSync(images))));
  assert.match(twice.words, /^it is a gzip file inside a gzip file; unpack it once/);
});
