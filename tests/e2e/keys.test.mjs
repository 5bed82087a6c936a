// Keys that work everywhere on the page, and the list of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings } from './axe.mjs';
import { withLab } from './browser.mjs';

test('keys move the run, but not while the visitor types', async () => {
  await withLab({ hash: 'width=16' }, async (lab) => {
    await lab.phase('ready|paused');
    const { keyboard } = lab.page;
    await keyboard.press('.');
    await lab.reach(1);
    await lab.phase('paused');
    await keyboard.press('Space');
    await lab.reach(5);
    await keyboard.press('Space');
    await lab.phase('paused');
    const paused = await lab.step('un');
    await keyboard.press('ArrowLeft');
    await lab.until(
      () => document.querySelector('#moment-step')?.textContent !== '',
      null,
      'an earlier step',
    );
    await keyboard.press('ArrowRight');
    await lab.until(
      () => document.querySelector('#moment-step')?.textContent === '',
      null,
      'now again',
    );
    await lab.control('seed').focus();
    await keyboard.press('r');
    await keyboard.press('.');
    await keyboard.press('?');
    assert.equal(await lab.step('un'), paused);
    assert.equal(await lab.page.locator('dialog[open]').count(), 0);
    await lab.page.locator('#one-epoch').focus();
    await keyboard.press('r');
    await lab.until(
      () => document.querySelector('article.lane')?.getAttribute('data-step') === '0',
      null,
      'the reset',
    );
  });
});

test('? lists the keys, which can be switched off', async () => {
  await withLab({ hash: 'width=16' }, async (lab) => {
    await lab.phase('ready|paused');
    const { keyboard } = lab.page;
    const dialog = lab.page.locator('dialog.keys');
    await keyboard.press('?');
    await dialog.waitFor();
    assert.match((await dialog.textContent()) ?? '', /Space\s*play or pause/);
    assert.deepEqual(await axeFindings(lab.page), []);
    await keyboard.press('.');
    await keyboard.press('Escape');
    assert.equal(await dialog.isVisible(), false);
    assert.equal(await lab.step('un'), 0, 'the dialog keeps the keys to itself');

    await lab.page.locator('#show-keys').click();
    await dialog.getByRole('checkbox').uncheck();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await keyboard.press('.');
    await keyboard.press('?');
    await dialog.waitFor();
    await dialog.getByRole('checkbox').check();
    await keyboard.press('Escape');
    assert.equal(await lab.step('un'), 0, 'switched off');
    await keyboard.press('.');
    await lab.reach(1);
  });
});

test('a link to a place on the page moves there and changes no setting', async () => {
  await withLab({ hash: 'seed=7&width=16' }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.page.locator('a.skip').focus();
    await lab.page.keyboard.press('Enter');
    await lab.until(() => document.activeElement?.id === 'stage', null, 'the lanes');
    await lab.until(() => !location.hash.includes('stage'), null, 'the settings in the address');
    assert.match(await lab.page.evaluate(() => location.hash), /seed=7/);
    assert.equal(await lab.control('seed').inputValue(), '7');
    assert.equal(await lab.page.locator('#notices .notice').count(), 0);
  });
});

test('the focus goes to a neighbour or back, and never to nowhere', async () => {
  await withLab({ hash: 'width=16&lanes=sgd,sm,un&autoplay=0&depth=9' }, async (lab) => {
    await lab.phase('ready');
    const { keyboard } = lab.page;
    const press = async (/** @type {import('playwright-core').Locator} */ button) => {
      await button.focus();
      await keyboard.press('Enter');
    };
    const becomes = (/** @type {RegExp} */ wanted, /** @type {string} */ what) =>
      lab.until(
        (/** @type {string} */ pattern) => {
          const { activeElement } = document;
          const lane = activeElement?.closest('[data-lane]')?.getAttribute('data-lane') ?? '';
          const name = activeElement?.id || activeElement?.textContent || activeElement?.tagName;
          return new RegExp(pattern).test(`${lane} ${name}`.trim());
        },
        wanted.source,
        `${what}: ${wanted}`,
      );
    await press(lab.page.locator('#lane-controls [data-lane="b"] .lane-choice button'));
    await becomes(/^c /, 'after a lane in the middle is removed, the next lane');
    await press(lab.page.locator('#add-lane'));
    await becomes(/add-lane/, 'after a third lane, the button still');
    await keyboard.press('Enter');
    await becomes(/^[a-d] /, 'after the fourth lane, that lane');
    await press(lab.page.locator('#notices [data-action="dismiss"]').first());
    await becomes(/play/, 'after the last notice, Play');
    await press(lab.page.locator('#show-keys'));
    await keyboard.press('Escape');
    await becomes(/show-keys/, 'after the list of keys');
    await press(lab.page.locator('#present'));
    await becomes(/Next/, 'in the presenter view');
    await keyboard.press('Escape');
    await becomes(/present/, 'after the presenter view');
    await press(lab.page.locator('#new-seed'));
    await becomes(/new-seed/, 'the button that was switched off while the run started again');
    await press(lab.page.locator('#by-hand-copies'));
    await becomes(
      /^(?!.*(BODY|by-hand-copies))/,
      'after a button that stays switched off, its neighbour',
    );
    for (const lane of ['a', 'c', 'd']) {
      await press(lab.page.locator(`#lane-controls [data-lane="${lane}"] .lane-choice button`));
      await lab.page.locator(`#lane-controls [data-lane="${lane}"]`).waitFor({ state: 'detached' });
    }
    await becomes(/add-lane/, 'beside the last lane, whose × is switched off');
  });
});
