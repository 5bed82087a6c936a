// Lanes: added, removed, each with its own rule, rate and schedule; where a run stops by itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

const small = 'images=1000&width=16&seed=7&lanes=sgd,un&autoplay=0';

test('a removed lane leaves the others at their step; an added lane begins all again', async () => {
  await withLab({ hash: `${small.replace('sgd,un', 'sgd,sm,un')}` }, async (lab) => {
    await lab.phase('ready');
    await lab.oneStep();
    await lab.oneStep();
    await lab.page.getByRole('button', { name: 'Remove lane SM' }).click();
    await lab.until(
      () => document.querySelectorAll('article.lane').length === 2,
      null,
      'two lanes',
    );
    assert.equal(await lab.step('sgd'), 2);
    await lab.oneStep();
    assert.equal(await lab.step('un'), 3);
    await lab.page.locator('#add-lane').click();
    await lab.until(() => document.querySelectorAll('article.lane').length === 3, null, 'three');
    await lab.phase('ready');
    assert.deepEqual(await lab.rules(), ['sgd', 'un', 'sm']);
    assert.equal(await lab.step('sgd'), 0);
  });
});

test('the explanation of the field in use moves nothing away from under the pointer', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    const { page } = lab;
    await page.getByRole('combobox', { name: 'Rule of lane SGD' }).focus();
    await page.locator('.lane-summary').first().waitFor({ state: 'visible' });
    // As a visitor presses: down where the button is seen, and up.
    const box = await page.locator('#add-lane').boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { delay: 50 });
    await lab.until(() => document.querySelectorAll('article.lane').length === 3, null, 'a lane');
    const size = page.locator('#set-batch');
    await size.focus();
    await page.locator('#help-batch').waitFor({ state: 'visible' });
    const before = await page.locator('#copy-link').boundingBox();
    await size.blur();
    assert.deepEqual(await page.locator('#copy-link').boundingBox(), before);
  });
});

test('a double click on “Add a lane” adds a single lane', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await lab.page.locator('#add-lane').dblclick();
    await lab.until(() => document.querySelectorAll('article.lane').length > 2, null, 'a lane');
    await lab.phase('ready');
    assert.equal((await lab.rules()).length, 3);
  });
});

test('two lanes with the same rule and two rates have different names and paths', async () => {
  await withLab({ hash: small.replace('sgd,un', 'sgd,sgd:0.5') }, async (lab) => {
    await lab.phase('ready');
    const names = await lab.page.locator('article.lane .rule-name').allInnerTexts();
    assert.deepEqual(
      names.map((name) => name.replace('?', '').trim()),
      ['SGD (1)', 'SGD (2)'],
    );
    await lab.page.locator('#one-step').click();
    await lab.reach(1);
    await lab.phase('paused');
    await lab.until(
      () =>
        [...document.querySelectorAll('article.lane [data-reading="hash"]')].every(
          (one) => /** @type {HTMLElement} */ (one).dataset.value,
        ),
      null,
      'both hashes',
    );
    const hashes = await lab.page
      .locator('article.lane [data-reading="hash"]')
      .evaluateAll((all) => all.map((one) => /** @type {HTMLElement} */ (one).dataset.value));
    assert.notEqual(hashes[0], hashes[1]);
  });
});

test('a lane’s rule and numbers are chosen in the rail; a wrong number is refused in words', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    const lane = lab.page.locator('.lane-controls[data-lane="a"]');
    await lane.locator('[name="rule"]').selectOption('sgd_momentum');
    await lab.until(
      () => location.hash.includes('lanes=sgd_momentum,un'),
      null,
      'the rule in the link',
    );
    await lab.phase('ready');
    await lab.enter('momentum', '2');
    assert.match(
      (await lane.locator('.lane-note').textContent()) ?? '',
      /from 0 to 0.999; the run keeps 0.9/,
    );
    await lab.enter('momentum', '0.5');
    await lab.until(
      () => location.hash.includes('sgd_momentum:::0.5'),
      null,
      'momentum in the link',
    );
    await lab.phase('ready');
    await lab.oneStep();
    await lane.locator('[name="schedule"]').selectOption('exponential');
    await lab.until(() => location.hash.includes('changes=a:1:'), null, 'the schedule in the link');
    assert.equal(await lab.step('un'), 1, 'a schedule changes while the run goes on');
  });
});

test('a run stops at its accuracy', async () => {
  await withLab({ hash: `${small}&stop=accuracy:30` }, async (lab) => {
    await lab.phase('ready');
    await lab.play();
    await lab.phase('paused');
    const best = Math.max(await lab.number('sgd', 'accuracy'), await lab.number('un', 'accuracy'));
    assert.ok(best >= 0.3, String(best));
  });
});
