// The paper's page in several tabs, in frames, and beside storage that fails: one tab works, the
// others say so, and nothing is erased or lost without a word.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName, contextWith } from './browser.mjs';
import { LONGER_PLAN, PaperPage, RECORDED_PLAN, withPaper } from './paper-page.mjs';
import { serveSite } from './site.mjs';
import { keepWorkers } from './workers.mjs';

const long = { ...LONGER_PLAN, runs: 40 };
const short = { ...RECORDED_PLAN, architectures: ['arch1'], rules: ['sgd'] };

/** @param {PaperPage} paper a second tab of the same browser */
async function another(paper) {
  const lab = await paper.lab.another();
  await lab.open();
  return new PaperPage(lab);
}

// Without Web Locks, as at an address without https, the tabs ask one another: so they do in Firefox here.
const init = browserName === 'firefox' ? 'delete Navigator.prototype.locks;' : '';

test('a second tab shows the progress, erases nothing, and takes over', async () => {
  await withPaper({ init }, async (first, lab) => {
    const idle = await another(first);
    await idle.status('idle');
    await idle.page.locator('#start').focus();
    await first.choose(long);
    await first.press('start');
    await first.finished(1);
    const second = await another(first);
    await second.status('elsewhere');
    await second.finished(2);
    assert.match(
      await second.text('status'),
      /^Another tab of this page works on a plan: \d+ of 80 runs finished\. When that tab closes/,
    );
    assert.equal(await second.page.locator('#plan-width').inputValue(), '64', 'the same plan');
    for (const id of ['start', 'pause', 'resume', 'cancel']) {
      assert.equal(await second.page.locator(`#${id}`).isVisible(), false, id);
    }
    assert.ok(await second.page.locator('#clear').isDisabled());
    await idle.status('elsewhere');
    const focus = await idle.page.evaluate(() => document.activeElement?.id);
    assert.equal(focus, 'status', 'the button that had the focus is gone');
    await idle.page.close();
    assert.ok((await second.kept()).length >= 2);
    await first.page.close();
    await second.status('interrupted');
    await second.press('resume');
    await second.status('going');
    await second.press('cancel');
    await second.status('cancelled');
    await second.lab.assertClean();
    // The check of the page at the end needs an open page.
    lab.page = second.page;
  });
});

test('two tabs that press Start at the same moment: one works', async () => {
  await withPaper({}, async (first) => {
    const second = await another(first);
    await second.status('idle');
    for (const paper of [first, second]) await paper.choose(long);
    // In a tab out of sight no driver can press.
    const press = (/** @type {PaperPage} */ { page }) =>
      page.evaluate(() => document.getElementById('start')?.click());
    await Promise.all([press(first), press(second)]);
    const state = () =>
      Promise.all(
        [first, second].map(({ page }) => page.evaluate(() => document.body.dataset.status ?? '')),
      );
    await Promise.all([first, second].map((paper) => paper.status('going|elsewhere')));
    assert.deepEqual((await state()).sort(), ['elsewhere', 'going']);
    const [worker] = (await state())[0] === 'going' ? [first] : [second];
    await worker.page.evaluate(() => document.getElementById('cancel')?.click());
    await Promise.all([first, second].map((paper) => paper.status('cancelled|idle')));
  });
});

test('what another tab clears is gone here too, before this tab goes on', async () => {
  await withPaper({}, async (first) => {
    await first.choose(short);
    await first.press('start');
    await first.status('finished');
    const second = await another(first);
    await second.status('idle');
    assert.match(await second.text('kept'), /2 runs with other numbers/);
    await second.press('clear');
    await second.press('clear');
    await second.lab.until(
      () => document.querySelector('#kept')?.textContent === '',
      null,
      'nothing',
    );
    await first.choose({ runs: 2 });
    await first.press('start');
    await first.finished(4);
    assert.equal((await first.kept()).length, 4, 'all runs are done anew and kept');
  });
});

// The seconds of the limit are short here.
const impatient = `
  const wait = setTimeout;
  globalThis.setTimeout = (task, ms, ...rest) => wait(task, ms === 1000 ? 50 : ms, ...rest);`;
const fails = {
  'an open that never answers': `IDBFactory.prototype.open = () => ({});`,
  'a write that never ends': `
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (names, mode, ...rest) {
      const made = transaction.call(this, names, mode, ...rest);
      return mode !== 'readwrite' ? made : { objectStore: () => ({ put: () => ({}) }) };
    };`,
  'a full disk': `IDBObjectStore.prototype.put = function () {
      this.transaction.abort();
      throw new DOMException('', 'QuotaExceededError');
    };`,
  'locks and channels that are forbidden with the storage': `
    delete Navigator.prototype.locks;
    globalThis.BroadcastChannel = function () { throw new DOMException('', 'SecurityError'); };`,
  'locks that never answer': `
    const silent = () => new Promise(() => {});
    if (navigator.locks) Object.assign(navigator.locks, { request: silent, query: silent });`,
};
for (const [kind, init] of Object.entries(fails)) {
  test(`${kind}: the plan runs to its end, and what is not kept stays said`, async () => {
    // What answers, if only by a refusal, has the time that it needs.
    const whole = kind.includes('forbidden') ? init : impatient + init;
    await withPaper({ init: whole }, async (paper) => {
      await paper.choose(short);
      await paper.press('start');
      await paper.status('finished');
      const words = kind.includes('lock')
        ? /does not tell here whether another tab/
        : /A reload loses the results.*(did not answer for 5 seconds|room)/;
      await paper.lab.until(() => document.querySelector('#notices .notice'), null, 'the notice');
      assert.match(await paper.text('notices'), words);
    });
  });
}

test('in a frame of opaque origin one sentence says why nothing can be trained, and no worker is tried', async () => {
  const site = await serveSite();
  const context = await contextWith({});
  // A host that lets every origin read its files, as many do: else no script would start there.
  await context.route('**/*', async (route) => {
    if (route.request().url().endsWith('/host.html')) {
      const body =
        '<iframe sandbox="allow-scripts" src="./paper/" width="1250" height="800"></iframe>';
      return route.fulfill({ contentType: 'text/html', body });
    }
    const response = await route.fetch();
    const headers = { ...response.headers(), 'access-control-allow-origin': '*' };
    return route.fulfill({ response, headers });
  });
  await context.addInitScript(keepWorkers);
  try {
    const page = await context.newPage();
    /** @type {string[]} */
    const errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${site.url}host.html`);
    const frame = page.frames()[1];
    await frame.locator('#notices .notice').waitFor();
    await frame.locator('body[data-status="barred"]').waitFor();
    await frame.locator('#offline', { hasText: 'not available' }).waitFor();
    assert.deepEqual(await frame.locator('#notices .notice').allTextContents(), [
      'The frame around this page lets no worker start, so nothing can be trained here. Open the page in a tab of its own.',
    ]);
    assert.ok(await frame.locator('#start').isDisabled());
    assert.equal(await frame.locator('#unstarted').count(), 0);
    await frame.locator('#whole-plan').click();
    assert.equal(await frame.evaluate(() => /** @type {any} */ (globalThis).keptWorkers.length), 0);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
    await site.close();
  }
});
