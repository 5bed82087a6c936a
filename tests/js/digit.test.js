import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EMPTY, inkOf, PAD, paintPiece, pixelsOf, withStroke } from '../../www/figures/draw/ink.js';
import { prepareDigit } from '../../www/figures/draw/prepare.js';
import { testDigit } from './mnist.js';

/**
 * An image, each pixel `scale` × `scale` large, somewhere on a larger sheet.
 * @param {Uint8Array} pixels 28 × 28
 * @param {{scale: number, left: number, top: number, width: number, height: number}} place
 */
function enlarge(pixels, { scale, left, top, width, height }) {
  const ink = new Uint8Array(width * height);
  for (let y = 0; y < Math.floor(28 * scale); y += 1) {
    for (let x = 0; x < Math.floor(28 * scale); x += 1) {
      const [column, row] = [left + x, top + y];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      ink[row * width + column] = pixels[Math.floor(y / scale) * 28 + Math.floor(x / scale)];
    }
  }
  return ink;
}

/**
 * @param {Uint8Array | null} a
 * @param {Uint8Array} b
 */
const largestDifference = (a, b) =>
  Math.max(...b.map((value, index) => Math.abs(value - (a?.[index] ?? 0))));

test('MNIST’s own digits, ten times as large and off-centre, come back byte for byte', () => {
  for (let index = 0; index < 100; index += 1) {
    const digit = testDigit(index);
    const place = { scale: 10, left: -17 + (index % 40), top: 31 - (index % 50) };
    const back = prepareDigit(enlarge(digit, { ...place, width: 300, height: 320 }), 300, 320);
    assert.equal(largestDifference(back, digit), 0, `digit ${index}`);
  }
});

test('all 10,000 digits come back, except three that MNIST cut off at the edge', () => {
  const different = [];
  for (let index = 0; index < 10_000; index += 1) {
    const digit = testDigit(index);
    if (largestDifference(prepareDigit(digit, 28, 28), digit) > 0) different.push(index);
  }
  assert.deepEqual(different, [4530, 9300, 9302]);
  for (const index of different) {
    const lastRow = testDigit(index).subarray(27 * 28);
    assert.ok(lastRow.some((value) => value > 0));
  }
});

test('the check above can fail: an image moved by a pixel is no longer its own preparation', () => {
  const digit = testDigit(0);
  const moved = new Uint8Array(784);
  moved.set(digit.subarray(0, 783), 1);
  assert.notDeepEqual(prepareDigit(digit, 28, 28), moved);
  assert.deepEqual(prepareDigit(digit, 28, 28), digit);
  assert.deepEqual(prepareDigit(moved, 28, 28), digit);
});

test('digits 7.3 times as large come back to 4 of 255 grey levels in the mean', () => {
  let inPlace = 0;
  for (let index = 0; index < 100; index += 1) {
    const digit = testDigit(index);
    const place = { scale: 7.3, left: 13, top: 21, width: 260, height: 240 };
    const back = prepareDigit(enlarge(digit, place), 260, 240);
    // A centre of mass between two pixels may now round to the other pixel.
    const shifts = [0, -1, 1, -28, 28, -29, 29, -27, 27];
    const errors = shifts.map((shift) => {
      const error = digit.reduce(
        (sum, value, at) => sum + Math.abs(value - (back?.[at + shift] ?? 0)),
        0,
      );
      return error / 784;
    });
    assert.ok(Math.min(...errors) < 4, `digit ${index}: ${errors}`);
    inPlace += errors[0] < 4 ? 1 : 0;
  }
  assert.ok(inPlace >= 90, `${inPlace} of 100 in place`);
});

test('no ink is no digit', () => {
  assert.equal(prepareDigit(new Uint8Array(100), 10, 10), null);
  assert.equal(pixelsOf(EMPTY, inkOf(EMPTY)), null);
});

test('a single dot fills the box of 20 × 20', () => {
  const ink = new Uint8Array(50 * 40);
  ink[7 * 50 + 44] = 255;
  const pixels = prepareDigit(ink, 50, 40);
  assert.equal(
    pixels?.reduce((sum, value) => sum + value, 0),
    400 * 255,
  );
});

test('ink up to every edge of a huge sheet', () => {
  const side = 1500;
  const pixels = prepareDigit(new Uint8Array(side * side).fill(255), side, side);
  assert.equal(pixels?.filter((value) => value === 255).length, 400);
});

test('any drawing becomes 784 bytes inside the field, as dark as it was, at its centre', () => {
  const sheet = fc.uint8Array({ minLength: 12 * 9, maxLength: 12 * 9 });
  fc.assert(
    fc.property(sheet, (ink) => {
      const pixels = prepareDigit(ink, 12, 9);
      if (ink.every((value) => value === 0)) return assert.equal(pixels, null);
      assert.equal(pixels?.length, 784);
      let [mass, x, y] = [0, 0, 0];
      pixels.forEach((value, index) => {
        mass += value;
        x += value * (index % 28);
        y += value * Math.floor(index / 28);
      });
      // Ink of a few grey levels can round to none at all.
      if (Math.max(...ink) < 64) return undefined;
      // Where the box does not touch the field's edge, the centre is within half a pixel, up to
      // what rounding of bytes moves it.
      const [cx, cy] = [x / mass, y / mass];
      const rows = [...pixels.keys()].filter((at) => pixels[at] > 0);
      const columns = rows.map((at) => at % 28);
      const isFree = (/** @type {number[]} */ list) =>
        Math.min(...list) > 0 && Math.max(...list) < 27;
      if (isFree(columns)) assert.ok(Math.abs(cx - 14) < 0.6, `x ${cx}`);
      if (isFree(rows.map((at) => Math.floor(at / 28))))
        assert.ok(Math.abs(cy - 14) < 0.6, `y ${cy}`);
      return undefined;
    }),
  );
});

test('a stroke is full inside, soft at its edge, and empty elsewhere', () => {
  const ink = new Uint8Array(PAD * PAD);
  paintPiece(ink, 50, 100, 150, 100);
  const at = (/** @type {number} */ x, /** @type {number} */ y) => ink[y * PAD + x];
  assert.equal(at(100, 100), 255);
  assert.equal(at(100, 90), 255);
  assert.ok(at(100, 88) > 0);
  assert.equal(at(100, 86), 0);
  assert.equal(at(37, 100), 0);
  assert.equal(at(163, 100), 0);
});

test('strokes beyond the pad’s edges are cut there, not wrapped around', () => {
  const ink = new Uint8Array(PAD * PAD);
  paintPiece(ink, -40, 20, -5, 20);
  assert.ok(ink[20 * PAD] > 0);
  assert.ok(ink[20 * PAD + PAD - 1] === 0 && ink[19 * PAD + PAD - 1] === 0);
  paintPiece(ink, 1e4, 1e4, 2e4, 2e4);
});

test('a sample reaches the networks unchanged, and gives way to the first stroke', () => {
  const sample = testDigit(5);
  const plain = { sample, strokes: [] };
  assert.equal(pixelsOf(plain, inkOf(plain)), sample);
  const dot = [140, 140, 140, 140];
  const drawn = withStroke(plain, dot);
  assert.deepEqual(drawn, withStroke(EMPTY, dot), 'nothing of the sample is left');
  assert.deepEqual(withStroke(drawn, [10, 10]).strokes, [dot, [10, 10]], 'strokes add up');
  assert.deepEqual(plain, { sample, strokes: [] }, 'undo leads back to it');
  assert.deepEqual(prepareDigit(inkOf(plain), PAD, PAD), sample);
});
