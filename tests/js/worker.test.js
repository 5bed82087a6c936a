import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inspect, transferable } from '../../www/worker/inside/inspect.js';
import { Round } from '../../www/worker/inside/round.js';
import { Pacer } from '../../www/worker/pacing.js';
import { MOST_PATIENCE_MS } from '../../www/worker/patience.js';
import { Runs } from '../../www/worker/runs.js';
import { CHECK_MS, Watchdog } from '../../www/worker/watchdog.js';
import { CountingWorker } from './counting-worker.js';

function setUp({ mostAtOnce = Number.POSITIVE_INFINITY } = {}) {
  const state = { time: 0, rounds: 0 };
  /** @type {CountingWorker[]} */
  const workers = [];
  /** @type {[string, any][]} */
  const events = [];
  const runs = new Runs({
    spawn: () => {
      const worker = new CountingWorker();
      workers.push(worker);
      return worker;
    },
    wasmUrl: '',
    now: () => state.time,
    mostAtOnce: () => mostAtOnce,
    onLane: (rule, event) => events.push([rule, event]),
    onRound: () => {
      state.rounds += 1;
    },
  });
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  return { state, workers, events, runs, rest };
}

/**
 * @param {ReturnType<typeof setUp>} stage
 * @param {number} milliseconds
 */
function wait(stage, milliseconds) {
  for (let past = 0; past < milliseconds; past += CHECK_MS) {
    stage.state.time += CHECK_MS;
    stage.runs.watch();
  }
}

test('a round ends when every lane has arrived', async () => {
  const stage = setUp();
  stage.runs.setLanes(['sgd', 'un']);
  stage.runs.start((rule) => `rule=${rule}`);
  await stage.rest();
  stage.runs.advance(3, 1);
  await stage.rest();
  assert.equal(stage.state.rounds, 1);
  assert.deepEqual(
    stage.workers.map((worker) => worker.step),
    [3, 3],
  );
});

test('with one worker at a time, lanes train in turn, and every round is the same', async () => {
  for (const mostAtOnce of [1, 2, Number.POSITIVE_INFINITY]) {
    const stage = setUp({ mostAtOnce });
    const ids = ['sgd', 'sm', 'un'];
    stage.runs.setLanes(ids);
    stage.runs.start((rule) => `rule=${rule}`);
    await stage.rest();
    const training = new Set();
    let most = 0;
    for (const worker of stage.workers) {
      const answer = worker.answer.bind(worker);
      worker.answer = (request) => {
        if (request.type === 'run') training.delete(worker);
        answer(request);
      };
      const postMessage = worker.postMessage.bind(worker);
      worker.postMessage = (request) => {
        if (request.type === 'run') training.add(worker);
        most = Math.max(most, training.size);
        postMessage(request);
      };
    }
    for (const target of [2, 5, 9]) {
      stage.runs.advance(target, 1);
      await stage.rest();
      assert.deepEqual(
        stage.workers.map(({ step }) => step),
        [target, target, target],
      );
    }
    assert.equal(stage.state.rounds, 3);
    assert.equal(most, Math.min(mostAtOnce, 3));
  }
});

test('with one worker at a time, lanes that die, diverge or go hold up no other lane', async () => {
  const stage = setUp({ mostAtOnce: 1 });
  stage.runs.setLanes(['sgd', 'sm', 'un', 'pbwn']);
  stage.runs.start((rule) => `rule=${rule}`);
  await stage.rest();
  const [first, second] = stage.workers;
  second.divergesAfter = 2;
  first.postMessage = () => {};
  stage.runs.advance(4, 1);
  stage.runs.setLanes(['sgd', 'sm', 'un']);
  await stage.rest();
  assert.equal(stage.state.rounds, 0, 'the others wait for the first');
  wait(stage, 6000);
  await stage.rest();
  assert.deepEqual(
    [...stage.runs.lanes.values()].map(({ step }) => step),
    [4, 2, 4],
  );
  assert.equal(stage.state.rounds, 1);
  stage.runs.start((rule) => `rule=${rule}`);
  await stage.rest();
  assert.equal(stage.runs.isBusy, false);
});

test('a refused inspection shows nothing, and the lane goes on', async () => {
  const stage = setUp();
  stage.runs.setLanes(['sgd']);
  stage.runs.start((rule) => `rule=${rule}`);
  await stage.rest();
  stage.runs.inspect('sgd', { unit: { layer: 7, unit: 0 } });
  const [worker] = stage.workers;
  const { run, seq } = worker.heard[worker.heard.length - 1];
  worker.post({ type: 'refused', request: 'inspect', message: 'there is no layer 8', run, seq });
  assert.equal(stage.events[stage.events.length - 1][1].answer.request, 'inspect');
  stage.runs.advance(2, 1);
  await stage.rest();
  assert.equal(worker.step, 2);
  worker.post({ type: 'refused', request: 'start', message: 'no such rule', run, seq });
  assert.equal(stage.events[stage.events.length - 1][1].type, 'stopped');
});

test('an earlier step is inspected in its checkpoint, the start without a checkpoint', async () => {
  const stage = setUp();
  stage.runs.setLanes(['sgd']);
  stage.runs.start((rule) => `rule=${rule}`);
  await stage.rest();
  for (const target of [5, 10]) {
    stage.runs.advance(target, 1);
    await stage.rest();
  }
  const wants = /** @type {const} */ ({ bits: true });
  for (const step of [7, 3]) {
    stage.runs.inspect('sgd', wants, stage.runs.stepBefore('sgd', step));
    const request = /** @type {any} */ (stage.workers[0].heard.at(-1));
    const kept = step === 7 ? [5, [5]] : [0, []];
    assert.deepEqual([request.past.step, [...request.past.bytes]], kept);
    assert.deepEqual([request.wants, request.past.spec], [wants, 'rule=sgd']);
  }
  assert.equal(stage.runs.checkpointsOf('sgd')[0].bytes.length, 1, 'the kept one stays');
});

test('a silent worker is replaced, goes on from its checkpoint and repeats the rate change', async () => {
  const stage = setUp();
  stage.runs.setLanes(['sgd', 'un']);
  stage.runs.start((rule) => `rule=${rule}`);
  await stage.rest();
  stage.runs.advance(5, 1);
  await stage.rest();
  stage.runs.advance(7, 1);
  await stage.rest();
  for (const id of ['sgd', 'un']) {
    stage.runs.setPace(id, { rate: 0.5, schedule: 'constant' });
  }
  stage.workers[0].isDead = true;
  stage.runs.advance(9, 1);
  await stage.rest();
  assert.equal(stage.state.rounds, 2);
  wait(stage, 4000);
  await stage.rest();
  assert.equal(stage.state.rounds, 3);
  assert.equal(stage.workers.length, 3);
  assert.equal(stage.workers[2].step, 9);
  assert.equal(stage.workers[2].rate, 0.5);
  const types = stage.workers[2].heard.map((request) => request.type);
  assert.deepEqual(types, ['init', 'resume', 'run', 'set', 'run']);
  const note = stage.events.find(([, event]) => event.type === 'replaced');
  assert.equal(note?.[0], 'sgd');
  assert.equal(note?.[1].fromStep, 5);
});

test('an idle worker that lost its request is replaced, a busy worker is not', async () => {
  for (const isWorking of [false, true]) {
    const stage = setUp();
    stage.runs.setLanes(['sgd']);
    stage.runs.start((rule) => `rule=${rule}`);
    await stage.rest();
    const [worker] = stage.workers;
    worker.isDead = true;
    stage.runs.advance(1, 1);
    for (let second = 0; second < 5; second += 1) {
      worker.onmessage?.({ data: { type: 'heartbeat', isWorking } });
      wait(stage, 1000);
    }
    await stage.rest();
    assert.equal(stage.workers.length, isWorking ? 1 : 2);
  }
});

test('after three replacements the lane stops and the others go on', async () => {
  const stage = setUp();
  stage.runs.setLanes(['sgd', 'un']);
  stage.runs.start((rule) => `rule=${rule}`);
  await stage.rest();
  for (let fault = 0; fault < 4; fault += 1) {
    // The first worker is the lane's own, and each that takes its place is the newest of all.
    const worker = fault === 0 ? stage.workers[0] : stage.workers.at(-1);
    worker?.post({ type: 'failure', cause: 'engine', message: 'trap' });
    await stage.rest();
  }
  assert.equal(stage.events.filter(([, event]) => event.type === 'replaced').length, 3);
  assert.equal(stage.events.filter(([, event]) => event.type === 'stopped').length, 1);
  stage.runs.advance(2, 1);
  await stage.rest();
  assert.equal(stage.state.rounds, 1);
  assert.equal(stage.runs.lanes.get('un')?.step, 2);
});

test('answers of an older run are ignored', async () => {
  const stage = setUp();
  stage.runs.setLanes(['sgd']);
  stage.runs.start(() => 'a');
  await stage.rest();
  stage.runs.start(() => 'b');
  stage.workers[0].post({
    type: 'round',
    run: 1,
    seq: 2,
    step: 40,
    checkpoint: null,
    diverged: '',
  });
  await stage.rest();
  assert.equal(stage.runs.lanes.get('sgd')?.step, 0);
});

test('silence counts while there is work, and not while the page itself slept', () => {
  let time = 0;
  const dog = new Watchdog(() => time);
  const after = (/** @type {number} */ ms) => {
    time += ms;
    return dog.isSilent();
  };
  for (let check = 0; check < 100; check += 1) assert.equal(after(CHECK_MS), false);
  dog.expect('running');
  for (let check = 0; check < 6; check += 1) assert.equal(after(CHECK_MS), false);
  assert.equal(after(CHECK_MS), true);
  dog.expect('running');
  assert.equal(after(60_000), false);
  dog.expect('loading');
  for (let check = 0; check < 30; check += 1) assert.equal(after(CHECK_MS), false);
  assert.equal(after(CHECK_MS), true);
});

const large = 'batch=100&depth=6&width=1024&group=1&twin=powers&rule=un';

test('a worker that takes seconds for a step of a large network keeps its run', async () => {
  for (const [spec, count] of /** @type {const} */ ([
    [large, 1],
    ['batch=100&depth=2&width=32&group=1&twin=powers&rule=un', 2],
  ])) {
    const stage = setUp();
    stage.runs.setLanes(['un']);
    stage.runs.start(() => spec);
    await stage.rest();
    const [worker] = stage.workers;
    const answer = worker.answer.bind(worker);
    /** @type {any[]} */
    const late = [];
    worker.answer = (request) => late.push(request);
    stage.runs.advance(1, 1);
    await stage.rest();
    wait(stage, 8000);
    for (const request of late) answer(request);
    await stage.rest();
    assert.equal(stage.workers.length, count, spec);
    assert.equal(stage.state.rounds, 1);
  }
});

test('a worker in an endless loop is found, however large its network is', async () => {
  const stage = setUp();
  stage.runs.setLanes(['un']);
  stage.runs.start(() => large.replace('batch=100', 'batch=1000'));
  await stage.rest();
  stage.workers[0].isDead = true;
  stage.runs.advance(1, 1);
  wait(stage, MOST_PATIENCE_MS + 2 * CHECK_MS);
  await stage.rest();
  assert.equal(stage.workers.length, 2);
  assert.equal(stage.state.rounds, 1);
  const [, { reason }] = stage.events.find(([, event]) => event.type === 'replaced') ?? ['', {}];
  assert.equal(reason, 'no sign of life for 60 seconds');
});

test('a machine slower than its spec says is not replaced for ever: each worker gets twice the time', async () => {
  const stage = setUp();
  stage.runs.setLanes(['un']);
  stage.runs.start(() => 'slow');
  await stage.rest();
  stage.runs.advance(1, 1);
  const silences = [];
  for (let past = 0; silences.length < 3; past += CHECK_MS) {
    for (const worker of stage.workers) worker.answer = () => {};
    const { length } = stage.workers;
    wait(stage, CHECK_MS);
    if (stage.workers.length === length) continue;
    silences.push(past);
    past = -CHECK_MS;
  }
  // The second and third worker load, which may take 15 seconds in any case.
  assert.deepEqual(
    silences.map((ms) => Math.round(ms / 1000)),
    [3, 15, 30],
  );
  stage.runs.start(() => 'another');
  assert.equal(stage.runs.lanes.get('un')?.patienceMs, 0, 'another spec begins anew');
});

test('the watchdog learns from silences that ended, but not from the sleep of the page', () => {
  let time = 0;
  const dog = new Watchdog(() => time);
  const pass = (/** @type {number} */ ms, step = CHECK_MS) => {
    for (let past = 0; past < ms; past += step) {
      time += step;
      if (dog.isSilent()) return true;
    }
    return false;
  };
  pass(CHECK_MS);
  dog.expect('running');
  assert.equal(pass(2000), false);
  dog.sign();
  assert.equal(dog.limitMs, 8000, 'throttled to a sixth, it takes two seconds, then five');
  assert.equal(pass(7500), false);
  dog.sign();
  assert.equal(dog.limitMs, 30_000);
  // The lid was shut for eight hours, and the worker's message comes before the next check.
  time += 8 * 3600 * 1000;
  dog.sign();
  assert.equal(dog.limitMs, 30_000);
  assert.equal(dog.isSilent(), false);
  // Hidden pages check once a second, or once a minute, and a debugger stops checks for any time.
  for (const step of [1000, 60_000]) {
    dog.allow(0);
    dog.sign();
    for (let minute = 0; minute < 20; minute += 1) {
      assert.equal(pass(step, step), false);
      if (step < 2000) dog.sign();
    }
  }
  dog.allow(0);
  dog.sign();
  assert.equal(pass(5000), true, 'back in view, real silence is found');
});

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
