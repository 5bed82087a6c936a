// Workers that are silent, slow or dead: who is replaced, and when.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_PATIENCE_MS } from '../../www/worker/patience.js';
import { CHECK_MS, Watchdog } from '../../www/worker/watchdog.js';
import { setUp, wait } from './stage-of-runs.js';

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
