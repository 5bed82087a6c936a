// Training data that does not arrive as it should.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

/** @type {[import('../../tools/serve.mjs').Fault, RegExp][]} */
const faults = [
  ['missing', /404|missing|not found/i],
  ['truncated', /short|bytes|truncated|length|size/i],
  ['changed', /damaged|hash|sha|corrupt|differ|match|checksum/i],
  ['html', /bytes|hash|sha|corrupt|web page|differ|match|length|size|short/i],
];

for (const [fault, reason] of faults) {
  test(`first shard ${fault}: the file and the reason are named, retry works`, async () => {
    const file = 'data/training-00.gz';
    const prepare = (/** @type {import('./browser.mjs').Server} */ server) => {
      server.faults.set(file, fault);
    };
    await withLab({ prepare, expectErrors: true }, async (lab, server) => {
      const notice = lab.notices('shard').first();
      await notice.waitFor();
      const text = (await notice.textContent()) ?? '';
      assert.match(text, /training-00\.gz/);
      assert.match(text, reason);
      assert.equal(await lab.page.locator('body').getAttribute('data-phase'), 'loading');

      server.faults.clear();
      await lab.page.locator('[data-action="retry"]').first().click();
      await lab.phase('ready|paused|running');
      await lab.until(
        () => !document.querySelector('.notice[data-kind="shard"]'),
        null,
        'the notice to go',
      );
      await lab.oneStep();
    });
  });
}

test('a run that does not need the broken shard goes on', async () => {
  const prepare = (/** @type {import('./browser.mjs').Server} */ server) => {
    server.faults.set('data/training-03.gz', 'truncated');
    server.faults.set('data/test-01.gz', 'missing');
  };
  await withLab({ prepare, expectErrors: true, hash: 'images=400&width=16' }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    assert.ok((await lab.number('un', 'accuracy')) > 0, 'accuracy over the images that are there');
  });
});

test('a broken manifest is named, and retry works', async () => {
  const prepare = (/** @type {import('./browser.mjs').Server} */ server) => {
    server.faults.set('data/manifest.json', 'html');
  };
  await withLab({ prepare, expectErrors: true }, async (lab, server) => {
    const notice = lab.notices('shard').first();
    await notice.waitFor();
    assert.match((await notice.textContent()) ?? '', /manifest\.json/);
    server.faults.clear();
    await lab.page.locator('[data-action="retry"]').first().click();
    await lab.phase('ready|paused');
  });
});
