// The page on a weak machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

const oneCore = `Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 1 });`;

test('one core: two small lanes, the reason, and a link to the full setting', async () => {
  await withLab({ init: oneCore }, async (lab) => {
    await lab.phase('ready|paused');
    assert.deepEqual(await lab.rules(), ['sgd', 'un']);
    assert.equal(await lab.control('width').inputValue(), '16');
    const notice = lab.notices('device');
    assert.match((await notice.textContent()) ?? '', /one processor core/);
    await notice.locator('a').click();
    await lab.until(
      () => document.querySelectorAll('article.lane').length === 3,
      null,
      'three lanes',
    );
    await lab.phase('ready|paused');
    assert.equal(await lab.control('width').inputValue(), '32');
    assert.equal(await notice.count(), 0);
  });
});

test('one core and a link with larger settings: the link counts', async () => {
  await withLab({ init: oneCore, hash: 'lanes=sm,un,pbwn&width=24' }, async (lab) => {
    await lab.phase('ready|paused');
    assert.deepEqual(await lab.rules(), ['sm', 'un', 'pbwn']);
    assert.equal(await lab.control('width').inputValue(), '24');
    assert.equal(await lab.notices('device').count(), 0);
  });
});
