// What a round is made of: its length, its readings, and what an inspection reads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inspect, transferable } from '../../www/worker/inside/inspect.js';
import { Round } from '../../www/worker/inside/round.js';
import { Pacer } from '../../www/worker/pacing.js';

test('rounds are at least one step, never beyond the stop, and short in time', () => {
  const steps = fc.double({ min: 0.05, max: 500, noNaN: true });
  const speeds = fc.constantFrom(.../** @type {const} */ (['slow', 'one', 'fast', 'full']));
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 900 }), speeds, (stepMs, start, speed) => {
      const pacer = new Pacer();
      let step = start;
      for (let round = 0; round < 50; round += 1) {
        const count = pacer.next(speed, step, 1000);
        assert.ok(count >= 1 || step === 1000);
        assert.ok(step + count <= 1000);
        assert.ok(count <= 1 || count * stepMs <= (speed === 'full' ? 250 : 60));
        assert.ok(speed === 'fast' || speed === 'full' || count <= 1);
        step += count;
        pacer.measured(count, count * stepMs);
      }
    }),
  );
});

test('a round keeps every reading, and columns on the stride and at its end', () => {
  const round = new Round(7, 4, 4);
  for (let step = 7; step <= 10; step += 1) {
    const drift = () => Float32Array.of(step);
    round.record({ steps: step, loss: step, twin_loss: 0, twin_gap: 0, drift });
  }
  assert.equal(new Round(7, 4, 4).step, 6, 'before any reading');
  const packed = round.pack();
  assert.equal(packed.step, 10);
  assert.deepEqual([...packed.loss], [7, 8, 9, 10]);
  assert.deepEqual([...packed.columnSteps], [8, 10]);
  assert.deepEqual([...packed.columns], [8, 10]);
});

test('an inspection reads only the wanted numbers', () => {
  const numbers = (/** @type {number[]} */ ...given) => Float64Array.from(given);
  const floats = (/** @type {number[]} */ ...given) => Float32Array.from(given);
  let freed = 0;
  const engine = {
    charges: () => numbers(0),
    effective_rates: () => floats(1),
    confusion: () => Uint32Array.of(2),
    integer_bits: () => Uint32Array.of(3),
    probe_logits: () => floats(2, 1, 1, 5, 6, 7, 8),
    filters: (
      /** @type {number} */ layer,
      /** @type {number} */ first,
      /** @type {number} */ count,
      /** @type {boolean} */ ofTwin,
    ) => floats(layer, first, count, Number(ofTwin)),
    unit_range: numbers,
    preview: (/** @type {number} */ layer, /** @type {number} */ unit) =>
      /** @type {any} */ ({
        ...{ gap_before: layer, gap_after: unit, change: 1 },
        ...{ incoming_before: 2, incoming_after: 3, outgoing_before: 4, outgoing_after: 5 },
        ...{ turn_before: 6, turn_after: 7 },
        free: () => {
          freed += 1;
        },
      }),
    predict: (/** @type {Uint8Array} */ pixels) => floats(pixels.length),
  };
  assert.deepEqual(inspect(engine, {}), {});
  const seen = inspect(engine, {
    charges: true,
    effectiveRates: true,
    confusion: true,
    bits: true,
    logits: true,
    filters: { layer: 4, first: 5, count: 6 },
    twinFilters: { layer: 4, first: 5, count: 6 },
    unit: { layer: 7, unit: 8 },
    preview: { layer: 9, unit: -1 },
    prediction: new Uint8Array(784),
  });
  assert.deepEqual(seen, {
    charges: numbers(0),
    effectiveRates: floats(1),
    confusion: Uint32Array.of(2),
    bits: Uint32Array.of(3),
    logits: { images: 1, disagreed: 1, network: floats(5, 6), twin: floats(7, 8) },
    filters: floats(4, 5, 6, 0),
    twinFilters: floats(4, 5, 6, 1),
    unit: numbers(7, 8),
    preview: {
      gap: { before: 9, after: -1 },
      change: 1,
      incoming: { before: 2, after: 3 },
      outgoing: { before: 4, after: 5 },
      turn: { before: 6, after: 7 },
    },
    prediction: floats(784),
  });
  assert.equal(freed, 1, 'the engine’s object holds memory until it is freed');
  // All but the preview and the logits, which are objects that are copied.
  assert.equal(transferable(seen).length, 8);
  assert.deepEqual(inspect(engine, { unit: { layer: 1, unit: 2 } }), { unit: numbers(1, 2) });
});
