import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawPairs, roundEnd } from '../../www/charts/pairs.js';
import { pairsOf } from '../../www/figures/diagonal/cells.js';
import { squaresIn } from '../../www/figures/diagonal/diagonal.js';
import { diagonalText, distancesOf, noteText } from '../../www/figures/diagonal/diagonal-words.js';
import { disagreementText } from '../../www/figures/diagonal/disagreement.js';
import { LaneRecord } from '../../www/run/lane-record.js';
import { contextStub, INKS } from './context-stub.js';

const floats = (/** @type {number[]} */ ...numbers) => Float32Array.from(numbers);

/** @param {LaneRecord} lane @param {object} answer */
const take = (lane, answer) =>
  lane.inspection.take({ logits: true }, /** @type {any} */ ({ step: lane.step, ...answer }));

/** A lane whose twins answer three of four training images differently. */
function twins(rule = 'sgd') {
  const lane = new LaneRecord({ id: 'a', rule }, rule.toUpperCase(), 0);
  Object.assign(lane, { isStarted: true, hasTwin: true, step: 1 });
  take(lane, {
    logits: { images: 4, disagreed: 3, network: floats(1, -2, 0, 3), twin: floats(1, -2.5, 0, 7) },
  });
  return lane;
}

test('an axis ends at 1, 2 or 5 times a power of ten, at or beyond every number', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (size) => {
      const end = roundEnd(size);
      assert.ok(end >= size && end <= 2.5 * size * (1 + 1e-9), `${end} for ${size}`);
      assert.match(end.toExponential(6), /^[125]\.0+e/);
    }),
  );
  assert.deepEqual([0, 0.3, 1, 1.01, 2, 4.9, 5.1, 12].map(roundEnd), [1, 0.5, 1, 2, 2, 5, 10, 20]);
});

test('the axes of a lane grow in steps, and never shrink within its run', () => {
  const lane = twins();
  const endOf = () => pairsOf(lane, null).end;
  assert.equal(endOf(), 10, 'the twin counts too');
  const small = { images: 1, disagreed: 0, network: floats(0.1), twin: floats(0.1) };
  take(lane, { logits: small });
  assert.equal(endOf(), 10);
  lane.inspection.cutAfter(0);
  assert.equal(endOf(), 10, 'going back is the same run');
  const broken = floats(Number.NaN, Number.POSITIVE_INFINITY, -12);
  take(lane, { logits: { ...small, network: broken, twin: null } });
  assert.equal(endOf(), 20, 'numbers without a place do not count');
  assert.equal(pairsOf(new LaneRecord({ id: 'b', rule: 'sgd' }, 'SGD', 0), null).end, 1);
});

test('equal outputs are drawn on the line, and outputs without a place are not drawn', () => {
  const style = { hue: 'red', isHollow: false, format: String, nameX: 'x', nameY: 'y' };
  const square = { left: 10, top: 20, side: 100 };
  const draw = (/** @type {number[]} */ across, /** @type {number[]} */ up) => {
    const { context, named } = contextStub();
    drawPairs(context, { ...style, across, up, end: 2 }, square, INKS);
    return [...named('arc'), ...named('fillRect')].map(({ values: [x, y] }) => [x, y]);
  };
  assert.deepEqual(draw([-2, 0, 1], [-2, 0, 1]), [
    [10, 120],
    [60, 70],
    [85, 45],
  ]);
  assert.deepEqual(draw([1], [0]), [[85, 70]], 'off the line: below it');
  assert.deepEqual(draw([Number.NaN, 3, 0], [0, 0, Number.POSITIVE_INFINITY]), []);
  const many = Array(14_000).fill(1);
  assert.equal(draw(many, many).length, 14_000, 'a large net too');
});

test('the words count the disagreements on test images, and on the drawn images before a test', () => {
  const lane = twins();
  assert.equal(disagreementText(lane), 'twins disagree on 3 of 4 training images');
  lane.test = { step: 50, correct: 0, of: 10_000, twinCorrect: 0, disagreed: 1481 };
  assert.equal(disagreementText(lane), 'twins disagree on 1,481 of 10,000 test images');
  assert.equal(disagreementText(lane, 0), 'twins disagree on 3 of 4 training images', 'the past');
  lane.test = { step: 50, correct: 0, of: 10_000, twinCorrect: 0 };
  assert.match(disagreementText(lane), /training/, 'an opened run knows no number of its test');
  assert.equal(disagreementText(Object.assign(twins(), { hasTwin: false })), '');
  assert.equal(disagreementText(Object.assign(twins(), { end: 'diverged' })), '', 'old numbers');
});

test('the sentence gives every lane its largest difference, now and in the past', () => {
  const [sgd, un] = [twins(), twins('un')];
  take(un, { logits: { images: 2, disagreed: 0, network: floats(1, 2), twin: floats(1, 2) } });
  const lanes = [sgd, un];
  assert.equal(
    diagonalText({ lanes, moment: null }),
    'Now: largest difference SGD 4.00, twins disagree on 3 of 4 training images; ' +
      'UN 0 exactly, twins disagree on 0 of 2 training images.',
  );
  take(sgd, {
    isPast: true,
    step: 0,
    logits: { images: 4, disagreed: 0, network: floats(1), twin: floats(1) },
  });
  assert.match(diagonalText({ lanes: [sgd], moment: 0 }), /^At step 0: .* SGD 0 exactly, /);
  assert.match(noteText({ lanes }), /for 4 training images: network across, twin up/);
  sgd.end = 'diverged';
  assert.equal(
    diagonalText({ lanes: [sgd], moment: null }),
    'Now: largest difference SGD diverged.',
  );
  assert.equal(diagonalText({ lanes: [], moment: null }), 'No numbers yet.');
});

test('distances are exact, and none without a twin', () => {
  const network = floats(1, 2, 3);
  assert.deepEqual(distancesOf({ network, twin: floats(1, 2.5, 3) }), { largest: 0.5, equal: 2 });
  assert.deepEqual(distancesOf({ network, twin: null }), {
    largest: Number.NaN,
    equal: Number.NaN,
  });
});

test('panels are squares inside the picture that never overlap', () => {
  for (const [width, height] of [
    [288, 368],
    [904, 368],
    [1304, 368],
  ]) {
    for (let count = 1; count <= 4; count += 1) {
      const squares = squaresIn(count, { width, height });
      assert.equal(squares.length, count);
      squares.forEach(({ left, top, side }, at) => {
        assert.ok(side > 100 && left >= 0 && left + side <= width, `${count} in ${width}`);
        assert.ok(top >= 20 && top + side + 18 <= height, `${count} in ${width}`);
        for (const other of squares.slice(at + 1)) {
          assert.ok(other.left >= left + side || other.top >= top + side + 18);
        }
      });
    }
  }
});
