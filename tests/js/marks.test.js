import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { markAfter, markAt } from '../../www/charts/marks.js';
import { grid } from '../../www/charts/matrix.js';
import { cellText } from '../../www/figures/pictures/confusion-words.js';

const size = { width: 400, height: 272 };

/** The cells of a matrix of 10 × 10 as marks. */
const cells = (() => {
  const { width, height, x, y } = grid(10, size);
  return Array.from({ length: 100 }, (_, at) => {
    const [row, column] = [Math.floor(at / 10), at % 10];
    return { x: x(column + 0.5), y: y(row + 0.5), width, height, text: `${row} ${column}` };
  });
})();

test('a pointer anywhere in a cell reads this cell, and beside the matrix no cell', () => {
  const inside = fc.double({ min: -0.49, max: 0.49, noNaN: true });
  fc.assert(
    fc.property(fc.nat(99), inside, inside, (at, across, down) => {
      const { x, y, width, height } = cells[at];
      assert.equal(markAt(cells, x + across * width, y + down * height), at);
    }),
  );
  assert.equal(markAt(cells, 2, 2), -1);
  assert.equal(markAt([], 100, 100), -1);
});

test('a pointer between close dots reads the nearest dot, and no dot far away', () => {
  const dot = { width: 10, height: 10, text: '' };
  const dots = [
    { x: 100, y: 100, ...dot },
    { x: 104, y: 100, ...dot },
  ];
  assert.equal(markAt(dots, 101, 100), 0);
  assert.equal(markAt(dots, 103, 100), 1);
  assert.equal(markAt(dots, 120, 100), -1);
});

test('keys reach every mark and never leave the picture', () => {
  const keys = fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 130 }), fc.array(keys), (count, pressed) => {
      let at = -1;
      for (const key of pressed) {
        at = markAfter(key, at, count, 10);
        assert.ok(at >= 0 && at < count, `${key} leads to ${at}`);
      }
      let walked = markAfter('Home', at, count, 10);
      for (let step = 1; step < count; step += 1)
        walked = markAfter('ArrowRight', walked, count, 10);
      assert.equal(walked, count - 1);
    }),
  );
  assert.equal(markAfter('a', 3, 10, 10), -1);
  assert.equal(markAfter('Home', -1, 0, 10), -1, 'there is nothing to read');
  assert.equal(markAfter('ArrowDown', 4, 100, 10), 14);
  assert.equal(markAfter('ArrowUp', 4, 100, 10), 4, 'it stays in its column');
});

test('a cell in words', () => {
  const counts = Array(100).fill(0);
  counts[44] = 950;
  counts[49] = 49;
  counts[40] = 1;
  assert.equal(cellText(counts, 4, 4), '950 of 1,000 images of a 4 are answered rightly, 95.0 %');
  assert.equal(cellText(counts, 4, 9), '49 of 1,000 images of a 4 are taken for a 9, 4.9 %');
  assert.equal(cellText(counts, 4, 0), '1 of 1,000 images of a 4 is taken for a 0, 0.1 %');
  assert.equal(cellText(counts, 5, 5), '0 of 0 images of a 5 are answered rightly');
});
