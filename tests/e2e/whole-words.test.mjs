// Nothing that is to be read is cut or covered: choices, hints of settings, tables.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';
import { fewSteps, look, small } from './figure-page.mjs';

const sizes = [
  [320, 700],
  [1024, 768],
  [1280, 800],
  [1920, 1080],
];

/** Choices that are narrower than their widest text wants them. */
function cutChoices() {
  const all = [...document.querySelectorAll('select')].filter((choice) =>
    choice.checkVisibility({ contentVisibilityAuto: true }),
  );
  const cut = all.filter((choice) => {
    const alone = /** @type {HTMLSelectElement} */ (choice.cloneNode(true));
    Object.assign(alone.style, { position: 'absolute', width: 'auto', minWidth: '0' });
    choice.after(alone);
    const { width } = alone.getBoundingClientRect();
    alone.remove();
    return choice.getBoundingClientRect().width < width - 0.5;
  });
  return { count: all.length, cut: cut.map(({ id, name }) => id || name) };
}

/** The faults of the hint of the focused control: the controls under the hint, and whether the hint leaves its group. */
function faultsOfHint() {
  const hints = [...document.querySelectorAll('.help, .lane-summary')].filter((hint) =>
    hint.checkVisibility(),
  );
  if (hints.length !== 1) return [`${hints.length} hints`];
  const { left, right, top, bottom } = hints[0].getBoundingClientRect();
  const controls = [
    ...document.querySelectorAll('button, input, select, summary, a, label, legend'),
  ].filter((control) => control.checkVisibility() && !control.closest('.buttons, .transport'));
  const covered = controls.filter((control) => {
    const box = control.getBoundingClientRect();
    const isBeside = box.left >= right || box.right <= left;
    return !isBeside && box.top < bottom - 0.5 && box.bottom > top + 0.5;
  });
  const group = hints[0].closest('fieldset')?.getBoundingClientRect() ?? new DOMRect();
  const faults = covered.map(({ id, textContent }) => `on ${id || textContent}`);
  if (bottom > group.bottom + 0.5 || top < group.top) faults.push('outside its group');
  return faults;
}

test('every choice shows its texts whole, and no hint covers a control', async () => {
  const hash = `${small}&lanes=sgd,un_momentum,adam,pbwn_momentum`;
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready');
    const { page } = lab;
    for (const [width, height] of sizes) {
      const isWide = () => page.evaluate(() => matchMedia('(min-width: 68rem)').matches);
      const wasWide = await isWide();
      await page.setViewportSize({ width, height });
      const at = `at ${width} × ${height}`;
      // Some frames later the fold follows the width; opened before that, it would close again.
      if ((await isWide()) !== wasWide) {
        await lab.until(
          (/** @type {boolean} */ isOpen) =>
            document.querySelector('#settings')?.hasAttribute('open') === isOpen,
          !wasWide,
          'the fold to follow the width',
        );
      }
      await page.locator('#settings').evaluate((fold) => fold.setAttribute('open', ''));
      // What a fold holds is seen some frames after the fold opens.
      await page.locator('#speed').waitFor();
      const { count, cut } = await page.evaluate(cutChoices);
      assert.deepEqual(cut, [], at);
      assert.ok(count >= 12, `${count} choices ${at}`);
      const inputs = page.locator('.field:has(.help) :is(input, select), .lane-choice select');
      assert.ok((await inputs.count()) >= 13);
      for (const input of await inputs.all()) {
        await input.focus();
        const name = await input.getAttribute('id');
        assert.deepEqual(await page.evaluate(faultsOfHint), [], `${name} ${at}`);
      }
    }
    // The tests of the tests: a choice too narrow, a hint over the next setting.
    await page.locator('#set-twin').evaluate((choice) => {
      choice.style.width = '6rem';
    });
    assert.deepEqual((await page.evaluate(cutChoices)).cut, ['set-twin']);
    await page.locator('#set-batch').focus();
    await page.locator('#help-batch').evaluate((hint) => {
      hint.style.inset = '3rem 0 auto';
    });
    assert.ok((await page.evaluate(faultsOfHint)).length > 0, 'a hint over a setting is noticed');
  });
});

/** Tables that reach out of their figure, cells that cut their text, and tables that have to scroll. */
function tablesNow() {
  const frames = [...document.querySelectorAll('.table-frame')].filter(
    (frame) => frame.getClientRects().length > 0 && frame.querySelector('td'),
  );
  const nameOf = (/** @type {Element} */ frame) => frame.closest('[id]')?.id ?? '';
  const isOut = (/** @type {Element} */ frame) => {
    const figure = frame.closest('figure, .seed-results, #moment, #by-hand') ?? document.body;
    return frame.getBoundingClientRect().right > figure.getBoundingClientRect().right + 1;
  };
  const isCut = (/** @type {Element} */ frame) =>
    [...frame.querySelectorAll('th, td')].some((cell) => cell.scrollWidth > cell.clientWidth + 1);
  return {
    all: frames.map(nameOf),
    out: frames.filter(isOut).map(nameOf),
    cut: frames.filter(isCut).map(nameOf),
    scrolling: frames.filter((frame) => frame.scrollWidth > frame.clientWidth + 1).map(nameOf),
  };
}

test('no table reaches out of its figure, and the tables of seeds and moments are seen whole', async () => {
  await withLab({ hash: `${small}&lanes=sgd,sm,un,pbwn_momentum` }, async (lab) => {
    await fewSteps(lab);
    const { page } = lab;
    await look(lab, 'error');
    for (const id of ['gap', 'error']) {
      await page.locator(`#${id} .chart-numbers summary`).click();
      await page.locator(`#${id} .table-frame td`).first().waitFor();
    }
    await page.locator('#moment-pin').click();
    await page.locator('#seeds').evaluate((part) => part.scrollIntoView());
    await lab.enter('seed-count', '2');
    await lab.enter('seed-steps', '50');
    await page.locator('#seed-run').click();
    await lab.until(
      () => document.querySelector('#seed-status')?.textContent?.includes('8 of 8 runs'),
      null,
      'the seeds',
    );
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      const at = `at ${width} × ${height}`;
      const { all, out, cut, scrolling } = await page.evaluate(tablesNow);
      for (const id of ['moment', 'gap', 'error', 'seeds']) assert.ok(all.includes(id), id);
      assert.deepEqual(out, [], at);
      assert.deepEqual(cut, [], at);
      if (width < 1000) continue;
      const whole = ['moment', 'seeds', 'by-hand'];
      assert.deepEqual(
        scrolling.filter((id) => whole.includes(id)),
        [],
        at,
      );
    }
    // The test of the test: numbers that take the width they want.
    await page.locator('#error .chart-numbers').evaluate((fold) => {
      fold.style.minWidth = '120rem';
    });
    assert.deepEqual((await page.evaluate(tablesNow)).out, ['error']);
  });
});
