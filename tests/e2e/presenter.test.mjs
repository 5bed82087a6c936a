// The presenter view: large type, one figure at a time, the keys of a clicker.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings } from './axe.mjs';
import { withLab } from './browser.mjs';

/** Words and pictures that lie, wholly or partly, where nobody can see them. */
function outOfSight() {
  const bar = document.querySelector('.presenter-bar')?.getBoundingClientRect().top ?? 0;
  return [
    ...document.querySelectorAll(
      '[data-reading], .facts p, h2, .formula, .tick, .chart-plot, .chart-sentence, canvas',
    ),
  ]
    .filter((element) => element.getClientRects().length > 0)
    .filter((element) => element.textContent || element.matches('.chart-plot, canvas'))
    .filter((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const isInside = left >= 0 && right <= innerWidth + 1 && top >= 0 && bottom <= bar + 1;
      // An inline box clips nothing, and Firefox gives it no width.
      const clips = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
      return !isInside || clips;
    })
    .map(({ tagName, className, textContent }) => `${tagName}.${className} ${textContent}`);
}

/**
 * Parts that stay out of sight: on a busy machine a figure takes its size some frames late.
 * @param {import('playwright-core').Page} page
 */
async function leftOutOfSight(page) {
  let left = await page.evaluate(outOfSight);
  for (let tries = 0; left.length > 0 && tries < 40; tries += 1) {
    await page.waitForTimeout(50);
    left = await page.evaluate(outOfSight);
  }
  return left;
}

for (const [width, height] of [
  [1280, 720],
  [1280, 800],
  [1920, 1080],
]) {
  for (const lanes of ['sgd,sm,un', 'sgd,sm,un,pbwn_momentum']) {
    test(`${lanes} at ${width} × ${height}: every figure is seen whole, in large type`, async () => {
      const options = { viewport: { width, height }, hash: `lanes=${lanes}` };
      await withLab(options, async (lab) => {
        await lab.phase('ready|paused');
        await lab.oneEpoch();
        const { page } = lab;
        const before = await page.evaluate(() =>
          Number.parseFloat(getComputedStyle(document.body).fontSize),
        );
        // By key: figures that load on the way down would move the button from under the pointer.
        await page.locator('#present').press('Enter');
        await lab.until(
          (/** @type {number} */ least) =>
            Number.parseFloat(getComputedStyle(document.body).fontSize) >= least,
          1.1 * before,
          'larger type',
        );
        // Figures further down load for presenter view.
        await lab.until(
          () => document.querySelectorAll('#draw figure, #landscape figure').length === 2,
          null,
          'all figures',
        );
        await page.evaluate(() => new Promise((done) => setTimeout(done, 0)));
        const figures = Number(
          (await page.locator('.presenter-bar p').textContent())?.match(/^1 of (\d+)/)?.[1],
        );
        assert.ok(figures >= 3, `${figures} figures`);
        for (let figure = 0; figure < figures; figure += 1) {
          // The charts take their new size in the frame after.
          await page.evaluate(
            () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
          );
          assert.equal(await page.locator('[data-presented="figure"]:visible').count(), 1);
          const sample = page.locator('.samples button:visible').nth(5);
          if ((await sample.count()) > 0) {
            // Every lane's answer has to be seen too.
            await sample.click();
            const count = lanes.split(',').length;
            await page.locator(`.answer:nth-child(${count}) .answer-bars`).waitFor();
            await page.evaluate(
              () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
            );
          }
          assert.deepEqual(await leftOutOfSight(page), [], `figure ${figure + 1}`);
          const rest = await page
            .locator('#at-rest')
            .evaluate(
              (note) => note.clientHeight / Number.parseFloat(getComputedStyle(note).fontSize),
            );
          assert.ok(rest > 1 && rest < 2, `what the run does takes ${rest} lines`);
          const tall = await page.evaluate(() => document.documentElement.scrollHeight);
          assert.ok(tall <= height, `figure ${figure + 1} is ${tall} px high`);
          await page.keyboard.press('PageDown');
        }
      });
    });
  }
}

test('clicker keys go through the figures, Escape leaves the page as it was', async () => {
  await withLab({ hash: 'width=16' }, async (lab) => {
    await lab.phase('ready|paused');
    const { page } = lab;
    const place = async () => (await page.locator('.presenter-bar p').textContent()) ?? '';
    const chart = page.locator('#gap .chart-plot');
    const usual = await chart.evaluate((plot) => plot.clientHeight);
    await page.keyboard.press('p');
    assert.match(await place(), /^1 of \d+: Lanes/);
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press('PageDown');
    assert.match(await place(), /^2 of \d+: Why SGD’s twins part/);
    await page.keyboard.press('PageDown');
    assert.match(await place(), /^3 of \d+: Rescale a neuron/);
    await page.keyboard.press('ArrowRight');
    assert.match(await place(), /^4 of \d+: Diagonal/);
    await page.keyboard.press('ArrowRight');
    assert.match(await place(), /^5 of /);
    assert.ok((await chart.evaluate((plot) => plot.clientHeight)) > 1.5 * usual);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    assert.match(await place(), /^3 of /);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    assert.match(await place(), /^1 of /, 'there is none before the first');
    await page.keyboard.press('Space');
    await lab.reach(3);
    await page.keyboard.press('Space');
    await lab.phase('paused');
    const rest = page.locator('#at-rest:visible', { hasText: 'Paused: Space goes on' });
    assert.equal(await rest.count(), 1);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.presenter-bar').isVisible(), false);
    assert.equal(await page.locator('[data-presented]').count(), 0);
    assert.ok(await page.locator('#play').isVisible());
    assert.equal(await rest.count(), 0);
    await lab.until(
      (/** @type {number} */ height) =>
        document.querySelector('#gap .chart-plot canvas')?.getBoundingClientRect().height ===
        height,
      usual,
      'the chart in its usual size',
    );
  });
});

test('an experiment can be chosen without leaving, and then the keys move the figures again', async () => {
  await withLab({ hash: 'autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    const { page } = lab;
    await page.keyboard.press('p');
    await page.keyboard.press('PageDown');
    const experiment = page.getByRole('combobox', { name: 'Experiment' });
    const named = () =>
      experiment.evaluate(
        (list) => /** @type {HTMLSelectElement} */ (list).selectedOptions[0].text,
      );
    assert.equal(await named(), 'Same function');
    await experiment.selectOption({ label: 'Momentum' });
    await lab.until(() => location.hash.includes('momentum'), null, 'the link');
    await page.keyboard.press('Space');
    await lab.reach(3);
    assert.deepEqual(await lab.rules(), ['sgd_momentum', 'un_momentum']);
    await experiment.focus();
    assert.equal(await named(), 'Momentum');
    await page.keyboard.press('ArrowRight');
    await lab.until(
      () => document.querySelector('.presenter-bar p')?.textContent?.startsWith('3 of'),
      null,
      'the next figure',
    );
    const hashes = await page.evaluate(async () => {
      /** @type {string[]} */
      const seen = [];
      addEventListener('hashchange', () => seen.push(location.hash));
      const list = /** @type {HTMLSelectElement} */ (
        document.querySelector('.presenter-bar select')
      );
      for (const step of [-1, -1, 1]) {
        list.selectedIndex += step;
        list.dispatchEvent(new Event('change'));
      }
      const { value } = list;
      while (seen.length === 0) await new Promise((done) => setTimeout(done, 50));
      return [...seen, value];
    });
    assert.equal(hashes.length, 2, 'what was passed by has not begun');
    assert.equal(hashes[0], hashes[1]);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#presets [aria-current]').textContent(), 'Pooled groups');
  });
});

test('a figure with nothing to show is no slide', async () => {
  await withLab({ hash: 'lanes=sgd,sm&autoplay=0' }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    const place = lab.page.locator('.presenter-bar p');
    const titles = async () => {
      await lab.until(
        () => document.querySelectorAll('#draw figure, #filters figure').length >= 2,
        null,
        'all figures',
      );
      await lab.page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const all = [];
      for (;;) {
        const [, at, of, title] =
          (await place.textContent())?.match(/^(\d+) of (\d+): (.*)$/) ?? [];
        assert.equal(Number(at), all.push(title), 'one after the other');
        if (at === of) return all;
        await lab.page.keyboard.press('PageDown');
      }
    };
    await lab.page.locator('#present').press('Enter');
    const plain = await titles();
    assert.ok(!plain.includes('Effective rate'), plain.join());
    await lab.page.keyboard.press('Escape');
    await lab.page.locator('#restarting select').first().selectOption('arch2');
    await lab.phase('ready|paused');
    await lab.oneEpoch();
    await lab.page.locator('#present').press('Enter');
    const normalized = await titles();
    assert.ok(normalized.includes('Effective rate'), normalized.join());
  });
});

test('the keys of presentation programs: F5 begins, b and the point blank the screen, Escape leaves', async () => {
  await withLab({ hash: 'width=16&lanes=sgd,un&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    const { keyboard } = lab.page;
    const place = async () =>
      (await lab.page.locator('.presenter-bar [role="status"]').textContent()) ?? '';
    const isBlank = () => lab.page.evaluate(() => document.body.hasAttribute('data-blank'));
    await keyboard.press('p');
    await keyboard.press('PageDown');
    await keyboard.press('PageDown');
    assert.match(await place(), /^3 of/);
    await keyboard.press('F5');
    assert.match(await place(), /^1 of/);
    for (const key of ['b', '.']) {
      await keyboard.press(key);
      assert.equal(await isBlank(), true, key);
      const colour = await lab.page.evaluate(
        () => getComputedStyle(document.body, '::after').backgroundColor,
      );
      assert.equal(colour, 'rgb(0, 0, 0)');
      await keyboard.press('PageDown');
      assert.equal(await isBlank(), false, 'any key brings the figure back');
      assert.match(await place(), /^1 of/, 'and does nothing else');
    }
    // A chart and a slider use arrows, but no letter and no sign.
    for (const place of ['[role="application"]', '#by-hand input[type="range"]']) {
      for (let turns = 0; turns < 13; turns += 1) {
        if (await lab.page.locator(place).first().isVisible()) break;
        await keyboard.press('PageDown');
      }
      await lab.page.locator(place).first().focus();
      for (const key of ['b', '.']) {
        await keyboard.press(key);
        assert.equal(await isBlank(), true, `${key} at ${place}`);
        await keyboard.press(key);
      }
    }
    assert.equal(await lab.step('sgd'), 0, 'the point makes no step here');
    await lab.page.locator('#by-hand select').first().focus();
    await keyboard.press('b');
    assert.equal(await isBlank(), false, 'a list takes letters');
    await lab.page.locator('.presenter-bar').focus();
    await keyboard.press('b');
    await keyboard.press('Escape');
    assert.equal(await isBlank(), false);
    await keyboard.press('Escape');
    assert.equal(
      await lab.page.evaluate(() => document.body.hasAttribute('data-presenter')),
      false,
    );
    await keyboard.press('.');
    await lab.until(
      () => document.querySelector('article.lane')?.getAttribute('data-step') === '1',
      null,
      'the point makes a step outside',
    );
  });
});
