import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../www/page/turns.js';

/** Five charts that take 3 ms each, on a clock of their own. */
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
    turns,
    /** @param {boolean} isRunning @param {boolean} [hasChanged] */
    frame(isRunning, hasChanged = true) {
      drawn.length = 0;
      begins.push(turns.begin(isRunning, hasChanged));
      const view = /** @type {import('../../www/run/view.js').View} */ ({ isRunning });
      turns.draw([...parts, {}], view);
      time += 16;
      return [...drawn];
    },
  };
}

test('while the run plays, a few charts draw in each frame, all in a round, and then rest', () => {
  const { frame, begins } = setUp();
  const round = [frame(true), frame(true), frame(true), frame(true)];
  assert.deepEqual(round, [[], [0, 1], [2, 3], [4]], 'none with the numbers');
  const frames = Array.from({ length: 4 }, () => frame(true));
  assert.deepEqual(frames.slice(0, -1).flat(), []);
  assert.deepEqual(frames.at(-1), [0, 1]);
  assert.deepEqual(
    begins,
    [true, ...Array(5).fill(false), true, false],
    'numbers, once in a round',
  );
});

test('unseen figures get their words in every tenth round, and whenever nothing moves', () => {
  const { turns } = setUp();
  const told = Array.from({ length: 30 }, () => {
    turns.isDone = true;
    turns.began = Number.NEGATIVE_INFINITY;
    turns.begin(true, true);
    return turns.isForAll;
  });
  assert.deepEqual(
    told.flatMap((isForAll, round) => (isForAll ? [round] : [])),
    [0, 10, 20],
  );
  turns.begin(true, true);
  turns.begin(false, false);
  assert.equal(turns.isForAll, true);
});

test('when nothing moves all draw at once, also in the middle of a round', () => {
  const { frame, begins } = setUp();
  frame(true);
  assert.deepEqual(frame(false), [0, 1, 2, 3, 4]);
  assert.deepEqual(frame(false), [0, 1, 2, 3, 4]);
  assert.deepEqual(begins, [true, true, true]);
});

test('charts that a frame leaves out draw in the next frames, also when nothing changes any more', () => {
  const { frame, begins, turns } = setUp();
  /** Runs frames as long as the page asks for them. */
  const rest = () => {
    const drawn = [];
    for (let count = 0; turns.isBehind; count += 1) {
      assert.ok(count < 20, 'it comes to rest');
      drawn.push(...frame(true, false));
    }
    return drawn;
  };
  frame(true);
  assert.deepEqual(rest(), [0, 1, 2, 3, 4], 'the round is brought to its end');
  assert.deepEqual(begins, [true, false, false, false]);
  frame(true);
  assert.equal(begins.pop(), false, 'too early for another round');
  assert.deepEqual(rest(), [0, 1, 2, 3, 4], 'which comes when it is time');
});
