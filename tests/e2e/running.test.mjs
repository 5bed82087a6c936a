// Play, pause, one step, one epoch, reset, and replaying a link.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

test('one step is one step of every lane', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneStep();
    await lab.oneStep();
    for (const rule of await lab.rules()) assert.equal(await lab.step(rule), 2);
  });
});

test('pause holds', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    await lab.play();
    await lab.reach(10);
    await lab.pause();
    const before = await lab.hashes();
    const step = await lab.step('sgd');
    // Nothing should happen, so there is no state to wait for; this is time for several rounds.
    await lab.page.waitForTimeout(1500);
    assert.equal(await lab.step('sgd'), step);
    assert.deepEqual(await lab.hashes(), before);
    await lab.play();
    await lab.reach(step + 1);
  });
});

test('reset restores the start exactly', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const start = await lab.hashes();
    await lab.oneStep();
    const afterOne = await lab.hashes();
    assert.notDeepEqual(afterOne, start);
    await lab.play();
    await lab.reach(20);
    await lab.pause();
    await lab.reset();
    assert.deepEqual(await lab.hashes(), start);
    await lab.oneStep();
    assert.deepEqual(await lab.hashes(), afterOne, 'and the run after it is the same');
  });
});

test('a new seed is another start, and is in the link', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const start = await lab.hashes();
    const seed = await lab.control('seed').inputValue();
    await lab.page.locator('#new-seed').click();
    await lab.until(
      (/** @type {string} */ old) =>
        /** @type {HTMLInputElement} */ (document.querySelector('[name="seed"]')).value !== old,
      seed,
      'another seed',
    );
    const next = await lab.control('seed').inputValue();
    await lab.phase('ready|paused|running');
    if ((await lab.page.locator('body').getAttribute('data-phase')) === 'running')
      await lab.pause();
    await lab.reset();
    assert.notDeepEqual(await lab.hashes(), start);
    assert.match(new URL(lab.page.url()).hash, new RegExp(`\\bseed=${next}\\b`));
  });
});

const small = 'images=400&batch=100&width=16&seed=7';

test('one epoch is one pass, and a reload replays it to the bit', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    await lab.oneStep();
    const hashes = await lab.hashes();
    assert.equal(await lab.step('sgd'), 5);
    await lab.reload();
    await lab.phase('ready|paused');
    assert.equal(await lab.control('seed').inputValue(), '7', 'the settings came back');
    await lab.oneEpoch();
    await lab.oneStep();
    assert.deepEqual(await lab.hashes(), hashes);
  });
});

test('the grouping of steps does not matter: single steps, an epoch, playing', async () => {
  /** @param {(lab: import('./lab-page.mjs').LabPage) => Promise<void>} way */
  const hashesAfter = async (way) => {
    /** @type {Record<string, string>} */
    let hashes = {};
    await withLab({ hash: small }, async (lab) => {
      await lab.phase('ready|paused');
      await way(lab);
      assert.equal(await lab.step('un'), 4);
      hashes = await lab.hashes();
    });
    return hashes;
  };
  const single = await hashesAfter(async (lab) => {
    for (let step = 0; step < 4; step += 1) await lab.oneStep();
  });
  assert.deepEqual(await hashesAfter((lab) => lab.oneEpoch()), single);
});

test('a rate changed during the run is in the link, and the link replays it', async () => {
  let link = '';
  /** @type {Record<string, string>} */
  let hashes = {};
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneStep();
    await lab.oneStep();
    await lab.enter('rate', '0.02');
    await lab.until(() => location.hash.includes('changes='), null, 'the change in the link');
    assert.equal(await lab.step('sgd'), 2, 'a new rate does not start over');
    await lab.oneStep();
    await lab.oneStep();
    assert.equal(await lab.number('sgd', 'rate'), 0.02);
    hashes = await lab.hashes();
    link = new URL(lab.page.url()).hash.slice(1);
  });
  await withLab({ hash: link }, async (lab) => {
    await lab.phase('ready|paused');
    for (let step = 0; step < 4; step += 1) await lab.oneStep();
    assert.deepEqual(await lab.hashes(), hashes);
  });
});

test('the copied link names every setting, and replays the run elsewhere', async () => {
  const keepCopies = `
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text) => void (globalThis.copied = text) },
    });`;
  let link = '';
  let hashes = {};
  await withLab({ hash: 'width=16&lanes=sgd:0.02,un', init: keepCopies }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.playTo(30);
    hashes = await lab.hashes();
    await lab.page.locator('#copy-link').click();
    await lab.until(() => 'copied' in globalThis, null, 'the copy');
    link = await lab.page.evaluate(() => /** @type {any} */ (globalThis).copied);
    for (const key of ['batch', 'depth', 'seed', 'twin', 'strength']) {
      assert.ok(link.includes(`&${key}=`), `${key} in ${link}`);
    }
  });
  await withLab({ hash: new URL(link).hash.slice(1) }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.playTo(30);
    assert.deepEqual(await lab.hashes(), hashes);
  });
});

test('a link that plays by itself stops at its end', async () => {
  const hash = 'images=1000&width=16&lanes=sgd,un&stop=steps:30';
  await withLab({ reducedMotion: false, hash }, async (lab) => {
    await lab.phase('paused');
    assert.equal(await lab.step('un'), 30);
  });
});

test('a page that may not copy shows the link, selected, in a field', async () => {
  const refuse = `
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async () => { throw new DOMException('no', 'NotAllowedError'); } },
    });`;
  await withLab({ hash: 'width=16&lanes=sgd:0.02,un', init: refuse }, async (lab) => {
    await lab.phase('ready|paused');
    const field = lab.page.locator('#link-field');
    assert.ok(await field.isHidden(), 'only when it is needed');
    await lab.page.locator('#copy-link').click();
    await field.waitFor();
    const link = await field.inputValue();
    assert.match(link, /#v=2&lanes=sgd:0\.02.*&seed=/);
    const selected = await field.evaluate((input) => {
      const { value, selectionStart, selectionEnd } = /** @type {HTMLInputElement} */ (input);
      return value.slice(Number(selectionStart), Number(selectionEnd));
    });
    assert.equal(selected, link);
    assert.match((await lab.page.locator('#copy-note').textContent()) ?? '', /from the field/);
  });
});
