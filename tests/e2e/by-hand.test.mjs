// The centre of the page: the visitor rescales a neuron of every twin while the run rests or goes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

// Twins begin alike but for rounding-free factors; the neuron below is alive in every lane.
const small = 'images=1000&width=16&seed=7&lanes=sgd,sm,un&strength=1&autoplay=0';

/** @param {import('./lab-page.mjs').LabPage} lab @param {string} id */
const cells = (lab, id) => lab.page.locator(`#by-hand tr[data-lane="${id}"] td`).allTextContents();

/** @param {import('./lab-page.mjs').LabPage} lab @param {number} presses */
async function slide(lab, presses) {
  await lab.page.locator('#by-hand-factor').focus();
  const key = presses > 0 ? 'ArrowRight' : 'ArrowLeft';
  for (let done = 0; done < Math.abs(presses); done += 1) await lab.page.keyboard.press(key);
}

/** The first neuron with a gradient in every lane. @param {import('./lab-page.mjs').LabPage} lab */
async function chooseLiving(lab) {
  for (let unit = 0; unit < 16; unit += 1) {
    await lab.page.locator('#by-hand-unit').selectOption({ value: String(unit) });
    await lab.until(
      () =>
        [...document.querySelectorAll('#by-hand tbody tr')].every(
          (row) => /** @type {HTMLElement} */ (row).dataset.change === '0',
        ),
      null,
      'the gradients of another neuron',
    );
    const texts = (await lab.page.locator('#by-hand tbody').textContent()) ?? '';
    if (!texts.includes('dead')) return unit;
  }
  throw new Error('no neuron is alive in all lanes');
}

const inLink = (/** @type {string} */ text) => location.hash.includes(text);

test('outputs stay, gradients change by the factor, only SGD’s next step turns the weights less, and its twins part', async () => {
  let link = '';
  /** @type {Record<string, string>} */
  let hashes = {};
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    const unit = await chooseLiving(lab);
    await slide(lab, 3);
    await lab.until(inLink, `rescalings=0:0:${unit}:3`, 'the rescaling in the link');
    await lab.until(
      () =>
        [...document.querySelectorAll('#by-hand tbody tr')].every(({ textContent }) =>
          textContent?.includes('(÷\u00a08)'),
        ),
      null,
      'the gradients after it, lane by lane',
    );
    for (const id of ['a', 'b', 'c']) {
      const [, outputs, incoming, turn] = await cells(lab, id);
      assert.equal(outputs, '0 exactly', id);
      assert.match(incoming, /→ .*\(÷\s8\)$/, id);
      // 8 times as long, an 8th of the gradient: but for the bend of the sphere 64 times less.
      assert.match(turn, id === 'a' ? /→ .*\(÷\s6[345](\.\d)?\)$/ : /^[\d.]+, unchanged$/, id);
    }
    assert.match(
      (await lab.page.locator('.by-hand-now').textContent()) ?? '',
      /No output changed\. The next step turns the incoming weights 6[345](\.\d)? times less under SGD and just as far under SM and UN\.$/,
    );
    // On a phone of 320 px: its scroll bars take no room.
    const bar = await lab.page.evaluate(() => innerWidth - document.documentElement.clientWidth);
    await lab.page.setViewportSize({ width: 320 + bar, height: 800 });
    const [inside, frame] = await lab.page
      .locator('#by-hand .table-frame')
      .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    assert.ok(inside <= frame, `a table ${inside} px wide in ${frame} px`);
    await lab.page.setViewportSize({ width: 1280, height: 800 });
    await lab.oneStep();
    assert.ok((await lab.number('sgd', 'gap')) > 0, 'SGD takes another path');
    assert.equal(await lab.number('sm', 'gap'), 0);
    assert.equal(await lab.number('un', 'gap'), 0);
    assert.match(
      (await cells(lab, 'a'))[2],
      /→ .*\(÷\s8\)$/,
      'what the slider did stays to be read',
    );
    await lab.oneStep();
    hashes = await lab.hashes();
    link = new URL(lab.page.url()).hash.slice(1);
  });
  await withLab({ hash: link }, async (lab) => {
    await lab.phase('ready');
    await lab.oneStep();
    await lab.oneStep();
    assert.deepEqual(await lab.hashes(), hashes, 'the link replays the rescaling');
  });
});

test('a rescaling taken back before the next step leaves no trace', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await slide(lab, 2);
    await lab.until(inLink, 'rescalings=0:0:0:2', 'the rescaling in the link');
    await lab.page.getByRole('button', { name: 'Back to × 1' }).click();
    await lab.until(() => !location.hash.includes('rescalings'), null, 'a link without it');
    assert.equal(await lab.page.locator('#by-hand-factor').inputValue(), '0');
  });
});

test('with batch normalization no outgoing weights are divided, and the page says so', async () => {
  for (const [architecture, isDivided] of /** @type {const} */ ([
    ['arch1', true],
    ['arch2', false],
  ])) {
    const hash = `${small}&architecture=${architecture}&rescalings=0:0:0:4`;
    await withLab({ hash }, async (lab) => {
      await lab.phase('ready');
      await lab.oneStep();
      const page = await lab.page.locator('#about-twins, #why, .by-hand-now').allInnerTexts();
      assert.deepEqual(
        page.map((text) => /outgoing weights|what goes\s+out/i.test(text)),
        Array(3).fill(isDivided),
        page.join('\n'),
      );
    });
  }
});

test('the sentence names both factors, each rule’s response, and a layer rescaled only in part', async () => {
  const four = small.replace('un&', 'un,adam&');
  await withLab({ hash: `${four}&rescalings=0:0:0:4` }, async (lab) => {
    await lab.phase('ready');
    await lab.oneStep();
    const said = (/** @type {string} */ text) =>
      lab.until(
        (/** @type {string} */ wanted) =>
          document.querySelector('.by-hand-now')?.textContent?.includes(wanted),
        text,
        `“${text}”`,
      );
    await said('neuron 1 of layer 1, incoming weights × 16, outgoing weights ÷ 16.');
    await slide(lab, -7);
    await said('incoming weights from × 16 to ÷ 8, outgoing weights from ÷ 16 to × 8.');
    await lab.until(
      () =>
        / times further under SGD, [\d.]+ times further under Adam and just as far under SM and UN\.$/.test(
          document.querySelector('.by-hand-now')?.textContent ?? '',
        ),
      null,
      'the lanes by what their rules make of it',
    );
    await lab.page.locator('#by-hand-unit').selectOption({ value: 'all' });
    await said('every neuron of layer 1 itself: you changed only single neurons of it');
    await lab.page.locator('#by-hand-layer').selectOption({ value: '1' });
    await said('every neuron of layer 2 is as it was');
  });
});

test('from copies: the run begins again at rest, and the sentence names the step made', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await lab.play();
    await lab.reach(20);
    const copies = lab.page.getByRole('button', { name: 'Start from copies' });
    await copies.click();
    await lab.phase('ready');
    assert.equal(await lab.step('un'), 0);
    await lab.until(inLink, 'strength=0', 'the strength in the link');
    assert.equal(await copies.isDisabled(), true);
    const unit = await chooseLiving(lab);
    await slide(lab, 3);
    await lab.until(inLink, `rescalings=0:0:${unit}:3`, 'the rescaling in the link');
    const said = (/** @type {string} */ turns) =>
      lab.until(
        (/** @type {string} */ wanted) =>
          document.querySelector('.by-hand-now')?.textContent?.includes(wanted),
        `The next step ${turns} the incoming weights`,
        turns,
      );
    await said('turns');
    await lab.oneStep();
    await said('turned');
    assert.equal(await copies.isDisabled(), false);
    assert.notEqual(await lab.number('sgd', 'gap'), 0);
    assert.equal(await lab.number('un', 'gap'), 0);
  });
});

test('a rescaling during the run holds from the next step, for a whole layer too', async () => {
  await withLab({ hash: small }, async (lab) => {
    await lab.phase('ready');
    await lab.page.locator('#by-hand-layer').selectOption({ value: '1' });
    await lab.page.locator('#by-hand-unit').selectOption({ value: 'all' });
    await lab.play();
    await lab.reach(5);
    await slide(lab, 1);
    await lab.until(() => /rescalings=\d+:1:all:1/.test(location.hash), null, 'it in the link');
    const step = await lab.step('un');
    await lab.reach(step + 20);
    await lab.pause();
    assert.equal(await lab.number('sm', 'gap'), 0);
    assert.equal(await lab.number('un', 'gap'), 0);
    assert.equal(await lab.page.locator('#by-hand-factor').inputValue(), '1');
  });
});

test('without twins there is nothing to rescale', async () => {
  await withLab({ hash: 'images=1000&width=16&twin=off&autoplay=0' }, async (lab) => {
    await lab.phase('ready');
    assert.equal(await lab.page.locator('#by-hand').isHidden(), true);
    assert.equal(await lab.page.locator('#why').isHidden(), true);
  });
});
