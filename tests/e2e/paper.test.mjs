// The paper's experiment in the page: the same records as natively, in spite of interruptions.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../tools/paths.mjs';
import { axeFindings } from './axe.mjs';
import { browserName } from './browser.mjs';
import {
  LONGER_PLAN,
  RECORDED_PLAN,
  recordedLines,
  withoutTimes,
  withPaper,
} from './paper-page.mjs';
import { countWorkers, keepWorkers, killWorker } from './workers.mjs';

test('a short plan fills the table, and its lines equal the native tool’s', async () => {
  await withPaper({}, async (paper) => {
    await paper.choose(RECORDED_PLAN);
    assert.equal(await paper.text('status'), '8 runs');
    await paper.press('start');
    await paper.status('finished');
    assert.equal(
      await paper.text('status'),
      '8 of 8 runs finished. To run more, change the plan or clear the results.',
    );
    const kept = await paper.kept();
    assert.deepEqual(kept.map(withoutTimes), recordedLines());
    assert.ok(
      kept.every((line) => !/"seconds":null/.test(line)),
      'this browser’s time is there',
    );
    await paper.lab.until(
      () => !document.querySelector('#tables td:nth-child(3)')?.textContent?.includes('–'),
      null,
      'the test errors',
    );
    const rows = await paper.rows();
    assert.equal(rows.length, 8);
    for (const line of recordedLines()) {
      const { architecture, protocol, rule, test_errors: errors } = JSON.parse(line);
      const row = paper.page.locator(
        `tbody:has(th.row-group:text("${architecture === 'arch2' ? 'Arch2' : 'Arch1'}")) tr[data-rule="${rule}"][data-protocol="${protocol}"]`,
      );
      assert.equal(await row.locator('td').nth(1).textContent(), (errors / 100).toFixed(2));
    }
  });
});

test('the time is unknown until measured, and a plan that cannot run is refused in words', async () => {
  await withPaper({}, async (paper, lab) => {
    assert.match(await paper.text('estimate'), /unknown until the page has measured a few steps/);
    await paper.press('measure');
    await lab.until(
      () => /at most about/.test(document.querySelector('#estimate')?.textContent ?? ''),
      null,
      'the estimate',
    );
    for (const [key, value, words] of /** @type {const} */ ([
      ['epochs', '61', 'Epochs at most must be a whole number from 1 to 60, not “61”.'],
      ['images', '100', 'from 120 to 60000, not “100”'],
      ['runs', '0', 'Runs of each cell must be a whole number from 1 to 50'],
      ['width', '1.5', 'not “1.5”'],
    ])) {
      await lab.enter(key, value);
      const note = await paper.text(`${key}-note`);
      assert.ok(note.includes(words), note);
      await paper.page.locator('#start:disabled').waitFor();
    }
    await paper.press('short-plan');
    await paper.page.locator('#start:enabled').waitFor();
    await paper.choose({ rules: [] });
    assert.equal(await paper.text('rules-note'), 'Rules: choose at least one.');
  });
});

test('paused, nothing moves; a reload loses and repeats nothing', async () => {
  await withPaper({}, async (paper, lab) => {
    await paper.choose(LONGER_PLAN);
    await paper.press('start');
    await paper.finished(1);
    await paper.press('pause');
    await paper.status('paused');
    const paused = await paper.text('status');
    assert.match(paused, /^Paused: [1-7] of 8 runs finished/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(await paper.text('status'), paused);
    await paper.press('resume');
    await paper.finished(2);
    await lab.reload();
    await paper.status('interrupted');
    const before = await paper.kept();
    assert.ok(before.length >= 2 && before.length < 8, `${before.length} runs`);
    assert.match(
      await paper.text('status'),
      new RegExp(`^Interrupted: ${before.length} of 8 runs finished. Unfinished runs begin again`),
    );
    assert.equal(await paper.page.locator('#plan-width').inputValue(), '64', 'the plan is back');
    await paper.press('resume');
    await paper.status('finished');
    const after = await paper.kept();
    assert.equal(after.length, 8);
    // The lines agree even in their times: finished work was not done again.
    assert.deepEqual(
      before.filter((line) => !after.includes(line)),
      [],
    );
    await lab.reload();
    await paper.status('idle');
  });
});

test('cancelling keeps finished runs, starting again does the rest, clearing asks twice', async () => {
  await withPaper({}, async (paper, lab) => {
    await paper.choose(LONGER_PLAN);
    await paper.press('start');
    await paper.finished(1);
    await paper.press('cancel');
    await paper.status('cancelled');
    const before = await paper.kept();
    assert.ok(before.length >= 1 && before.length < 8);
    await paper.choose({ runs: 2 });
    await paper.press('start');
    await paper.status('finished');
    const after = await paper.kept();
    assert.ok(before.every((line) => after.includes(line)));
    assert.equal(after.length, Math.max(4, before.length));
    await paper.press('clear');
    assert.equal((await paper.kept()).length, after.length);
    assert.match(await paper.text('clear'), /Really/);
    await paper.press('clear');
    await paper.status('idle');
    await lab.until(
      () => document.querySelector('#status')?.textContent === '4 runs',
      null,
      'nothing finished',
    );
    assert.deepEqual(await paper.kept(), []);
  });
});

test('a worker that dies is replaced, and the records are the same', async () => {
  const cores = "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { value: 4 });";
  await withPaper({ init: keepWorkers + cores }, async (paper, lab) => {
    await paper.choose({ ...RECORDED_PLAN, runs: 12 });
    await paper.press('start');
    await paper.finished(1);
    await lab.until(
      () => document.querySelectorAll('#jobs li').length === 3,
      null,
      'work for all workers',
    );
    const workers = await countWorkers(lab);
    assert.equal(workers, 4, 'one worker answers questions, three workers work');
    await killWorker(lab, -1);
    await lab.until(
      () => /A worker was replaced/.test(document.querySelector('#notices')?.textContent ?? ''),
      null,
      'the notice',
    );
    await paper.status('finished');
    assert.equal(await countWorkers(lab), workers + 1);
    const first = (await paper.kept()).filter((line) => line.includes('"seed":1,'));
    assert.deepEqual(first.map(withoutTimes), recordedLines());
  });
});

test('without storage the page works, and says that a reload loses the results', async () => {
  const init = `IDBFactory.prototype.open = () => { throw new Error('refused'); };`;
  await withPaper({ init }, async (paper, lab) => {
    assert.match(await paper.text('notices'), /A reload loses the results.*refused/);
    await paper.choose({ ...RECORDED_PLAN, architectures: ['arch1'], rules: ['sgd'] });
    await paper.press('start');
    await paper.status('finished');
    assert.match(await paper.text('notices'), /A reload loses the results.*refused/, 'it stays');
    await lab.reload();
    await paper.status('idle');
    assert.equal(await paper.text('kept'), '');
  });
});

test('images that do not come are named, and Resume tries again', async () => {
  const prepare = (/** @type {import('../../tools/serve.mjs').StaticServer} */ server) =>
    server.faults.set('data/training-01.gz', 'missing');
  await withPaper({ prepare, expectErrors: true }, async (paper, _lab, server) => {
    await paper.choose({ ...RECORDED_PLAN, architectures: ['arch1'], rules: ['sgd'] });
    await paper.press('start');
    await paper.status('failed');
    assert.match(await paper.text('notices'), /training-01\.gz.*404.*Resume tries again/);
    server.faults.clear();
    await paper.press('resume');
    await paper.status('finished');
  });
});

test('after a plan the page runs without a network', async () => {
  await withPaper({ keepsOffline: true, expectErrors: true }, async (paper, lab, server) => {
    const plan = { ...RECORDED_PLAN, architectures: ['arch1'], rules: ['sgd'] };
    await lab.until(
      () => document.querySelector('#offline')?.textContent === 'Works offline now.',
      null,
      'the offline line',
    );
    // The page has its files from the network before it is under the service worker's care.
    await lab.reload();
    await paper.status('idle');
    await paper.choose(plan);
    await paper.press('start');
    await paper.status('finished');
    await server.close();
    await lab.reload();
    await paper.status('idle');
    await paper.choose({ ...plan, runs: 2 });
    await paper.press('start');
    await paper.status('finished');
    assert.equal((await paper.kept()).length, 4);
  });
});

test('the files equal the native tool’s', { skip: browserName === 'firefox' }, async () => {
  await withPaper({}, async (paper) => {
    await paper.choose(RECORDED_PLAN);
    await paper.press('start');
    await paper.status('finished');
    await paper.page.locator('#save-csv:enabled').waitFor();
    const file = async (/** @type {string} */ id) => {
      const [download] = await Promise.all([paper.page.waitForEvent('download'), paper.press(id)]);
      return {
        name: download.suggestedFilename(),
        text: readFileSync(await download.path(), 'utf8'),
      };
    };
    const csv = await file('save-csv');
    const [head] = readFileSync(inRoot('results/paper.csv'), 'utf8').split('\n');
    assert.equal(csv.name, 'scale-drift-paper.csv');
    assert.equal(csv.text.split('\n')[0], head);
    assert.equal(csv.text.trimEnd().split('\n').length, 9);
    const lines = await file('save-lines');
    assert.deepEqual(lines.text.trimEnd().split('\n').sort(), await paper.kept());
  });
});

for (const dark of [false, true]) {
  test(`axe finds nothing before, during and after the run, ${dark ? 'dark' : 'light'}`, async () => {
    await withPaper({ dark }, async (paper) => {
      assert.deepEqual(await axeFindings(paper.page), []);
      await paper.choose({ ...LONGER_PLAN, runs: 2, spreads: ['0', '2'] });
      await paper.press('start');
      await paper.finished(1);
      await paper.press('pause');
      await paper.status('paused');
      assert.deepEqual(await axeFindings(paper.page), []);
      await paper.press('cancel');
      await paper.status('cancelled');
      await paper.page.locator('.paper-reading summary').click();
      assert.deepEqual(await axeFindings(paper.page), []);
    });
  });
}

for (const width of [320, 768]) {
  test(`at ${width} px only the table's own frame scrolls sideways, at most two screens down`, async () => {
    const height = 800;
    await withPaper({ viewport: { width, height } }, async (paper) => {
      const table = paper.page.locator('.paper-table').first();
      assert.ok(((await table.boundingBox())?.y ?? Infinity) < 2 * height, 'the plan is folded');
      await paper.page.locator('.settings > summary').click();
      await paper.press('whole-plan');
      const sticksOut = await paper.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(sticksOut <= 0, `${sticksOut} px`);
      assert.equal((await paper.rows()).length, 40);
    });
  });
}

test('the keyboard runs the page, and Lab and page lead to each other', async () => {
  await withPaper({}, async (paper, lab) => {
    await paper.choose({ ...RECORDED_PLAN, architectures: ['arch1'] });
    const { keyboard } = paper.page;
    await paper.page.locator('#start').focus();
    await keyboard.press('Enter');
    await paper.status('finished');
    await paper.page.locator('#save-lines').focus();
    const inFrame = await paper.page
      .locator('.paper-table')
      .first()
      .evaluate((frame) => {
        /** @type {HTMLElement} */ (frame).focus();
        return document.activeElement === frame;
      });
    assert.ok(inFrame, 'the table can be scrolled with keys');
    await paper.page.locator('.site-name a').click();
    await lab.phase('ready|paused');
    await paper.page.locator('.colophon a[href="./paper/"]').click();
    await paper.status('idle');
  });
});
