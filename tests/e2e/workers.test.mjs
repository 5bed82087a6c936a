// A worker that dies is replaced and loses nothing; a worker that keeps dying is given up.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { countWorkers, keepWorkers, killWorker } from './workers.mjs';

const hash = 'images=1000&width=32&seed=11';

test('a killed worker is replaced with a visible note, and the weights stay the same', async () => {
  /** @type {Record<string, string>} */
  let undisturbed = {};
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready|paused');
    for (let epoch = 0; epoch < 3; epoch += 1) await lab.oneEpoch();
    undisturbed = await lab.hashes();
    assert.equal(await lab.step('sgd'), 30);
  });

  await withLab({ hash, init: keepWorkers, expectErrors: true }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    await killWorker(lab, 0);
    await lab.oneEpoch();
    assert.ok((await lab.notices('worker').count()) > 0, 'a note');
    await lab.oneEpoch();
    assert.deepEqual(await lab.hashes(), undisturbed);
  });
});

test('a worker killed in the middle of playing is replaced, and all lanes go on', async () => {
  await withLab({ hash, init: keepWorkers, expectErrors: true }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.play();
    await lab.reach(15);
    await killWorker(lab, 1);
    const before = await lab.step('sgd');
    await lab.notices('worker').first().waitFor();
    await lab.reach(before + 30);
    await lab.pause();
    const steps = new Set();
    for (const rule of await lab.rules()) steps.add(await lab.step(rule));
    assert.equal(steps.size, 1, 'in step again');
  });
});

test('after a fourth death of its worker a lane stops, and the others go on', async () => {
  await withLab({ hash, init: keepWorkers, expectErrors: true }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.play();
    await lab.reach(5);
    // The first lane's worker, then each of its replacements.
    for (const [kill, index] of [0, -1, -1, -1].entries()) {
      const before = await countWorkers(lab);
      await killWorker(lab, index);
      if (kill === 3) break;
      await lab.until(
        (/** @type {number} */ count) => /** @type {any} */ (globalThis).keptWorkers.length > count,
        before,
        `replacement ${kill + 1}`,
      );
      // A training worker is missed after 3 seconds, a loading worker only after 15.
      await lab.reach((await lab.step('un')) + 5);
    }
    await lab.until(
      () => document.querySelector('article.lane[data-state="stopped"]'),
      null,
      'a stopped lane',
    );
    const rest = await lab.living();
    assert.equal(rest.length, 2);
    const before = await lab.step(rest[0]);
    await lab.reach(before + 10, rest);
  });
});

/** From `globalThis.holdsUntil` back, every word of the workers is held: they seem busy inside a layer. */
const slowWorkers = `${keepWorkers}
  Object.defineProperty(navigator, 'deviceMemory', { value: 0.5, configurable: true });
  const Kept = globalThis.Worker;
  globalThis.Worker = class extends Kept {
    set onmessage(hear) {
      super.onmessage = (event) => {
        const wait = (globalThis.holdsUntil ?? 0) - performance.now();
        if (wait > 0) setTimeout(hear, wait, event);
        else hear(event);
      };
    }
    get onmessage() { return super.onmessage; }
  };`;

test('a large run is announced with its size; its steps may take seconds, and no worker is replaced', async () => {
  const heavy = 'images=400&depth=6&width=512&lanes=sgd,un&autoplay=0';
  await withLab({ hash: heavy, init: slowWorkers }, async (lab) => {
    const memory = lab.page.locator('[data-notice="memory"]');
    await memory.waitFor();
    assert.match(
      (await memory.textContent()) ?? '',
      /These 2 lanes need about 0\.\d GB of memory, and this device has 0\.5 GB .*choose fewer lanes/,
    );
    await lab.phase('ready');
    await lab.page.evaluate(() => {
      /** @type {any} */ (globalThis).holdsUntil = performance.now() + 3600;
    });
    await lab.oneStep();
    assert.equal(await lab.step('un'), 1);
    assert.equal(await lab.notices('worker').count(), 0);
  });
});
