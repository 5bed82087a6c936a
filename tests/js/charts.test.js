import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  colourTable,
  LARGEST_LIMIT,
  scaleLimit,
  TABLE_SIZE,
  tableIndex,
} from '../../www/charts/colour.js';
import {
  farthestFromZero,
  layOutRows,
  paintColumns,
  rowAt,
  sizeOfMost,
  stackBlocks,
} from '../../www/charts/heatmap.js';
import { DRIFT_SCALE } from '../../www/charts/palette.js';
import { logAxis, ticks, toLog } from '../../www/charts/scale.js';
import { timeEnd } from '../../www/run/history.js';

const MIDDLE = (TABLE_SIZE - 1) / 2;

test('exactly 0 is neutral, everything else is not, and sides mirror', () => {
  const value = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(value, fc.constantFrom(0.25, 1, 16), (drift, limit) => {
      const index = tableIndex(drift, limit);
      assert.ok(index >= 0 && index < TABLE_SIZE);
      assert.equal(index === MIDDLE, drift === 0 || drift / limit === 0);
      assert.equal(tableIndex(-drift, limit), 2 * MIDDLE - index);
    }),
  );
  assert.equal(tableIndex(Number.NaN, 1), MIDDLE);
});

test('the table runs from the last blue over the neutral colour to the last orange', () => {
  for (const scale of [DRIFT_SCALE.light, DRIFT_SCALE.dark]) {
    const table = colourTable(scale);
    const at = (/** @type {number} */ index) => [...table.subarray(3 * index, 3 * index + 3)];
    assert.deepEqual(at(0), scale.negative[2]);
    assert.deepEqual(at(MIDDLE), scale.neutral);
    assert.deepEqual(at(TABLE_SIZE - 1), scale.positive[2]);
  }
});

/** WCAG's contrast, which allows for light that falls on the screen. @param {number[][]} pair */
function contrast(...pair) {
  const [less, more] = pair
    .map((colour) =>
      colour
        .map((channel) => channel / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, channel) => sum + [0.2126, 0.7152, 0.0722][channel] * part, 0.05),
    )
    .sort((one, other) => one - other);
  return more / less;
}

test('a small drift stands out on a dark page at least as much as on a light page', () => {
  const [light, dark] = [DRIFT_SCALE.light, DRIFT_SCALE.dark].map(colourTable);
  const against = (/** @type {Uint8ClampedArray} */ table, /** @type {number} */ index) =>
    contrast(
      [...table.subarray(3 * index, 3 * index + 3)],
      [...table.subarray(3 * MIDDLE, 3 * MIDDLE + 3)],
    );
  for (const share of [0.02, 0.05, 0.1, 0.2, 1 / 3]) {
    for (const side of [-1, 1]) {
      const index = MIDDLE + side * Math.round(share * MIDDLE);
      const [here, there] = [against(dark, index), against(light, index)];
      assert.ok(here > there, `${side * share}: ${here} on dark, ${there} on light`);
    }
  }
});

test('the scale holds the largest value up to its last limit', () => {
  assert.equal(scaleLimit(0), 0.25);
  assert.equal(scaleLimit(1), 1);
  assert.equal(scaleLimit(1.01), 2);
  assert.equal(scaleLimit(1e9), LARGEST_LIMIT);
});

test('a single unit that drifts far does not set the scale', () => {
  const column = Float32Array.from({ length: 20 }, (_, index) => (index % 2 ? -1 : 1) * index);
  column[3] = -1000;
  assert.equal(sizeOfMost(column, 0.9), 18);
  assert.equal(sizeOfMost(column, 1), 1000);
  assert.equal(sizeOfMost(new Float32Array(0), 0.9), 0);
});

test('every row lies in exactly one pixel row, and blocks do not mix', () => {
  const blocks = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(blocks, fc.integer({ min: 6, max: 200 }), (rows, pixels) => {
      const spans = layOutRows(rows, 7, pixels);
      assert.ok(spans.length <= pixels + rows.length);
      let next = 7;
      for (const { from, to } of spans) {
        assert.equal(from, next);
        assert.ok(to > from);
        next = to;
      }
      assert.equal(next, 7 + rows.reduce((sum, count) => sum + count, 0));
      const ends = new Set(spans.map((span) => span.to));
      let end = 7;
      for (const count of rows) {
        end += count;
        assert.ok(ends.has(end));
      }
    }),
  );
});

test('each of two layers’ 32 neurons gets a pixel of 65, and the line between layers hides none', () => {
  assert.deepEqual(stackBlocks([32, 32], 65, 1), [
    { first: 0, rows: 32, top: 0, height: 32 },
    { first: 32, rows: 32, top: 33, height: 32 },
  ]);
});

test('blocks never overlap, and the middle of each row is found again', () => {
  const blocks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      blocks,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
      (...all) => {
        const [rows, scale, gap] = all;
        const total = rows.reduce((sum, count) => sum + count, 0);
        const bands = stackBlocks(rows, scale * total + gap * (rows.length - 1), gap);
        let end = -gap;
        for (const { first, rows: count, top, height } of bands) {
          assert.equal(top, end + gap);
          assert.equal(height, scale * count);
          for (let row = 0; row < count; row += 1) {
            assert.equal(rowAt(bands, top + scale * (row + 0.5)), first + row);
          }
          end = top + height;
        }
        assert.equal(rowAt(bands, -3), 0);
        assert.equal(rowAt(bands, end + 3), total - 1);
      },
    ),
  );
});

test('a crowded pixel row shows the value farthest from 0, with its sign', () => {
  assert.equal(farthestFromZero(Float32Array.of(1, -3, 2), { from: 0, to: 3 }), -3);
  assert.equal(farthestFromZero(Float32Array.of(1, -3, 2), { from: 2, to: 3 }), 2);
});

test('columns paint their own pixels and no others', () => {
  const picture = { data: new Uint8ClampedArray(4 * 3 * 2), width: 3 };
  const spans = layOutRows([2], 0, 2);
  const table = colourTable(DRIFT_SCALE.light);
  paintColumns(picture, [{ x: 1, values: Float32Array.of(0, 5) }], spans, table, 1);
  const pixel = (/** @type {number} */ x, /** @type {number} */ y) => [
    ...picture.data.subarray(4 * (3 * y + x), 4 * (3 * y + x) + 4),
  ];
  assert.deepEqual(pixel(1, 0), [255, 255, 255, 255]);
  assert.deepEqual(pixel(1, 1), [...DRIFT_SCALE.light.positive[2], 255]);
  for (const [x, y] of [
    [0, 0],
    [2, 0],
    [0, 1],
    [2, 1],
  ])
    assert.deepEqual(pixel(x, y), [0, 0, 0, 0]);
});

test('the time axis holds the step and leaves at most a third empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (step) => {
      const end = timeEnd(step);
      assert.ok(end >= step);
      assert.ok(step <= 200 || end < 1.51 * step);
      const marks = ticks(end);
      assert.ok(marks.length >= 2 && marks.length <= 8 && marks[marks.length - 1] <= end);
    }),
  );
});

test('exact zeros stand on a floor below every other value', () => {
  const positive = fc.double({ min: 1e-30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(fc.array(positive), (values) => {
      const { floor, top } = logAxis([...values, 0, Number.NaN]);
      assert.equal(toLog(0, floor), floor);
      for (const value of values) {
        const power = toLog(value, floor) ?? Number.NaN;
        assert.ok(power > floor && power <= top);
      }
    }),
  );
  assert.equal(toLog(Number.NaN, -8), null);
});
