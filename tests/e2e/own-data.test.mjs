// Own data in the Lab: a set of any size serves for training and test, and MNIST comes back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { idxFiles } from './idx-files.mjs';

for (const [training, given, tested] of [
  [500, 100, 100],
  [1200, 0, 200],
]) {
  const what = given ? `${given} test images` : 'none';
  test(`${training} images and ${what}: epochs end, tests are over ${tested} images`, async () => {
    await withLab({ hash: 'lanes=sgd,un' }, async (lab) => {
      const { page } = lab;
      await lab.phase('ready|paused');
      await page.locator('#own-data').scrollIntoViewIfNeeded();
      const files = idxFiles('train', training);
      if (given) files.push(...idxFiles('t10k', given));
      await page.locator('#own-data input[type="file"]').setInputFiles(files);
      await lab.notices('data').waitFor();
      await lab.phase('ready');
      await lab.oneEpoch();
      await lab.oneEpoch();
      const steps = await lab.step('un');
      assert.equal(steps, 2 * Math.floor((given ? training : training - tested) / 100));
      const accuracy = await lab.number('un', 'accuracy');
      assert.equal(Math.round(accuracy * tested) / tested, accuracy, `${accuracy} of ${tested}`);
      await page.locator('#own-data').getByRole('button', { name: 'Back to MNIST' }).click();
      await lab.phase('ready');
      assert.equal(await lab.control('images').inputValue(), '4096', 'as many as before');
    });
  });
}

test('finished seeds count as earlier while own images are in use, and as present afterwards', async () => {
  await withLab({ hash: 'images=1000&width=16&lanes=un&autoplay=0' }, async (lab) => {
    const { page } = lab;
    await lab.phase('ready');
    await page.locator('#seeds').evaluate((part) => part.scrollIntoView());
    await lab.enter('seed-count', '2');
    await lab.enter('seed-steps', '50');
    await page.locator('#seed-run').click();
    /** @param {RegExp} wanted */
    const says = (wanted) =>
      page.locator('#seed-status').filter({ hasText: wanted }).waitFor({ timeout: 30_000 });
    await says(/2 of 2 runs\. Seeds/);
    await page.locator('#own-data').scrollIntoViewIfNeeded();
    const files = [...idxFiles('train', 1000), ...idxFiles('t10k', 100)];
    await page.locator('#own-data input[type="file"]').setInputFiles(files);
    await says(/of earlier settings/);
    await page.locator('#own-data').getByRole('button', { name: 'Back to MNIST' }).click();
    await says(/2 of 2 runs\. Seeds/);
  });
});
