import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { barAt, drawBars } from '../../www/charts/bars.js';
import { inkImage } from '../../www/charts/surface.js';
import { answersTable, answersText, CLASSES, winnerOf } from '../../www/figures/draw/answers.js';
import { contextStub, INKS } from './context-stub.js';

/** @param {number} winner */
const sure = (winner) => Float32Array.from(CLASSES, (_, at) => (at === winner ? 0.91 : 0.01));
const style = { hue: '#D55E00', dash: [7, 4] };
/** @type {(label: string, network: number, twin?: number) => import('../../www/figures/draw/answers.js').Answer} */
const answer = (label, network, twin) => ({
  label,
  ...style,
  network: sure(network),
  twin: twin === undefined ? null : sure(twin),
});

test('the winner is the first of the largest, and NaN wins nothing', () => {
  assert.equal(winnerOf([0.1, 0.4, 0.4]), 1);
  assert.equal(winnerOf([0, Number.NaN, 1]), 2);
});

test('the sentence names who disagrees, or that nobody does', () => {
  assert.match(answersText([], false), /^Draw a digit/);
  assert.equal(
    answersText([answer('SGD', 7, 7), answer('UN', 7, 7)], false),
    'Every network and every twin says 7.',
  );
  assert.equal(answersText([answer('SGD', 7)], false), 'Every network says 7.');
  assert.equal(
    answersText([answer('SGD', 7, 1), answer('UN', 7, 7)], false),
    'SGD’s network says 7, its twin 1.',
  );
  assert.equal(
    answersText([answer('SGD', 7), answer('UN', 2)], false),
    'The networks say: SGD 7 and UN 2.',
  );
});

test('the sentence names a sample’s digit, so that a wrong answer is seen', () => {
  assert.equal(answersText([answer('SGD', 6)], false, 5), 'This is a 5. Every network says 6.');
  assert.match(answersText([answer('SGD', 6)], true, 0), /guess\. This is a 0\. Every/);
  assert.match(answersText([], false, 5), /^Draw a digit/);
});

test('before the first step it says that the networks are untrained', () => {
  assert.match(answersText([answer('SGD', 7)], true), /untrained.*Every network says 7/);
  assert.doesNotMatch(answersText([answer('SGD', 7)], false), /untrained/);
});

test('the table has a row per class and a column per network and twin', () => {
  const { head, rows } = answersTable([answer('SGD', 7, 1), answer('UN', 2)]);
  assert.deepEqual(head, ['class', 'SGD', 'SGD twin', 'UN']);
  assert.equal(rows.length, 10);
  assert.deepEqual(rows[7], ['7', '91.0 %', '1.0 %', '1.0 %']);
});

test('bars stand on one line, never overlap, and grow with the share', () => {
  const size = fc.record({
    width: fc.integer({ min: 120, max: 900 }),
    height: fc.integer({ min: 40, max: 200 }),
  });
  fc.assert(
    fc.property(size, fc.double({ min: 0, max: 1, noNaN: true }), (place, share) => {
      let right = 0;
      for (let column = 0; column < 10; column += 1) {
        for (const which of /** @type {const} */ ([0, 1])) {
          const bar = barAt(column, 10, share, which, place);
          assert.ok(bar.left >= right && bar.top >= 0);
          assert.ok(Math.abs(bar.top + bar.height - barAt(0, 10, 0, 0, place).top) < 1e-9);
          right = bar.left + bar.width;
        }
      }
      assert.ok(right <= place.width);
    }),
  );
});

test('the picture has ten full bars, hollow bars only with a twin, and the winner in bold', () => {
  const size = { width: 300, height: 80 };
  const { context, named } = contextStub();
  const bars = { full: sure(3), hollow: sure(8), labels: CLASSES, strong: 3, hue: style.hue };
  drawBars(context, bars, size, INKS);
  assert.equal(named('fillRect').length, 10);
  const hollow = named('strokeRect');
  assert.ok(hollow.length >= 1 && hollow.every(({ state }) => state.strokeStyle === style.hue));
  const bold = named('fillText').filter(({ state }) => state.font.startsWith('700'));
  assert.deepEqual(
    bold.map(({ values }) => values[0]),
    ['3'],
  );
  const single = contextStub();
  drawBars(single.context, { ...bars, hollow: null }, size, INKS);
  assert.equal(single.named('strokeRect').length, 0);
});

test('ink becomes one colour whose opacity is the ink', () => {
  assert.deepEqual(
    [...inkImage([0, 128, 255], [1, 2, 3])],
    [1, 2, 3, 0, 1, 2, 3, 128, 1, 2, 3, 255],
  );
});
