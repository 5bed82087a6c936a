// Parts of the page that come late: a part that never comes is named, and a part that comes after all
// takes the words back.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { NearParts } from '../../www/page/near.js';

class Observer {
  observe() {}
  unobserve() {}
}
Object.assign(globalThis, { IntersectionObserver: Observer, addEventListener: () => {} });

/** @param {() => Promise<import('../../www/page/near.js').Part>} load */
function open(load) {
  /** @type {string[]} */
  const said = [];
  const near = new NearParts({
    onLoaded: () => said.push('loaded'),
    onFailure: (error) => said.push(/** @type {Error} */ (error).message),
    onCame: () => said.push('came'),
  });
  const root = /** @type {HTMLElement} */ ({});
  near.add(root, load);
  return { said, part: near.need(root) };
}

test('a part that the host does not send is named after a time, and is used when it comes', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  /** @type {(part: {}) => void} */
  let send = () => {};
  const { said, part } = open(
    () =>
      new Promise((resolve) => {
        send = resolve;
      }),
  );
  mock.timers.tick(29_000);
  assert.deepEqual(said, []);
  mock.timers.tick(2_000);
  assert.deepEqual(said, ['the host has not sent it for 30 seconds']);
  send({});
  await part;
  assert.deepEqual(said.slice(1), ['loaded', 'came']);
  mock.timers.reset();
});

test('a part that comes in time is not named', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { said, part } = open(async () => ({}));
  await part;
  mock.timers.tick(60_000);
  assert.deepEqual(said, ['loaded']);
  mock.timers.reset();
});
