import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../www/turns.js';

/** Five charts of 3 ms each, on a clock of their own. */
function setUp() {
  let time = 1000;
  /** @type {number[]} */
  const drawn = [];
  const parts = [0, 1, 2, 3, 4].map((index) => ({
    update: () => {
      time += 3;
      drawn.push(index);
    },
  }));
  /** @type {boolean[]} */
  const begins = [];
  const turns = new Turns(() => time);
  return {
    begins,
    /** @param {boolean} isRunning */
    frame(isRunning) {
      drawn.length = 0;
      begins.push(turns.begin(isRunning));
      const view = /** @type {import('../../www/view.js').View} */ ({ isRunning });
      turns.draw([...parts, {}], view);
      time += 16;
      return [...drawn];
    },
  };
}

test('while it runs, charts draw a few in a frame, all of them in a round, and then rest', () => {
  const { frame, begins } = setUp();
  assert.deepEqual([frame(true), frame(true), frame(true)], [[0, 1], [2, 3], [4]]);
  const frames = Array.from({ length: 4 }, () => frame(true));
  assert.deepEqual(frames.slice(0, -1).flat(), []);
  assert.deepEqual(frames.at(-1), [0, 1]);
  assert.deepEqual(begins, [true, ...Array(5).fill(false), true], 'numbers, once in a round');
});

test('when nothing moves all draw at once, also in the middle of a round', () => {
  const { frame, begins } = setUp();
  frame(true);
  assert.deepEqual(frame(false), [0, 1, 2, 3, 4]);
  assert.deepEqual(frame(false), [0, 1, 2, 3, 4]);
  assert.deepEqual(begins, [true, true, true]);
});
