// Keyboard, screen readers, small screens, dark and light.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const dark of [false, true]) {
  test(`axe finds nothing at any level, and hidden parts are not shown, ${dark ? 'dark' : 'light'}`, async () => {
    await withLab({ dark, hash: 'lanes=sgd:-1' }, async (lab) => {
      await lab.phase('ready|paused');
      await lab.oneStep();
      const isDark = await lab.page.evaluate(
        () => matchMedia('(prefers-color-scheme: dark)').matches,
      );
      assert.equal(isDark, dark, 'the browser shows the wanted scheme');
      // Parts that load late load for paper too.
      await lab.page.evaluate(() => {
        for (const name of ['beforeprint', 'afterprint']) dispatchEvent(new Event(name));
      });
      await lab.page.locator('#filters canvas').first().waitFor();
      await lab.page.locator('#landscape canvas').first().waitFor();
      await lab.page.locator('#draw canvas').first().waitFor();
      const shown = await lab.page.evaluate(() =>
        [...document.querySelectorAll('[hidden]')]
          .filter((one) => one.getClientRects().length > 0)
          .map((one) => one.outerHTML.slice(0, 100)),
      );
      assert.deepEqual(shown, [], 'hidden');
      // As a string, because the page's policy forbids script elements from elsewhere.
      await lab.page.evaluate(axe);
      const violations = await lab.page.evaluate(async () => {
        const result = await /** @type {any} */ (globalThis).axe.run();
        return result.violations.map((/** @type {any} */ { id, help, nodes }) => ({
          id,
          help,
          where: nodes
            .slice(0, 5)
            .map((/** @type {any} */ node) => `${node.target} ${node.failureSummary}`),
        }));
      });
      assert.deepEqual(violations, []);
    });
  });
}

test('the keyboard reaches every control', async () => {
  await withLab({ hash: 'width=16&lanes=sgd,un' }, async (lab) => {
    await lab.phase('ready|paused');
    const { keyboard } = lab.page;
    // Forwards and back again, never around: at the end of the page focus goes to the browser.
    const tabTo = async (/** @type {string} */ selector, key = 'Tab') => {
      for (let presses = 0; presses < 120; presses += 1) {
        await keyboard.press(key);
        const there = await lab.page.evaluate(
          (wanted) => document.activeElement?.matches(wanted) ?? false,
          selector,
        );
        if (there) return;
      }
      assert.fail(`Tab never reaches ${selector}`);
    };

    await tabTo('#play');
    await keyboard.press('Space');
    await lab.reach(8);
    await keyboard.press('Space');
    await lab.phase('paused');
    const paused = await lab.step('un');
    await tabTo('#one-step');
    await keyboard.press('Enter');
    await lab.reach(paused + 1);
    await lab.phase('paused');
    await tabTo('[name="rate"]');
    await tabTo('canvas[data-view="drift"]');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowDown');
    await lab.until(
      () =>
        [...document.querySelectorAll('[data-reading="cursor"]')].some(({ textContent }) =>
          /\d/.test(textContent ?? ''),
        ),
      null,
      'the cursor’s reading',
    );
    await tabTo('#reset', 'Shift+Tab');
    await keyboard.press('Enter');
    await lab.until(
      () => document.querySelector('article.lane')?.getAttribute('data-step') === '0',
      null,
      'the reset',
    );
  });
});

test('every control has a name, and shows when it has focus', async () => {
  await withLab({}, async (lab) => {
    await lab.phase('ready|paused');
    const nameless = await lab.page
      .locator('input, select, button, canvas[tabindex]')
      .evaluateAll((elements) =>
        elements
          .filter((element) => {
            const control = /** @type {HTMLInputElement} */ (element);
            return !(
              control.labels?.length ||
              element.getAttribute('aria-label') ||
              element.getAttribute('aria-labelledby') ||
              (element.tagName === 'BUTTON' && element.textContent?.trim())
            );
          })
          .map(({ outerHTML }) => outerHTML.slice(0, 120)),
      );
    assert.deepEqual(nameless, []);
    await lab.page.locator('#one-step').focus();
    await lab.page.keyboard.press('Shift+Tab');
    await lab.page.keyboard.press('Tab');
    const outline = await lab.page.evaluate(() => {
      const style = getComputedStyle(/** @type {Element} */ (document.activeElement));
      return `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow}`;
    });
    assert.doesNotMatch(outline, /^none \S+ none$/, 'a visible focus ring');
  });
});

for (const width of [320, 768]) {
  test(`at ${width} px nothing sticks out sideways`, async () => {
    await withLab({ viewport: { width, height: 800 } }, async (lab) => {
      await lab.phase('ready|paused');
      await lab.oneStep();
      const overflow = await lab.page.evaluate(() => ({
        page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        by: [...document.querySelectorAll('body *')]
          .filter(
            (element) =>
              element.getBoundingClientRect().right > document.documentElement.clientWidth + 1,
          )
          .slice(0, 5)
          .map(({ tagName, id, className }) => `${tagName}#${id}.${className}`),
      }));
      assert.ok(overflow.page <= 0, JSON.stringify(overflow));
    });
  });
}

test('a translator leaves names of rules, formulas, hashes and numbers alone', async () => {
  await withLab({ hash: 'width=16&lanes=sgd,un&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    const translated = await lab.page.evaluate(() =>
      [
        '.rule-name',
        '.formula',
        '[data-reading]:not([data-reading="cursor"])',
        '.lane-choice select',
        '.explanation-formula',
      ]
        .map((selector) => [...document.querySelectorAll(selector)])
        .map(
          (found) =>
            found.filter((part) => /** @type {HTMLElement} */ (part).translate).length /
            found.length,
        ),
    );
    // The reading under a cursor is a sentence. NaN, where there is none to look at, fails too.
    assert.deepEqual(translated, [0, 0, 0, 0, 0]);
  });
});
