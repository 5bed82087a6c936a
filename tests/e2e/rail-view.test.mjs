// Parts of the rail on their own: the requests that clicks and typing make, and the words shown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withView } from './view-page.mjs';

/** @param {import('playwright-core').Page} page */
async function openPace(page) {
  await page.evaluate(async () => {
    const going = document.createElement('div');
    going.id = 'going';
    document.getElementById('root')?.append(going);
    const path = '/www/controls/pace.js';
    const { PaceView } = await import(path);
    const catalogPath = '/www/generated/catalog.js';
    const { default: catalog } = await import(catalogPath);
    const scope = /** @type {any} */ (globalThis);
    const state = { speed: 'full', budget: null, step: 0, stepsPerEpoch: 40 };
    scope.show = (/** @type {object} */ change) => pace.update(Object.assign(state, change));
    const onBudget = (/** @type {any} */ budget) => scope.show({ budget });
    const pace = new PaceView(catalog, { onBudget });
    scope.show({});
  });
}

test('a refused end names the rule of its kind, until a valid end is chosen', async () => {
  await withView({ styles: [] }, async (page) => {
    await openPace(page);
    for (const [kind, wrong, rule, right, usual] of [
      ['steps', '10.5', 'a whole number from 1 to 1,000,000,000', '10', '1000'],
      ['epochs', '1.5', 'a whole number from 1 to 1,000,000', '2', '5'],
      ['accuracy', '150', 'a percentage above 0 and at most 100', '99.5', '95'],
    ]) {
      await page.locator('#stop').selectOption(kind);
      const note = page.locator('.field-note');
      for (const [typed, says] of [
        [wrong, `Needs ${rule}; the run keeps ${usual}.`],
        [right, ''],
      ]) {
        // Key by key: a value set from outside fires no change event in Firefox.
        await page.locator('#stop-at').focus();
        await page.keyboard.press('ControlOrMeta+a');
        await page.keyboard.type(typed);
        // Not by Tab: after the last field, Firefox moves the focus to its own bars.
        await page.locator('#speed').focus();
        assert.equal(await note.textContent(), says, `${kind} ${typed}`);
        assert.equal(await page.locator('#stop-at').inputValue(), typed, 'what was typed is there');
      }
      assert.equal(await page.locator('#stop-at').inputValue(), right);
    }
  });
});

test('the rail says when the run has passed its end, and only then', async () => {
  await withView({ styles: [] }, async (page) => {
    await openPace(page);
    /** @param {object} change */
    const noteAt = async (change) => {
      await page.evaluate((all) => /** @type {any} */ (globalThis).show(all), change);
      return page.locator('.field-note').textContent();
    };
    const passed = 'Already passed: the run will not stop there.';
    assert.equal(await noteAt({ budget: { kind: 'steps', value: 30 }, step: 30 }), '');
    assert.equal(await noteAt({ step: 31 }), passed);
    assert.equal(await noteAt({ budget: { kind: 'epochs', value: 1 }, step: 40 }), '');
    assert.equal(await noteAt({ step: 41 }), passed);
    assert.equal(await noteAt({ budget: { kind: 'accuracy', value: 1 } }), '');
    assert.equal(await noteAt({ budget: { kind: 'steps', value: 30 }, step: 0 }), '');
  });
});

test('the message about a file writes its numbers as on the rest of the page', async () => {
  await withView({ styles: [] }, async (page) => {
    const notes = await page.evaluate(async () => {
      const root = document.createElement('div');
      root.id = 'files';
      document.getElementById('root')?.append(root);
      const path = '/www/controls/files-view.js';
      const { FilesView } = await import(path);
      const said = [];
      const data = '2024 (2000 and 10000 images)';
      const fault = `it was trained on MNIST, and the images here are ${data}`;
      for (const outcome of [{ step: 2600, lanes: 2 }, { fault }]) {
        root.replaceChildren();
        const view = new FilesView({ open: async () => outcome });
        await view.take(new File([], 'a.scaledrift'));
        said.push(view.note.textContent);
      }
      return said;
    });
    assert.match(notes[0], /is open at step 2,600;/);
    assert.match(notes[1], /are 2024 \(2,000 and 10,000 images\)\./);
  });
});
