// The explanations of everything on the page: beside it, and in the glossary.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings } from './axe.mjs';
import { withLab } from './browser.mjs';

test('an explanation opens and closes by mouse and by keyboard', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const { page } = lab;
    const button = page.locator('[popovertarget="explain-width"]').first();
    const popover = page.locator('#explain-width');
    assert.equal(await popover.isVisible(), false);
    await button.click();
    await popover.waitFor();
    assert.match((await popover.textContent()) ?? '', /one filter/);
    await popover.getByRole('button', { name: 'Close' }).click();
    assert.equal(await popover.isVisible(), false);

    await button.focus();
    await page.keyboard.press('Enter');
    await popover.waitFor();
    await page.keyboard.press('Tab');
    const inside = await popover.evaluate((element) => element.contains(document.activeElement));
    assert.ok(inside, 'what opened comes next');
    await page.keyboard.press('Escape');
    assert.equal(await popover.isVisible(), false);
    assert.ok(
      await button.evaluate((element) => element === document.activeElement),
      'back where it was opened',
    );
  });
});

test('the whole hash of a lane’s weights opens at its question mark, by keyboard too', async () => {
  const hash = 'images=400&width=8&lanes=sgd,un&autoplay=0';
  await withLab({ hash, viewport: { width: 320, height: 720 } }, async (lab) => {
    await lab.phase('ready');
    await lab.oneStep();
    const hashes = await lab.hashes();
    await lab.page.locator('[popovertarget="explain-hash"]').first().focus();
    await lab.page.keyboard.press('Enter');
    const popover = lab.page.locator('#explain-hash');
    await popover.waitFor();
    const text = ((await popover.textContent()) ?? '').replaceAll(/\s/g, '');
    assert.match(hashes.sgd, /^[0-9a-f]{64}$/);
    assert.ok(text.includes(`SGD${hashes.sgd}UN${hashes.un}`), text);
    assert.ok(await popover.evaluate((each) => each.scrollWidth <= each.clientWidth));
    assert.deepEqual(await axeFindings(lab.page), []);
  });
});

test('every setting, rule, figure and column has its question mark', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const without = await lab.page.evaluate(() => {
      const places = [
        ...document.querySelectorAll('.field:has(label), .lane-field, .explained, .chart-caption'),
        ...document.querySelectorAll('.stage-head span:not(:first-child)'),
      ];
      return places
        .filter((place) => !place.querySelector('.explain'))
        .map(({ textContent }) => textContent);
    });
    assert.deepEqual(without, []);
    const dead = await lab.page
      .locator('[popovertarget]')
      .evaluateAll((buttons) =>
        buttons
          .map((button) => button.getAttribute('popovertarget') ?? '')
          .filter((id) => !document.getElementById(id)?.hasAttribute('popover')),
      );
    assert.deepEqual(dead, []);
  });
});

for (const width of [320, 1280]) {
  test(`at ${width} px every explanation fits on the screen`, async () => {
    await withLab({ viewport: { width, height: 720 } }, async (lab) => {
      await lab.phase('ready|paused');
      const misfits = await lab.page.evaluate(() => {
        /** @param {HTMLElement} popover */
        const isInside = (popover) => {
          const { left, right, top, bottom } = popover.getBoundingClientRect();
          const { clientWidth, clientHeight } = document.documentElement;
          const isSeen =
            left >= -1 && top >= -1 && right <= clientWidth + 1 && bottom <= clientHeight + 1;
          return isSeen && popover.scrollWidth <= popover.clientWidth;
        };
        const found = [];
        for (const element of document.querySelectorAll('.explanation')) {
          const popover = /** @type {HTMLElement} */ (element);
          popover.showPopover();
          if (!isInside(popover)) found.push(popover.id);
          popover.hidePopover();
        }
        // An explanation opened from its button may stand elsewhere.
        for (const element of document.querySelectorAll('.explain')) {
          const button = /** @type {HTMLButtonElement} */ (element);
          const popover = document.getElementById(button.getAttribute('popovertarget') ?? '');
          if (button.getClientRects().length === 0 || !popover) continue;
          button.scrollIntoView({ block: 'center' });
          button.click();
          if (!popover.matches(':popover-open')) found.push(`${popover.id} stays closed`);
          if (!isInside(popover)) found.push(`${popover.id} from ${button.ariaLabel}`);
          popover.hidePopover();
        }
        return found;
      });
      assert.deepEqual(misfits, []);
    });
  });
}

test('axe finds nothing in an open explanation', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    await lab.page.locator('[popovertarget="explain-sm"]').first().click();
    await lab.page.locator('#explain-sm').waitFor();
    assert.deepEqual(await axeFindings(lab.page), []);
  });
});

test('a cited section of the theory opens beside the run', async () => {
  await withLab({ viewport: { width: 320, height: 800 } }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.page.locator('[popovertarget="explain-sm"]').first().click();
    const cited = lab.page.locator('#explain-sm').getByRole('link', { name: /theory, section 4/ });
    const [theory] = await Promise.all([lab.page.waitForEvent('popup'), cited.click()]);
    await theory.waitForURL('**/theory.html#section-4');
    const heading = theory.locator('#section-4 h2');
    assert.equal(await heading.textContent(), '4. Updates');
    assert.ok(((await heading.boundingBox())?.y ?? 900) < 800, 'in the window');
    assert.equal(await theory.locator('.entry').count(), 10);
    const sideways = await theory.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(sideways <= 0, `${sideways} px stick out`);
    assert.deepEqual(await axeFindings(theory), []);
    await theory.close();
    await lab.page.keyboard.press('Escape');
    await lab.oneStep();
  });
});

test('the glossary explains everything on a page of its own', async () => {
  await withLab({ viewport: { width: 320, height: 800 } }, async (lab) => {
    await lab.phase('ready|paused');
    const keys = await lab.page
      .locator('.explanation')
      .evaluateAll((popovers) => popovers.map(({ id }) => id.replace('explain-', '')));
    assert.ok(keys.length >= 60, `${keys.length} explanations`);
    await lab.page.getByRole('contentinfo').getByRole('link', { name: 'Glossary' }).click();
    await lab.page.waitForURL('**/glossary.html');
    const missing = await lab.page.evaluate(
      (wanted) => wanted.filter((key) => !document.querySelector(`article[id="${key}"] h3`)),
      keys,
    );
    assert.deepEqual(missing, []);
    const broken = await lab.page
      .locator('.contents a')
      .evaluateAll((links) =>
        links
          .map((link) => link.getAttribute('href') ?? '')
          .filter((href) => !document.getElementById(href.slice(1))),
      );
    assert.deepEqual(broken, []);
    const sideways = await lab.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(sideways <= 0, `${sideways} px stick out`);
    assert.deepEqual(await axeFindings(lab.page), []);
    await lab.page.getByRole('link', { name: 'Scale Drift' }).click();
    await lab.phase('ready|paused');
  });
});
