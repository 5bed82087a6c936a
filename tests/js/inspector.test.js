import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cursor } from '../../www/page/cursor.js';
import { agreement, Inspection, spread } from '../../www/run/inspection.js';
import { Inspector } from '../../www/run/inspector.js';
import { LaneRecord } from '../../www/run/lane-record.js';
import { Trace } from '../../www/run/trace.js';

/** @typedef {import('../../www/worker/protocol.js').Wants} Wants */

function open() {
  /** @type {[string, Wants][]} */
  const asked = [];
  /** The past steps of the questions. @type {(number | undefined)[]} */
  const steps = [];
  const clock = { now: 0 };
  const inspector = new Inspector({
    ask: (id, wants, step) => {
      asked.push([id, wants]);
      steps.push(step);
    },
    stepBefore: (_, step) => step - (step % 50),
    now: () => clock.now,
  });
  const lane = new LaneRecord({ id: 'a', rule: 'sgd' }, 'SGD', 0);
  lane.isStarted = true;
  const answer = (/** @type {object} */ numbers, step = lane.step) => {
    const wants = lane.inspection.asked ?? {};
    const message = /** @type {any} */ ({ type: 'inspection', step, wants, ...numbers });
    inspector.hear(lane, { type: 'answer', answer: message });
  };
  const say = (/** @type {any} */ event) => inspector.hear(lane, event);
  return { asked, steps, clock, inspector, lane, answer, say };
}

/**
 * @param {Wants} wants
 * @param {{isSeen?: boolean, remembers?: boolean, follows?: boolean}} [how]
 */
function subject(wants, { isSeen = true, remembers = false, follows = false } = {}) {
  return { figure: { isSeen }, remembers, follows, wants: () => wants };
}

test('figures in view share a question, at most four a second, and never two at once', () => {
  const { asked, clock, inspector, lane, answer } = open();
  inspector.register(subject({ bits: true }));
  inspector.register(subject({ confusion: true }));
  inspector.register(subject({ charges: true }, { isSeen: false }));
  inspector.roundDone([lane]);
  assert.deepEqual(asked, [['a', { bits: true, confusion: true }]]);
  clock.now = 300;
  inspector.roundDone([lane]);
  assert.equal(asked.length, 1, 'no second question before the answer');
  answer({ bits: Uint32Array.of(5) });
  clock.now = 500;
  inspector.roundDone([lane]);
  assert.equal(asked.length, 1, 'not so soon');
  clock.now = 550;
  inspector.roundDone([lane]);
  assert.equal(asked.length, 2);
});

test('figures out of view are asked at rest, for their words, but not while the run plays', () => {
  const { asked, inspector, lane } = open();
  inspector.register(subject({ bits: true }, { isSeen: false }));
  inspector.roundDone([lane]);
  assert.deepEqual(asked, []);
  inspector.rest([lane]);
  assert.deepEqual(asked, [['a', { bits: true }]]);
});

test('figures that follow looking back are asked once for each moment, seen or not', () => {
  const { asked, steps, clock, inspector, lane, answer } = open();
  inspector.register(subject({ bits: true }, { isSeen: false, follows: true }));
  lane.step = 120;
  for (clock.now = 0; clock.now < 2000; clock.now += 100) {
    inspector.roundDone([lane], 70);
    if (lane.inspection.asked) answer({ isPast: true, bits: Uint32Array.of(5) }, 50);
  }
  assert.deepEqual([asked, steps], [[['a', { bits: true }]], [50]]);
  assert.equal(lane.inspection.at(70).bits?.step, 50);
});

test('figures that show the past are asked at the start and once a second, seen or not', () => {
  const { asked, clock, inspector, lane, answer, say } = open();
  inspector.register(subject({ charges: true }, { isSeen: false, remembers: true }));
  say({ type: 'answer', answer: { type: 'started', step: 0 } });
  answer({ charges: new Float64Array(4) });
  for (clock.now = 0; clock.now < 3000; clock.now += 100) {
    inspector.roundDone([lane]);
    if (lane.inspection.asked) answer({ charges: new Float64Array(4) });
  }
  assert.equal(asked.length, 1 + 3);
});

test('a run opened from a file is measured once, at the step where it opens', () => {
  const { asked, inspector, answer, say } = open();
  inspector.register(subject({ bits: true }, { isSeen: false, remembers: true }));
  say({ type: 'answer', answer: { type: 'started', step: 1200 } });
  assert.equal(asked.length, 1);
  answer({ bits: Uint32Array.of(5) });
  say({ type: 'answer', answer: { type: 'started', step: 1200 } });
  assert.equal(asked.length, 1, 'another worker has taken over');
});

test('at rest questions go on until all answers have the present step, and then stop', () => {
  const { asked, inspector, lane, answer } = open();
  inspector.register(subject({ bits: true }));
  lane.step = 7;
  inspector.rest([lane]);
  inspector.rest([lane]);
  assert.equal(asked.length, 1);
  answer({ bits: Uint32Array.of(5) });
  inspector.rest([lane]);
  assert.equal(asked.length, 1);
  lane.step = 8;
  inspector.rest([lane]);
  assert.equal(asked.length, 2);
  assert.deepEqual(lane.shown.bits?.numbers, Uint32Array.of(5));
  assert.equal(lane.shown.bits?.step, 7);
});

test('at rest only missing answers are asked for, and a changed want counts as missing', () => {
  const { asked, inspector, lane, answer } = open();
  const unit = { layer: 0, unit: 3 };
  inspector.register(subject({ unit }));
  inspector.rest([lane]);
  answer({ unit: Float64Array.of(-1, 1) });
  inspector.register(subject({ bits: true }));
  inspector.rest([lane]);
  answer({ bits: Uint32Array.of(5) });
  unit.unit = 4;
  inspector.rest([lane]);
  assert.deepEqual(
    asked.map(([, wants]) => Object.keys(wants)),
    [['unit'], ['bits']],
    'a want changed in place is not another want',
  );
  inspector.subjects[0].wants = () => ({ unit: { layer: 0, unit: 5 } });
  inspector.rest([lane]);
  assert.deepEqual(asked[2], ['a', { unit: { layer: 0, unit: 5 } }]);
});

test('a visitor who looks back sees the last kept step, and afterwards the present again', () => {
  const { steps, inspector, lane, answer, say } = open();
  inspector.register(subject({ bits: true }, { follows: true }));
  inspector.register(subject({ charges: true }));
  const charges = Float64Array.of(1, 2);
  lane.step = 120;
  inspector.rest([lane]);
  answer({ bits: Uint32Array.of(12), charges });
  for (const moment of [70, 90, 110]) {
    inspector.rest([lane], moment);
    if (lane.inspection.asked) {
      assert.deepEqual(lane.inspection.asked, { bits: true }, 'only what follows');
      answer({ isPast: true, bits: Uint32Array.of(moment) }, moment - (moment % 50));
    }
  }
  assert.deepEqual(steps, [undefined, 50, 100], 'once for each kept step');
  const { inspection } = lane;
  assert.deepEqual([inspection.at(110).bits?.step, inspection.at(null).bits?.step], [100, 120]);
  assert.equal(inspection.at(110).charges?.step, 120, 'what does not follow is of now');
  assert.deepEqual([inspection.charges.length, inspection.first.bits?.step], [1, 120]);
  inspector.rest([lane], 10);
  say({ type: 'answer', answer: { type: 'refused', request: 'inspect' } });
  assert.deepEqual([inspection.back.bits?.step, inspection.back.bits?.numbers], [0, null]);
  inspector.rest([lane], 10);
  inspector.rest([lane]);
  assert.deepEqual([steps.length, inspection.back], [4, {}], 'not again and again');
});

test('while the run goes, the question about the past is answered first', () => {
  const { asked, steps, clock, inspector, lane, answer } = open();
  inspector.register(subject({ bits: true }, { follows: true }));
  lane.step = 120;
  inspector.roundDone([lane], 70);
  answer({ isPast: true, bits: Uint32Array.of(5) }, 50);
  clock.now = 300;
  inspector.roundDone([lane], 70);
  assert.deepEqual([asked.length, ...steps], [2, 50, undefined]);
});

test('a refusal is an answer, a replaced worker has forgotten the question', () => {
  const { asked, inspector, lane, say } = open();
  inspector.register(subject({ bits: true }));
  inspector.rest([lane]);
  say({ type: 'answer', answer: { type: 'refused', request: 'inspect' } });
  inspector.rest([lane]);
  assert.equal(asked.length, 1);
  assert.equal(lane.shown.bits?.numbers, null);
  lane.step = 1;
  inspector.rest([lane]);
  say({ type: 'replaced' });
  inspector.rest([lane]);
  assert.equal(asked.length, 3);
});

test('answers to other questions are kept, and leave the own question open', () => {
  const { asked, inspector, lane, say } = open();
  inspector.register(subject({ bits: true }));
  inspector.rest([lane]);
  const same = { before: 1, after: 1 };
  const preview = { gap: same, change: 0, incoming: same, outgoing: same, turn: same };
  const wants = { preview: { layer: 0, unit: 0 } };
  say({ type: 'answer', answer: { type: 'inspection', step: 0, wants, preview } });
  assert.equal(lane.shown.preview?.numbers, preview);
  inspector.rest([lane]);
  say({ type: 'answer', answer: { type: 'refused', request: 'rescale' } });
  inspector.rest([lane]);
  assert.equal(asked.length, 1);
  assert.equal(lane.shown.bits, undefined);
});

test('a lane that has ended or not begun is left alone', () => {
  const { asked, inspector, lane } = open();
  inspector.register(subject({ bits: true }));
  lane.isStarted = false;
  inspector.rest([lane]);
  lane.isStarted = true;
  lane.end = 'diverged';
  inspector.rest([lane]);
  inspector.roundDone([lane]);
  assert.deepEqual(asked, []);
});

test('the first answer stays, lines grow, empty answers draw none', () => {
  const inspection = new Inspection();
  inspection.take({ bits: true }, { step: 0, bits: Uint32Array.of(5) });
  const wants = /** @type {const} */ ({ bits: true, charges: true, effectiveRates: true });
  inspection.take(wants, {
    step: 9,
    bits: Uint32Array.of(6),
    charges: Float64Array.of(2.5, 2, -3, -3),
    effectiveRates: Float32Array.of(3, 1, 2, 4),
  });
  assert.equal(inspection.first.bits?.numbers?.[0], 5);
  assert.equal(inspection.latest.bits?.numbers?.[0], 6);
  assert.deepEqual([inspection.charges.at(0, 0), inspection.charges.at(0, 1)], [3, 0.5]);
  assert.equal(inspection.rates.at(0, 1), 2.5);
  inspection.take(wants, {
    step: 10,
    charges: new Float64Array(0),
    effectiveRates: new Float32Array(0),
  });
  assert.deepEqual([inspection.charges.length, inspection.rates.length], [1, 1]);
});

test('inspections end at the step that the run goes back to, and are measured anew', () => {
  const lane = new LaneRecord({ id: 'a', rule: 'sgd' }, 'SGD', 0);
  const { inspection } = lane;
  const wants = /** @type {const} */ ({ bits: true, charges: true, effectiveRates: true });
  const take = (/** @type {number} */ step, name = wants) =>
    inspection.take(name, {
      step,
      bits: Uint32Array.of(step),
      charges: Float64Array.of(step, step),
      effectiveRates: Float32Array.of(step),
    });
  for (const step of [10, 98, 120]) take(step);
  const { version, rates } = inspection;
  const drawn = rates.version;
  lane.goBack(30);
  assert.ok(inspection.version > version && rates.version > drawn, 'figures draw again');
  for (const trace of [inspection.charges, rates]) {
    assert.deepEqual([trace.length, trace.lastStep], [1, 10]);
  }
  assert.deepEqual([inspection.latest, inspection.first.bits?.step], [{}, 10]);
  assert.deepEqual(inspection.missing(wants, 30), wants);
  take(31);
  assert.deepEqual([inspection.charges.lastStep, rates.at(1, 0)], [31, 31]);
  lane.goBack(5);
  assert.deepEqual([inspection.first, inspection.latest, rates.lastStep], [{}, {}, -1]);
  take(7);
  lane.end = 'diverged';
  lane.step = 8;
  lane.goBack(9);
  assert.equal(lane.shown.bits?.step, 7, 'a lane that had ended by then keeps what it has');
});

test('a trace that was cut off goes on as if no later entries had existed', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 15 });
  fc.assert(
    fc.property(sizes, fc.nat({ max: 14 }), (gaps, place) => {
      const steps = gaps.map((_, at) => gaps.slice(0, at).reduce((sum, gap) => sum + gap, 0));
      const [whole, cut] = [new Trace(1), new Trace(1)];
      for (const step of steps) {
        whole.append(step, [step]);
        cut.append(step, [step]);
      }
      const step = steps[Math.min(place, steps.length - 1)];
      cut.cutAfter(step);
      assert.equal(cut.lastStep, step);
      for (const later of steps) cut.append(later, [later]);
      assert.deepEqual(
        [cut.length, cut.steps, cut.numbers],
        [whole.length, whole.steps, whole.numbers],
      );
    }),
  );
});

test('smallest, middle and largest number; change and difference', () => {
  assert.deepEqual(spread(Float32Array.of(5, 1, 3)), [1, 3, 5]);
  assert.deepEqual(agreement(Float64Array.of(1, 1.5, -4, -4.25)), [4.25, 0.5]);
});

test('a trace is bounded, keeps the first and the newest entry, and finds the entry at a step', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(gaps, (sizes) => {
      const trace = new Trace(2, 16);
      trace.append(0, [0, 0]);
      let step = 0;
      for (const size of sizes) {
        step += size;
        trace.append(step, [step, -step]);
        trace.append(step, [Number.NaN, Number.NaN]);
        assert.ok(trace.length <= 17);
        assert.equal(trace.steps[0], 0);
        assert.equal(trace.lastStep, step);
      }
      for (let index = 0; index < trace.length; index += 1) {
        assert.equal(trace.at(index, 0), trace.steps[index]);
        assert.equal(trace.indexAt(trace.steps[index]), index);
        if (index > 0) assert.ok(trace.steps[index] > trace.steps[index - 1]);
        if (index > 0) assert.equal(trace.indexAt(trace.steps[index] - 0.5), index - 1);
      }
      for (let index = 2; index < trace.length - 1; index += 1) {
        const interval = (/** @type {number} */ at) => Math.floor(trace.steps[at] / trace.stride);
        assert.notEqual(interval(index), interval(index - 1), 'one entry per interval');
      }
    }),
  );
  assert.equal(new Trace(1).indexAt(3), -1);
});

test('all figures hear of the cursor once, and who moved it', () => {
  const cursor = new Cursor();
  /** @type {unknown[]} */
  const heard = [];
  cursor.listen((step, source) => heard.push([step, source]));
  cursor.move(3, 'gap');
  cursor.move(3, 'loss');
  cursor.move(null, 'loss');
  assert.deepEqual(heard, [
    [3, 'gap'],
    [null, 'loss'],
  ]);
});

test('figures return to the step that the visitor looks back to when nobody points elsewhere', () => {
  const cursor = new Cursor();
  /** @type {unknown[]} */
  const heard = [];
  cursor.listen((step, source) => heard.push([step, source === 'gap']));
  cursor.stay(20);
  cursor.move(3, 'gap');
  cursor.move(null, 'gap');
  cursor.move(20, 'gap');
  cursor.move(null, 'gap');
  assert.deepEqual(
    heard,
    [
      [20, false],
      [3, true],
      [20, false],
      [20, false],
    ],
    'the figure that was left, too, at whatever step',
  );
  cursor.stay(null);
  assert.deepEqual(heard.at(-1), [null, false]);
});
