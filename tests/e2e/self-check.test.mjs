// The engine checks itself in this browser, and the page shows every result.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName, withLab } from './browser.mjs';

const hash = 'images=400&width=16&lanes=sgd,un';

/** @param {import('./lab-page.mjs').LabPage} lab */
async function openCheck(lab) {
  const button = lab.page.locator('#open-self-check:not([disabled])');
  await lab.page.locator('#open-self-check').scrollIntoViewIfNeeded();
  await button.click();
  await lab.page.locator('#self-check[open]').waitFor();
}

/** @param {import('./lab-page.mjs').LabPage} lab */
const rowsOf = (lab) =>
  lab.page.locator('#self-check tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      verdict: /** @type {HTMLElement} */ (row).dataset.verdict,
      cells: [...row.children].map(({ textContent }) => textContent ?? ''),
    })),
  );

test('every check passes here, with its number, and can be copied', async () => {
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready|paused');
    await lab.play();
    await openCheck(lab);
    await lab.phase('ready|paused');
    await lab.until(
      () =>
        [...document.querySelectorAll('#self-check tbody tr')].every(
          (row) =>
            !['waiting', 'asking'].includes(
              /** @type {HTMLElement} */ (row).dataset.verdict ?? 'waiting',
            ),
        ) && document.querySelector('#self-check tbody tr'),
      null,
      'the last check',
    );
    const rows = await rowsOf(lab);
    const said = rows.map(({ cells }) => cells.join(' | ')).join('\n');
    console.log(`${browserName}:\n${said}`);
    assert.ok(rows.length >= 10, said);
    assert.deepEqual(
      rows.map(({ verdict }) => verdict),
      [...Array(rows.length - 1).fill('pass'), 'measured'],
      said,
    );
    assert.match((await lab.page.locator('#self-check').textContent()) ?? '', /All as it should/);
    // Copy and Close stay in sight below a table of any length.
    await lab.page.setViewportSize({ width: 390, height: 600 });
    const foot = await lab.page.locator('#self-check .link-row').evaluate((row) => ({
      bottom: row.getBoundingClientRect().bottom,
      isScrolled: (row.parentElement?.scrollHeight ?? 0) > innerHeight,
    }));
    assert.ok(foot.isScrolled && foot.bottom <= 600, JSON.stringify(foot));
    assert.match(rows.at(-1)?.cells[2] ?? '', /[1-9].* GFLOP\/s/);
    await lab.page.locator('#self-check button', { hasText: 'Copy' }).click();
    await lab.page.locator('#self-check .detail', { hasText: /Copied|did not allow/ }).waitFor();
    await lab.page.keyboard.press('Escape');
    assert.equal(await lab.page.locator('#self-check[open]').count(), 0);
    await lab.oneStep();
  });
});

test('closing the check cancels it, opening it again begins anew', async () => {
  await withLab({ hash }, async (lab) => {
    await lab.phase('ready|paused');
    await openCheck(lab);
    await lab.page.locator('#self-check [data-verdict="pass"]').first().waitFor();
    await lab.page.locator('#self-check button', { hasText: 'Close' }).click();
    const done = (await rowsOf(lab)).filter(({ verdict }) => verdict === 'pass').length;
    // Nothing should happen, so there is no state to wait for.
    await lab.page.waitForTimeout(1000);
    assert.equal((await rowsOf(lab)).filter(({ verdict }) => verdict === 'pass').length, done);
    await openCheck(lab);
    await lab.page.locator('#self-check [data-verdict="pass"]').first().waitFor();
    assert.equal((await rowsOf(lab)).at(-1)?.verdict, 'waiting');
    await lab.page.keyboard.press('Escape');
  });
});

test('an engine that does not load is shown, and the page goes on', async () => {
  await withLab({ hash, expectErrors: true }, async (lab, server) => {
    await lab.phase('ready|paused');
    await lab.page.locator('#open-self-check').scrollIntoViewIfNeeded();
    await lab.page.locator('#open-self-check:not([disabled])').waitFor();
    for (const path of new Set(server.requests.filter((name) => name.endsWith('.wasm')))) {
      server.faults.set(path.replace('/some/sub/path/', ''), 'html');
    }
    await openCheck(lab);
    const sentence = lab.page.locator('#self-check', { hasText: 'could not go on' });
    await sentence.waitFor();
    assert.match((await sentence.textContent()) ?? '', /scale_drift.*\.wasm could not be loaded/);
    await lab.page.keyboard.press('Escape');
    await lab.oneStep();
  });
});
