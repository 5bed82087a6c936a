/** Runs every named experiment with the real engine and checks the sentence that it shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentText } from '../../www/figures/drift/words.js';
import catalog from '../../www/generated/catalog.js';
import { laneOf, nextRule } from '../../www/link/lane-choice.js';
import { presetOf } from '../../www/link/preset-of.js';
import { PRESETS } from '../../www/link/presets.js';
import { formatHash, runSpec } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { LaneRecord } from '../../www/run/lane-record.js';
import { instantOf } from '../../www/run/moment.js';
import { QUICK_TEST_IMAGES } from '../../www/worker/protocol.js';
import { trainer } from './engine.js';

const SILENT_LOSS = Math.log(10);
const engine = trainer();

/** @param {string} hash */
const respell = (hash) => formatHash(parseHash(hash, catalog).state, catalog);

/** @param {string} hash */
const idAt = (hash) =>
  PRESETS[
    presetOf(
      PRESETS.map((preset) => preset.hash),
      hash,
      respell,
    )
  ]?.id;

/**
 * @typedef {{gap: number, loss: number, twinLoss: number, rate: number, norms: Float32Array}} Reading
 * @typedef {{readings: Reading[], diverged: string, hash: string, right: number[]}} Course
 *   readings[n]: readings after n steps; right: right answers of network and twin, of a thousand
 */

/**
 * Runs the lanes of an experiment for a number of steps.
 * @param {string} id
 * @param {number} steps
 * @returns {Course[]}
 */
function lanesOf(id, steps) {
  const preset = PRESETS.find((entry) => entry.id === id);
  const { state } = parseHash(preset?.hash ?? '', catalog);
  return state.lanes.map((lane) => {
    engine.start(runSpec(state, lane));
    const read = () => ({
      gap: engine.twin_gap,
      loss: engine.loss,
      twinLoss: engine.twin_loss,
      rate: engine.learning_rate,
      norms: engine.norms(),
    });
    const readings = [read()];
    while (engine.steps < steps && engine.diverged === '') {
      engine.step(() => {});
      readings.push(read());
    }
    const right = [...engine.evaluate(0, QUICK_TEST_IMAGES)];
    return { readings, diverged: engine.diverged, hash: engine.hash(), right };
  });
}

/** @param {Course} lane @param {number} step */
const gap = ({ readings }, step) => readings[step].gap;

/** @param {Course} lane */
const largestGap = ({ readings }) => Math.max(...readings.map((reading) => reading.gap));

/** @param {Course} lane */
const lastOf = ({ readings }) => readings[readings.length - 1];

/** The page's record of a lane. @param {Course} lane @param {number} [last] */
function recordOf({ readings }, last = readings.length - 1) {
  const record = new LaneRecord({ id: 'a', rule: '' }, '', 0);
  const [{ gap, rate }, ...told] = readings.slice(0, last + 1);
  const none = new Float32Array(0);
  const address = { run: 0, seq: 0 };
  record.started({
    ...{ ...address, type: 'started', step: 0, hasTwin: true, stepsPerEpoch: 1, seed: 0, hash: '' },
    ...{ gap, rate, norms: none, drift: none, layerUnits: new Uint32Array(0) },
  });
  const column = (/** @type {(reading: Reading) => number} */ of) => Float64Array.from(told, of);
  record.advanced({
    ...{ ...address, type: 'round', step: last, first: 1, rate, diverged: '', trainingMs: 0 },
    ...{ accuracies: [], checkpoint: null, columns: none },
    loss: column(({ loss }) => loss),
    twinLoss: column(({ twinLoss }) => twinLoss),
    gap: column((reading) => reading.gap),
    columnSteps: Float64Array.from(told, (_, at) => at + 1),
  });
  return record;
}

/** @param {Course} lane */
function assertParts(lane) {
  assert.equal(gap(lane, 0), 0, 'the same function to begin with');
  assert.ok(gap(lane, 1) > 0.1, `after one step ${gap(lane, 1)}`);
  assert.ok(lastOf(lane).gap > 1, `at last ${lastOf(lane).gap}`);
}

/** @param {Course} lane */
function assertStays(lane) {
  assert.equal(lane.diverged, '');
  assert.equal(largestGap(lane), 0);
}

/** @type {Record<string, () => void>} */
const claims = {
  'same-function': () => {
    const [sgd, sm, un] = lanesOf('same-function', 100);
    assertParts(sgd);
    assertStays(sm);
    assertStays(un);
  },
  'one-neuron': () => {
    const [sgd, sm, un] = lanesOf('one-neuron', 60);
    for (let step = 0; step <= 20; step += 1) assert.equal(gap(sgd, step), 0, `step ${step}`);
    const { loss, twinLoss } = sgd.readings[21];
    assert.equal(loss, twinLoss, 'rescaled, and still the same function');
    assert.ok(gap(sgd, 21) > 0.1, `after the next step ${gap(sgd, 21)}`);
    assertStays(sm);
    assertStays(un);
  },
  'not-powers': () => {
    const [sgd, sm, un] = lanesOf('not-powers', 1000);
    assert.ok(gap(sgd, 1) > 0.1);
    for (const lane of [sm, un]) {
      assert.ok(gap(lane, 0) > 0, 'rounding is there from the start');
      assert.ok(largestGap(lane) < 0.01, `${largestGap(lane)}`);
    }
    for (const lane of lanesOf('not-powers', 200).slice(1)) {
      assert.ok(largestGap(lane) < 1e-3, `${largestGap(lane)} at first`);
    }
  },
  'unlucky-scale': () => {
    const [sgd, sm, un] = lanesOf('unlucky-scale', 100);
    assert.equal(gap(sgd, 0), 0);
    assert.ok(lastOf(sgd).loss < 0.8, `the network learns: ${lastOf(sgd).loss}`);
    const { twinLoss } = lastOf(sgd);
    assert.ok(Math.abs(twinLoss - SILENT_LOSS) < 0.05, `the twin does not: ${twinLoss}`);
    const [network, twin] = sgd.right;
    assert.ok(network > 750, `${network} of 1,000`);
    assert.ok(twin < 150, `the twin guesses: ${twin} of 1,000`);
    for (const lane of [sm, un]) {
      assertStays(lane);
      assert.equal(lane.right[0], lane.right[1]);
      assert.ok(lane.right[1] > 750, `${lane.right[1]} of 1,000`);
    }
  },
  'bold-driver': () => {
    for (const { readings } of lanesOf('bold-driver', 150)) {
      const factors = readings
        .slice(1)
        .map(({ rate }, index) => rate / readings[index].rate)
        .filter((factor) => factor !== 1);
      const has = (/** @type {number} */ wanted) =>
        factors.some((factor) => Math.abs(factor - wanted) < 1e-9);
      assert.ok(has(1.1), 'a tenth more');
      assert.ok(has(0.5), 'halved');
      assert.equal(readings[10].rate, 0.1, 'from the second epoch on');
      assert.ok(readings[20].rate > 0.1, 'an epoch is ten steps');
    }
  },
  'effective-rate': () => {
    const [sgd, sm, un] = lanesOf('effective-rate', 100);
    const rates = (/** @type {Course} */ lane) => {
      const { norms } = lastOf(lane);
      return [...norms.subarray(0, norms.length / 2)].map((norm) => 0.05 / (norm * norm));
    };
    const spread = (/** @type {Course} */ lane) =>
      Math.max(...rates(lane)) / Math.min(...rates(lane));
    assert.ok(spread(sgd) > 2, `${spread(sgd)}`);
    assert.ok(spread(un) < 1.001, `${spread(un)}`);
    assertParts(sgd);
    assertStays(sm);
    assertStays(un);
  },
  'sm-rows': () => {
    const [sm, rows] = lanesOf('sm-rows', 100);
    assertStays(sm);
    assertParts(rows);
    assert.equal(rows.diverged, '');
  },
  'sm-rows-normalized': () => {
    const [sm, rows] = lanesOf('sm-rows-normalized', 100);
    assertStays(sm);
    assertStays(rows);
    assert.equal(sm.hash, rows.hash);
  },
  'pooled-groups': () => {
    const [sgd, sm, un, rows] = lanesOf('pooled-groups', 100);
    assertParts(sgd);
    assertStays(sm);
    assertStays(un);
    assertParts(rows);
    assert.equal(rows.diverged, '');
  },
  momentum: () => {
    const [sgd, un] = lanesOf('momentum', 100);
    assertParts(sgd);
    assertStays(un);
  },
  adam: () => {
    const [adam, un] = lanesOf('adam', 100);
    assertParts(adam);
    assertStays(un);
  },
  'too-high': () => {
    const [sgd, sm, un] = lanesOf('too-high', 150);
    assert.notEqual(sm.diverged, '');
    assert.ok(sm.readings.length <= 11, `after ${sm.readings.length - 1} steps`);
    for (const lane of [sgd, un]) {
      assert.equal(lane.diverged, '');
      const { loss, twinLoss, gap: apart } = lastOf(lane);
      assert.ok(Math.abs(loss - SILENT_LOSS) < 1e-4, `${loss}`);
      assert.ok(Math.abs(twinLoss - SILENT_LOSS) < 1e-4, `${twinLoss}`);
      assert.equal(apart, 0);
      const record = recordOf(lane);
      assert.ok(record.isSilent && Number.isNaN(record.livingGap), 'a dash for the gap');
      const { life, history } = record;
      assert.ok(life && history && life.lastStep < 7 && history.lastStep === 150, 'its line ends');
      assert.equal(life.indexAt(150), life.length - 1);
      assert.deepEqual(
        [instantOf(record, 1)?.gap, instantOf(record, 150)?.gap],
        [history.gap[1], Number.NaN],
      );
      assert.match(momentText(record, 150), /gap –/);
    }
    // A few images still get through the last neurons, but the network is dead.
    for (let step = 7; step <= 150; step += 1) assert.ok(recordOf(un, step).isSilent, `${step}`);
    assert.equal(recordOf(un, 5).isSilent, false);
    // SGD's twins were far apart when they died, so their equality afterwards is no agreement.
    for (let step = 1; step <= 150; step += 1) {
      assert.equal(recordOf(sgd, step).livingGap > 0, step < 5, `${step}`);
    }
  },
};

test('there are at least eight experiments, each with a name of its own and a claim', () => {
  assert.ok(PRESETS.length >= 8);
  assert.equal(new Set(PRESETS.map(({ name }) => name)).size, PRESETS.length);
  assert.deepEqual(PRESETS.map(({ id }) => id).sort(), Object.keys(claims).sort());
});

for (const { id, name, hash } of PRESETS) {
  test(`the page reads “${name}” without a problem, and finds it again in its own spelling`, () => {
    const { state, problems } = parseHash(hash, catalog);
    assert.deepEqual(problems, []);
    assert.equal(idAt(formatHash(state, catalog)), id);
  });
  test(`“${name}” shows its claim`, () => claims[id]());
}

test('“Add a lane” offers a new rule, which trains at its defaults with its twin', () => {
  const { state } = parseHash('', catalog);
  for (const missing of catalog.defaults.rules) {
    const others = state.lanes.filter(({ rule }) => rule !== missing);
    assert.equal(nextRule(others, catalog), missing);
  }
  const lane = laneOf(catalog, 'd', nextRule(state.lanes, catalog));
  assert.ok(!catalog.defaults.rules.includes(lane.rule));
  engine.start(runSpec(state, lane));
  while (engine.steps < 1000 && engine.diverged === '') engine.step(() => {});
  assert.equal(engine.diverged, '');
  assert.ok(engine.loss < 0.1 && engine.twin_loss < 0.1, `${engine.loss}, ${engine.twin_loss}`);
  assert.ok(engine.twin_gap > 1, `the answer to “and what about…”: ${engine.twin_gap}`);
});

test('another seed is the same experiment, another rule is no named experiment', () => {
  assert.equal(idAt(respell('strength=6&seed=7')), 'unlucky-scale');
  assert.equal(idAt(respell('strength=6&width=16')), undefined);
});
