// A phone: the controls of the run are at hand at every scroll position, and hide nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName, withLab } from './browser.mjs';

/** Firefox's driver emulates neither paper nor a notch. */
const chromiumOnly = { skip: browserName === 'firefox' };

/** The buttons that cannot be pressed where they stand, and the top of the bar. */
function barNow() {
  const bar = /** @type {HTMLElement} */ (document.querySelector('.transport .buttons'));
  const covered = [...bar.querySelectorAll('button')].filter((button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    return !button.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  });
  return { top: bar.getBoundingClientRect().top, covered: covered.map(({ id }) => id) };
}

for (const [width, height] of [
  [320, 640],
  [480, 800],
  [800, 1000],
]) {
  test(`${width} × ${height}: the run can be controlled from anywhere on the page`, async () => {
    await withLab({ viewport: { width, height }, hash: 'width=16&autoplay=0' }, async (lab) => {
      await lab.phase('ready|paused');
      const { page } = lab;
      for (const share of [0, 0.5, 1]) {
        await page.evaluate((part) => scrollTo(0, part * document.body.scrollHeight), share);
        const { top, covered } = await page.evaluate(barNow);
        assert.deepEqual(covered, [], `covered at ${share}`);
        assert.ok(top > 0.85 * height, `the bar begins at ${top}`);
      }
      await page.locator('#one-step').click();
      await lab.reach(1);
      // Figures that load on the way down make the page longer.
      await lab.until(
        () => {
          scrollTo(0, document.documentElement.scrollHeight);
          const boxOf = (/** @type {string} */ selector) =>
            document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
          return boxOf('.colophon').bottom <= boxOf('.transport .buttons').top;
        },
        null,
        'the end of the page above the bar',
      );
    });
  });
}

test('letters of twice the size push neither the buttons nor the settings out of a narrow window', async () => {
  await withLab(
    { viewport: { width: 320, height: 640 }, hash: 'width=16&autoplay=0' },
    async (lab) => {
      await lab.phase('ready|paused');
      const { page } = lab;
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      await page.locator('#settings > summary').click();
      await page.locator('.lane-more > summary').first().click();
      const outside = () =>
        page
          .locator('.rail :is(button, input, select, label, p), h1, .masthead p')
          .evaluateAll((parts) =>
            parts
              .filter((part) => part.checkVisibility() && !part.closest('.unseen'))
              .filter(
                (part) =>
                  part.getBoundingClientRect().right > document.documentElement.clientWidth + 1,
              )
              .map(({ tagName, id, textContent }) => `${tagName}#${id} ${textContent}`),
          );
      assert.deepEqual(await outside(), []);
      const { covered } = await page.evaluate(barNow);
      assert.deepEqual(covered, []);
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '600%';
      });
      assert.notDeepEqual(await outside(), [], 'the test sees what is outside');
    },
  );
});

test('on a phone the first lane’s picture is seen while it trains, and why twins part is one tap away', async () => {
  await withLab({ viewport: { width: 390, height: 844 } }, async (lab) => {
    await lab.phase('ready');
    await lab.play();
    await lab.reach(5);
    const { page } = lab;
    const places = await page.evaluate(() =>
      ['[data-view="diagonal"]', '.buttons', '#why'].map((selector) =>
        document.querySelector(selector)?.getBoundingClientRect().toJSON(),
      ),
    );
    const [picture, bar, why] = places;
    assert.ok(
      picture.bottom <= bar.top,
      `the picture ends at ${picture.bottom}, the bar is at ${bar.top}`,
    );
    assert.ok(why.top > 844, 'the drawing is not in the window');
    await page.locator('#about-twins a').click();
    await lab.until(
      () => Number(document.querySelector('#why')?.getBoundingClientRect().top) < 200,
      null,
      'the drawing at the top of the window',
    );
    assert.equal(await page.locator('#why svg').count(), 3);
  });
});

test('on a phone a chosen experiment is seen at once, with its sentence above', async () => {
  await withLab({ viewport: { width: 390, height: 844 }, hash: 'autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    const { page } = lab;
    await page.locator('#presets summary').click();
    await page.locator('#presets').getByRole('link', { name: 'Adam', exact: true }).click();
    await lab.until(
      () => {
        const [sentence, picture, bar] = [
          '.preset-sentence',
          '[data-view="diagonal"]',
          '.buttons',
        ].map(
          (selector) => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect(),
        );
        return sentence.height > 0 && sentence.top >= 0 && picture.bottom <= bar.top;
      },
      null,
      'the sentence and the first lane’s picture',
    );
  });
});

for (const [width, height] of [
  [390, 844],
  [844, 390],
]) {
  test(`${width} × ${height}: every target is 24 pixels wide and high, and no words are cramped`, async () => {
    await withLab({ viewport: { width, height }, hash: 'width=16&autoplay=0' }, async (lab) => {
      await lab.phase('ready|paused');
      await lab.oneStep();
      const { page } = lab;
      await page.locator('#settings > summary').click();
      await lab.until(
        () => {
          scrollTo(0, scrollY + 200);
          return (
            document.querySelector('.range-field') && document.querySelector('#filters canvas')
          );
        },
        null,
        'the figures further down',
      );
      const found = await page.evaluate(() => {
        const boxOf = (/** @type {Element} */ element) => element.getBoundingClientRect();
        const shown = [...document.querySelectorAll('body *')].filter(
          (element) => element.getClientRects().length > 0,
        );
        // Links inside a sentence are as high as its lines.
        const small = shown
          .filter((element) =>
            element.matches('button, summary, input, select, a:not(p:not([class]) a)'),
          )
          .filter((element) => boxOf(element).width < 24 || boxOf(element).height < 24);
        const outside = shown.filter(
          (element) =>
            boxOf(element).right > innerWidth + 1 && !element.closest('.unseen, #drift figcaption'),
        );
        const broken = shown
          .filter((element) =>
            element.matches('.by-hand-table td, .range-field .detail, .range-value'),
          )
          .filter((element) => {
            const text = document.createRange();
            text.selectNodeContents(element);
            return new Set([...text.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
          });
        return [small, outside, broken].map((list) => list.map(({ outerHTML }) => outerHTML));
      });
      assert.deepEqual(found, [[], [], []]);
    });
  });
}

test('a finger moves the sliders while the run goes', chromiumOnly, async () => {
  await withLab({ viewport: { width: 390, height: 844 }, hash: 'width=16' }, async (lab) => {
    await lab.phase('ready');
    await lab.play();
    await lab.reach(60);
    const { page } = lab;
    const touch = await page.context().newCDPSession(page);
    for (const [name, move] of /** @type {[string, number][]} */ ([
      ['#by-hand-factor', 60],
      ['#moment-slider', -40],
    ])) {
      const slider = page.locator(name);
      await slider.scrollIntoViewIfNeeded();
      const [before, x, y] = await slider.evaluate((element) => {
        const { value, min, max } = /** @type {HTMLInputElement} */ (element);
        const { left, width, top, height } = element.getBoundingClientRect();
        const share = (Number(value) - Number(min)) / (Number(max) - Number(min));
        return [Number(value), left + 8 + share * (width - 16), top + height / 2];
      });
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      const step = await lab.step('un');
      for (let moved = 1; moved <= 10; moved += 1) {
        const touchPoints = [{ x: x + (move * moved) / 10, y }];
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints });
        await lab.reach(step + 2 * moved);
      }
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await lab.reach(step + 24);
      const after = Number(await slider.inputValue());
      assert.ok(Math.sign(after - before) === Math.sign(move), `${name}: ${before}, then ${after}`);
    }
    assert.match((await page.locator('.by-hand-now').textContent()) ?? '', /In every twin at step/);
  });
});

test('a focused element is never under the bar', async () => {
  const viewport = { width: 320, height: 640 };
  await withLab({ viewport, hash: 'width=16&lanes=sgd,un&autoplay=0' }, async (lab) => {
    await lab.phase('ready|paused');
    const { page } = lab;
    let seen = 0;
    for (let presses = 0; presses < 90; presses += 1) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(async () => {
        // Firefox scrolls to a newly focused element with the next frame.
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const focused = document.activeElement;
        const bar = /** @type {HTMLElement} */ (document.querySelector('.buttons'));
        if (!focused || focused === document.body || bar.contains(focused)) return null;
        const { top, bottom } = focused.getBoundingClientRect();
        const limit = bar.getBoundingClientRect().top;
        // Firefox does not scroll to a picture that is partly visible.
        const isControl = bottom - top <= 40;
        return (isControl ? bottom : top) > limit ? focused.outerHTML.slice(0, 120) : '';
      });
      if (hidden === null) continue;
      assert.equal(hidden, '');
      seen += 1;
    }
    assert.ok(seen > 60, `${seen} places with focus`);
  });
});

test('the bar stays in place on a very low screen, such as a screen enlarged fourfold', async () => {
  await withLab({ viewport: { width: 320, height: 256 }, hash: 'width=16' }, async (lab) => {
    await lab.phase('ready|paused|running');
    const position = await lab.page
      .locator('.transport .buttons')
      .evaluate((bar) => getComputedStyle(bar).position);
    assert.equal(position, 'static');
  });
});

test('the bar is not on paper, and keeps clear of a notch', chromiumOnly, async () => {
  const viewport = { width: 390, height: 800 };
  await withLab({ viewport, hash: 'width=16&autoplay=0' }, async (lab) => {
    await lab.phase('ready|paused');
    const { page } = lab;
    const play = page.locator('#play');
    const bottom = () => play.evaluate((button) => button.getBoundingClientRect().bottom);
    const usual = await bottom();
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { bottom: 34 } });
    assert.equal(await bottom(), usual - 34);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await play.isVisible(), false);
  });
});
