// Links with mistakes, networks of other shapes, and rates that are too high.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

test('every bad key of a link is named, and the rest of the link works', async () => {
  const hash = 'depth=0&width=5000&lanes=sgd,nonsense&rules=sgd&colour=red&seed=77&batch=50';
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready|paused');
    const notices = (await lab.notices('link').allTextContents()).join('\n');
    for (const key of ['depth', 'width', 'lanes', 'rules', 'colour']) {
      assert.match(notices.toLowerCase(), new RegExp(key), notices);
    }
    assert.equal(await lab.control('seed').inputValue(), '77');
    assert.equal(await lab.control('batch').inputValue(), '50');
    await lab.oneStep();
  });
});

test('a link chooses the lanes', async () => {
  await withLab({ hash: 'lanes=un,pbwn,sm_rows,sgd&architecture=arch2&width=16' }, async (lab) => {
    await lab.phase('ready|paused');
    assert.deepEqual(await lab.rules(), ['un', 'pbwn', 'sm_rows', 'sgd']);
    await lab.oneStep();
    await lab.oneStep();
    assert.equal(await lab.step('pbwn'), 2);
  });
});

test('without a twin there is no gap to read', async () => {
  await withLab({ hash: 'twin=off&width=16&lanes=sgd' }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneStep();
    assert.equal(await lab.text('sgd', 'gap'), '');
  });
});

test('another depth starts over and shows a row for each layer', async () => {
  await withLab({ hash: 'width=16&lanes=sgd,un' }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneStep();
    const before = await lab.hashes();
    await lab.enter('depth', '3');
    await lab.until(() => /\bdepth=3\b/.test(location.hash), null, 'the depth in the link');
    await lab.phase('ready|paused');
    await lab.until(
      () => document.querySelector('article.lane')?.getAttribute('data-step') === '0',
      null,
      'a new start',
    );
    await lab.oneStep();
    assert.notDeepEqual(await lab.hashes(), before);
  });
});

test('a lane whose rate is too high stops and says at which step; the others go on', async () => {
  await withLab({ hash: 'strength=20&depth=4&lanes=sgd:10,un:10' }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.play();
    await lab.until(
      () =>
        document.querySelector('article.lane[data-rule="sgd"]')?.getAttribute('data-state') ===
        'diverged',
      null,
      'SGD to diverge',
    );
    const stopped = await lab.step('sgd');
    await lab.reach(stopped + 10, ['un']);
    assert.equal(await lab.step('sgd'), stopped);
    assert.notEqual(await lab.laneState('un'), 'diverged');
    const notice = (await lab.notices('lane').allTextContents()).join('\n');
    assert.match(notice, /SGD/i);
    assert.match(notice, /\bstep\b/i);
    assert.match(notice, /\d/);
    assert.match(notice, /rate/i);
    await lab.pause();
  });
});

test('a decimal comma is a decimal mark, and what no field can take stays to be corrected', async () => {
  const hash = 'images=400&width=16&lanes=sgd,un&autoplay=0';
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready');
    const rate = lab.page.locator('#lane-a-rate');
    /** @param {string} text */
    const type = async (text) => {
      await rate.focus();
      await lab.page.keyboard.press('ControlOrMeta+a');
      await lab.page.keyboard.type(text);
      await lab.page.locator('#lane-a-schedule').focus();
    };
    await type('0,02');
    await lab.until(() => /lanes=sgd:0\.02,un/.test(location.hash), null, 'the rate in the link');
    const note = lab.page.locator('#lane-controls [data-lane="a"] [role="status"]');
    await type('1.000,5');
    assert.match((await note.textContent()) ?? '', /^Needs a number .*; the run keeps 0\.02\.$/);
    assert.equal(await rate.inputValue(), '1.000,5');
    assert.equal(await rate.getAttribute('aria-invalid'), 'true');
    assert.match(await lab.page.evaluate(() => location.hash), /sgd:0\.02,un/, 'the run keeps it');
    await lab.oneStep();
    assert.equal(await rate.inputValue(), '1.000,5', 'drawing leaves it too');
    await type('۰٫۰۳');
    await lab.until(() => /a:1:0\.03|sgd:0\.03/.test(location.hash), null, 'digits of any script');
    assert.equal(await note.textContent(), '');
    assert.equal(await rate.getAttribute('aria-invalid'), null);
    // A dictation puts in text without a key; then Enter, as after a typed number.
    await rate.focus();
    await lab.page.keyboard.press('ControlOrMeta+a');
    await lab.page.keyboard.insertText('0。04');
    await lab.page.keyboard.press('Enter');
    await lab.until(() => /0\.04/.test(location.hash), null, 'the rate at Enter');
    // The other fields of the page read by the same function.
    await lab.enter('width', ' 8 ');
    await lab.until(() => /width=8\b/.test(location.hash), null, 'the width in the link');
    await lab.page.locator('#set-width').focus();
    await lab.page.keyboard.press('ArrowUp');
    await lab.until(() => /width=9\b/.test(location.hash), null, 'a whole number by an arrow key');
  });
});

test('a link that was re-encoded on its way is read, and an address with faults stays until something changes', async () => {
  await withLab(
    { hash: 'v%3D2%26images%3D400%26width%3D16%26lanes%3Dsgd,un%26autoplay%3D0).' },
    async (lab) => {
      await lab.phase('ready');
      assert.deepEqual(await lab.rules(), ['sgd', 'un']);
      assert.deepEqual(await lab.notices('link').allTextContents(), []);
    },
  );
  await withLab({ path: '?v=2&images=400&width=16&lanes=sm&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    assert.deepEqual(await lab.rules(), ['sm'], 'the link has lost its #');
    assert.match(lab.page.url(), /\/#v=2&lanes=sm&/);
  });
  await withLab({ hash: 'images=400&width=16&lanes=sgd,later&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    assert.match((await lab.notices('link').textContent()) ?? '', /later/);
    assert.match(new URL(lab.page.url()).hash, /lanes=sgd,later/, 'the address as it was given');
    await lab.enter('width', '8');
    await lab.until(() => /width=8/.test(location.hash), null, 'the address of what is set now');
    assert.doesNotMatch(new URL(lab.page.url()).hash, /later/);
  });
});
