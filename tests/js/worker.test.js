// Lanes in lock-step: rounds, turns, and inspections of now and of earlier steps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUp, wait } from './stage-of-runs.js';

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
