import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonRange, drawDots, plane } from '../../www/charts/dots.js';
import { drawDumbbells, lineMiddles } from '../../www/charts/dumbbells.js';
import { drawMatrix, shades } from '../../www/charts/matrix.js';
import { fitLog, logTicks, roundNumbers } from '../../www/charts/scale.js';
import { cursorText, driftSentence, driftText } from '../../www/figures/drift/words.js';
import { agreementText, ratioText, roundingOf } from '../../www/figures/lines/charge-words.js';
import { ratesText } from '../../www/figures/lines/effective-rate-words.js';
import { errorText } from '../../www/figures/lines/error-words.js';
import { costsText } from '../../www/figures/pictures/bit-words.js';
import { confusionText, mistakeText } from '../../www/figures/pictures/confusion-words.js';
import { Inspection } from '../../www/run/inspection.js';
import { LaneRecord } from '../../www/run/lane-record.js';

const inks = {
  text: 'ink',
  soft: 'soft',
  strong: 'strong',
  line: 'line',
  paper: 'paper',
  font: 'sans',
};
const size = { width: 400, height: 272 };

/** A canvas that only records its calls. */
function recorder() {
  /** @type {[string, ...any[]][]} */
  const calls = [];
  /** @type {Record<string, any>} */
  const state = { measureText: (/** @type {string} */ text) => ({ width: 7 * text.length }) };
  const context = new Proxy(state, {
    get: (_, name) => {
      if (name in state) return state[String(name)];
      return (/** @type {any[]} */ ...given) =>
        calls.push([String(name), ...given, state.fillStyle, state.globalAlpha]);
    },
    set: (_, name, value) => {
      state[String(name)] = value;
      return true;
    },
  });
  const named = (/** @type {string} */ name) => calls.filter(([call]) => call === name);
  return { context: /** @type {any} */ (context), named };
}

const value = fc
  .double({ min: -1e3, max: 1e3, noNaN: true })
  .filter((each) => each === 0 || Math.abs(each) > 1e-30);

test('equal numbers lie on the diagonal, and all dots inside the square', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const points = Float64Array.from(values.flatMap((each) => [each, each]));
      const range = commonRange([{ hue: 'red', isHollow: false, points }]);
      const { left, top, side, x, y } = plane(range, size);
      for (const each of values) {
        const [across, up] = [x(each) - left, top + side - y(each)];
        assert.ok(Math.abs(across - up) < 1e-6);
        assert.ok(across >= 0 && across <= side);
      }
      const marks = roundNumbers(range.low, range.high, 5);
      assert.ok(marks.length >= 2 && marks.length <= 6 && marks.includes(0));
    }),
  );
});

test('a dot for every pair; a difference is seen', () => {
  const { context, named } = recorder();
  const points = Float64Array.of(1, 1, 2, 2.5, -1, -1);
  const groups = [{ hue: 'red', isHollow: false, points }];
  drawDots(context, { groups, nameX: 'x', nameY: 'y', format: String }, size, inks);
  const dots = named('arc');
  assert.equal(dots.length, 3);
  const { left, top, side } = plane(commonRange(groups), size);
  const off = dots.map(([, across, down]) => Math.abs(across - left - (top + side - down)));
  assert.ok(off[0] < 1e-9 && off[2] < 1e-9);
  assert.ok(off[1] > 5, 'half a unit in four is far from the diagonal');
});

test('no numbers, or all zero, still make axes', () => {
  for (const points of [new Float64Array(0), new Float64Array(4)]) {
    const { low, high } = commonRange([{ hue: '', isHollow: false, points }]);
    assert.ok(low < 0 && high > 0);
  }
});

test('cells are shaded by their share of the row; a single mistake is seen, a zero is not', () => {
  const [hit, single, none, all] = shades([99, 1, 0, 5], 2);
  assert.ok(hit > 0.5 && hit <= 0.6 && all === 0.6);
  assert.ok(single > 0.05 && single < hit);
  assert.equal(none, 0);
  assert.deepEqual([...shades([0, 0, 0, 0], 2)], [0, 0, 0, 0], 'a row that was not tested');
});

test('a matrix writes every count that is not zero, truth down and answer across', () => {
  const { context, named } = recorder();
  const matrix = { counts: [7, 3, 0, 9], names: ['a', 'b'], nameX: 'x', nameY: 'y', hue: 'blue' };
  drawMatrix(context, matrix, size, inks);
  const texts = named('fillText');
  const at = (/** @type {string} */ text) => texts.filter(([, own]) => own === text);
  assert.equal(at('0').length, 0);
  const [[, , seven, sevenDown]] = at('7');
  const [[, , three, threeDown]] = at('3');
  const [[, , nine, nineDown]] = at('9');
  assert.ok(three > seven && threeDown === sevenDown);
  assert.ok(nine === three && nineDown > threeDown);
});

test('lines of blocks stand apart, in order, and inside the picture', () => {
  const bells = (/** @type {number} */ count) =>
    Array.from({ length: count }, () => ({ hue: '', from: 1, to: 2, text: '' }));
  const middles = lineMiddles(
    [
      { name: '', bells: bells(2) },
      { name: '', bells: bells(3) },
    ],
    272,
  );
  const flat = middles.flat();
  assert.deepEqual(
    flat,
    [...flat].sort((one, other) => one - other),
  );
  assert.ok(flat[0] > 0 && flat[4] < 272 - 36);
  assert.ok(middles[1][0] - middles[0][1] > 1.5 * (middles[0][1] - middles[0][0]));
});

test('a dumbbell runs from the hollow start to the full end, infinity at the edge', () => {
  const { context, named } = recorder();
  const bells = [{ hue: 'red', from: 5, to: Number.POSITIVE_INFINITY, text: '5 → ∞' }];
  drawDumbbells(context, { blocks: [{ name: 'layer 1', bells }], nameX: 'bits' }, size, inks);
  const [[, from, , , , , first], [, to, , , , , second]] = named('arc');
  assert.deepEqual([first, second], ['paper', 'red']);
  assert.ok(Number.isFinite(to) && to > from);
  assert.ok(named('fillText').some(([, text]) => text === '5 → ∞'));
});

test('a second pair stands below the first, smaller, on the same axis', () => {
  const { context, named } = recorder();
  const bells = [{ hue: 'red', from: 5, to: 6, text: '', second: { from: 8, to: 12 } }];
  drawDumbbells(context, { blocks: [{ name: '', bells }], nameX: '' }, size, inks);
  const dots = named('arc').map(([, x, y, radius]) => ({ x, y, radius }));
  assert.equal(dots.length, 4);
  assert.ok(
    dots.every(({ x }, at) => at === 0 || x > dots[at - 1].x),
    '5, 6, 8, 12',
  );
  assert.ok(dots[2].y > dots[1].y && dots[2].radius < dots[1].radius);
  assert.ok(dots[3].x < size.width - 100, 'the words have room');
});

test('the words beside a dumbbell are never cut, however long they are', () => {
  const { context, named } = recorder();
  const text = '10 → 11, 10 → 11 and more';
  context.measureText = () => ({ width: 170 });
  const bells = [{ hue: 'red', from: 5, to: 6, text }];
  drawDumbbells(context, { blocks: [{ name: '', bells }], nameX: '' }, size, inks);
  const [, , left] = named('fillText').find(([, each]) => each === text) ?? [];
  assert.ok(left + 170 <= size.width, `from ${left}`);
});

test('a fitted logarithmic axis holds its values and at least a third of a decade', () => {
  const positive = fc.double({ min: 1e-12, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(positive, { minLength: 1 }), (values) => {
      const { lines, low, high } = fitLog([[...values, null, 0, Number.NaN]]);
      assert.ok(high - low >= 0.29);
      values.forEach((each, at) => {
        const power = lines[0][at] ?? Number.NaN;
        assert.ok(Math.abs(10 ** power / each - 1) < 1e-9 && power >= low && power <= high);
      });
      assert.deepEqual(lines[0].slice(-3), [null, null, null]);
      const marks = logTicks(low, high);
      assert.ok(
        marks.length <= 7 && marks.every((mark) => mark >= low - 1e-6 && mark <= high + 1e-6),
      );
      assert.ok(marks.length >= 1, `${low} to ${high}`);
    }),
  );
});

/** @param {Partial<Inspection>} parts */
const lane = (parts) => ({ label: 'SGD', inspection: Object.assign(new Inspection(), parts) });

test('bits: the words name the cost of drift, bits that stay, and numbers out of range', () => {
  const bits = (/** @type {number[]} */ ...numbers) => ({
    bits: { step: 0, want: /** @type {const} */ (true), numbers: Uint32Array.from(numbers) },
  });
  const cost = lane({ first: bits(5, 7, 8), latest: bits(5, 10, 9) });
  const same = { ...lane({ first: bits(5, 7, 8), latest: bits(5, 7, 8) }), label: 'UN' };
  assert.equal(
    costsText([cost, same]),
    'Drift has cost SGD 4 bits (layer 2 7 → 10, classifier 8 → 9); UN needs as many bits as at the start.',
  );
  const opened = lane({
    first: { bits: { ...bits(5, 7).bits, step: 1200 } },
    latest: { bits: { ...bits(5, 8).bits, step: 1300 } },
  });
  assert.equal(
    costsText([opened]),
    'Drift has cost SGD 1 bit (classifier 7 → 8). The start here is step 1,200, the first measured.',
  );
  Object.assign(opened.inspection, { back: { bits: { ...bits(5, 6).bits, step: 400 } } });
  assert.equal(
    costsText([opened], 450),
    'At step 400, the last before 450 whose weights are kept: SGD needs as many bits as at the start.',
    'what it was opened with came later',
  );
  const other = { ...lane({ back: { bits: { ...bits(5, 7).bits, step: 450 } } }), label: 'UN' };
  assert.match(costsText([opened, other], 450), /^At the last steps before 450 whose weights are/);
  const ended = { ...cost, end: 'diverged' };
  assert.match(costsText([ended, other], 450), /^At step 450: UN needs/, 'not what it ended with');
  const less = lane({ first: bits(5, 7), latest: bits(4, 7) });
  assert.match(costsText([less]), /^SGD needs 1 bit less/);
  const moved = lane({ first: bits(5, 7), latest: bits(4, 8) });
  assert.match(costsText([moved]), /moved bits between layers/);
  const lost = lane({ first: bits(5, 7), latest: bits(5, 0xffffffff) });
  assert.match(costsText([lost]), /left the range of numbers \(classifier 7 → ∞\)/);
  assert.equal(costsText([{ ...less, end: 'diverged' }]), 'SGD diverged.');
  assert.equal(costsText([lane({})]), 'No numbers yet.');

  const pair = (/** @type {number[][]} */ first, /** @type {number[][]} */ latest) => ({
    ...lane({ first: bits(...first.flat()), latest: bits(...latest.flat()) }),
    hasTwin: true,
  });
  const stays = {
    ...pair(
      [
        [5, 7],
        [8, 9],
      ],
      [
        [5, 7],
        [8, 9],
      ],
    ),
    label: 'UN',
  };
  assert.equal(
    costsText([
      pair(
        [
          [5, 7],
          [8, 9],
        ],
        [
          [5, 8],
          [10, 9],
        ],
      ),
      stays,
    ]),
    'Drift has cost SGD 1 bit (classifier 7 → 8), its twin +2 bits since its own start; UN needs as many bits as at the start, twins too.',
  );
  assert.equal(
    costsText([
      pair(
        [
          [5, 7],
          [8, 9],
        ],
        [
          [5, 7],
          [7, 9],
        ],
      ),
    ]),
    'SGD needs as many bits as at the start, its twin −1 bit since its own start.',
  );
});

test('charges: the words compare measured and predicted with the change and with rounding', () => {
  const sgd = new LaneRecord({ id: 'a', rule: 'sgd' }, 'SGD', 0);
  const { inspection } = sgd;
  const all = [sgd];
  inspection.take({ charges: true }, { step: 0, charges: new Float64Array(4) });
  assert.match(agreementText(all), /no step yet/);
  const norms = Float32Array.of(1, 2, 1, 64);
  const drift = new Float32Array(4);
  sgd.started(/** @type {any} */ ({ layerUnits: [2], norms, drift, hasTwin: true }));
  const charges = Float64Array.of(0.5 + 2 ** -20, 0.5, -0.1, -0.1);
  inspection.take({ charges: true }, { step: 1600, charges });
  assert.equal(
    agreementText(all),
    'SGD at step 1,600: the charges of 2 neurons changed by up to 0.500; measured and predicted ' +
      'agree to 9.5\u00a0×\u00a010⁻⁷, 1.9\u00a0×\u00a010⁻⁶ of that change. Rounding alone causes about √steps · 2⁻²⁴ · ‖w‖² ' +
      '= 9.5\u00a0×\u00a010⁻⁶.',
  );
  assert.equal(roundingOf(sgd, 1600), 40 * 2 ** -24 * 4, 'the twin does not count');
  assert.equal(
    ratioText(all),
    'Now the prediction for SGD is off by 1/520,000 of the largest change: a rounding error.',
  );
  assert.match(agreementText([]), /about SGD/);
});

test('charges in the past name their own step', () => {
  const own = lane({});
  const charges = Float64Array.of(0.25, 0.5);
  own.inspection.take({ charges: true }, { step: 447, charges });
  const record = Object.assign(new LaneRecord({ id: 'a', rule: 'sgd' }, 'SGD', 0), own);
  const back = (/** @type {number} */ step, /** @type {Float64Array} */ numbers) =>
    record.inspection.take({ charges: true }, { step, isPast: true, charges: numbers });
  back(100, Float64Array.of(0.125, 0.125));
  assert.match(agreementText([record], 120), /^SGD at step 100: .* up to 0\.125; /);
  back(0, Float64Array.of(0, 0));
  assert.equal(agreementText([record], 20), 'SGD at step 0: no charge had changed.');
  assert.match(agreementText([record]), /^SGD at step 447: /);
});

test('charges of a run opened from a file have words for the first number', () => {
  const { inspection } = lane({});
  const charges = Float64Array.of(0.25, 0.5);
  inspection.take({ charges: true }, { step: 447, charges });
  assert.match(ratioText([{ label: 'SGD', inspection }]), /^Now the prediction for SGD/);
  inspection.cutAfter(446);
  assert.equal(ratioText([{ label: 'SGD', inspection }]), 'No steps yet.');
});

test('the words tell a matrix that is not kept from a test that was not taken', () => {
  const record = new LaneRecord({ id: 'a', rule: 'sgd' }, 'SGD', 0);
  assert.match(confusionText(record, []), /no test yet; they come every 50 steps and after each/);
  record.accuracy = { step: 440, correct: 876, of: 1000, twinCorrect: 102 };
  assert.match(confusionText(record, []), /^SGD: the answers .* are being fetched\.$/);
  const none = new Uint32Array(101);
  record.inspection.take({ confusion: true }, { step: 447, confusion: none });
  assert.match(confusionText(record, []), /step 440 are not kept; the next test brings new/);
  record.end = 'diverged';
  assert.match(confusionText(record, []), /its last test, at step 440, are not kept\.$/);
  record.inspection.latest = {};
  assert.match(confusionText(record, []), /are not kept\.$/, 'nor fetched');
  record.end = '';
  const counts = new Uint32Array(100).with(0, 1000);
  record.inspection.take({ confusion: true }, { step: 447, confusion: none.with(0, 400) });
  const ofOwnTest = /^SGD, tested at step 400: 0 of 1,000 images wrong/;
  assert.match(confusionText(record, counts), ofOwnTest, 'not of the newest test');
});

test('effective rates: a band where filters differ, a single number where they agree', () => {
  const inspection = new Inspection();
  const take = (/** @type {number} */ step, /** @type {number[]} */ ...rates) =>
    inspection.take({ effectiveRates: true }, { step, effectiveRates: Float32Array.from(rates) });
  const all = [{ label: 'SGD', inspection }];
  assert.equal(ratesText(all), 'No numbers yet.');
  take(0, 0.5, 0.5, 0.5);
  assert.equal(ratesText(all), 'Now: SGD 0.500 for every filter.');
  take(10, 0.125, 0.25, 0.5);
  assert.equal(ratesText(all), 'Now: SGD 0.125 to 0.500, median 0.250, × 0.500 since the start.');
  inspection.cutAfter(-1);
  take(1200, 0.5, 1, 1.5);
  assert.match(ratesText(all), /, × 1\.00 since step 1,200, the first measured\.$/);
  take(1210, Number.NaN, Number.NaN, Number.NaN);
  assert.equal(ratesText(all), 'Now: SGD none, because its filters are dead.');
});

test('errors of lanes that were tested together share a sentence', () => {
  const tested = { step: 50, correct: 875, of: 1000, twinCorrect: Number.NaN };
  assert.equal(
    errorText([
      { label: 'SGD', test: tested },
      { label: 'UN', test: { ...tested, correct: 900 } },
    ]),
    'At step 50, of 1,000 images: SGD 12.5 %; UN 10.0 %.',
  );
  assert.equal(
    errorText([{ label: 'SGD', test: { ...tested, twinCorrect: 0 } }]),
    'At step 50, of 1,000 images: SGD 12.5 %, twin 100.0 %.',
  );
  assert.match(errorText([{ label: 'SGD', test: null }]), /^No test yet/);
});

test('the most frequent mistake, named the right way round', () => {
  const counts = new Uint32Array(100);
  for (let digit = 0; digit < 10; digit += 1) counts[11 * digit] = 90;
  assert.equal(mistakeText(counts), '0 of 900 images wrong.');
  counts[49] = 12;
  counts[94] = 3;
  assert.equal(
    mistakeText(counts),
    '15 of 915 images wrong; most often a 4 is taken for a 9, 12 times.',
  );
});

test('drift in words: factors where norms moved, no factors where they stayed', () => {
  const record = new LaneRecord({ id: 'a', rule: 'sgd' }, 'SGD', 0);
  const started = /** @type {any} */ ({
    layerUnits: [2],
    norms: Float32Array.of(1, 1, 1, 1),
    drift: new Float32Array(4),
    hasTwin: true,
  });
  record.started(started);
  assert.equal(driftSentence([record]), 'No steps yet.');
  const readings = { loss: 1, twinLoss: 1, gap: 0, accuracy: Number.NaN };
  record.history?.append(1, readings, Float32Array.of(-1, 1, 1e-6, 0));
  assert.equal(driftSentence([record]), 'Now: SGD ÷ 2 to × 2, twin unchanged.');
  assert.equal(
    cursorText(record, { step: 1, row: 1 }),
    'network, layer 1, neuron 2, step 1: norm 2.00, × 2 its start',
  );
  assert.match(
    driftText(record, 'SGD'),
    /over 1 steps, as factors of the start\. Network now ÷ 2 to × 2\./,
  );
  record.end = 'diverged';
  assert.equal(driftSentence([record]), 'Now: SGD diverged.', 'its last numbers are not of now');
  record.gap = 0;
  assert.ok(Number.isNaN(record.livingGap));
});
