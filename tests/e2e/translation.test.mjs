// A translator in the page, such as Chrome's, puts its own elements in place of the text nodes: the
// run goes on, no text is doubled, and no text is written again that has not changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from './browser.mjs';

/** Works as Chrome's translator does; it counts how often it meets the same text in one element. */
const translator = `
  globalThis.translated = {count: 0, again: {}};
  const met = new WeakMap();
  const isNot = 'script, style, textarea, title, [translate="no"], svg, option';
  function work(node) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      for (const child of [...node.childNodes]) work(child);
      return;
    }
    const parent = node.parentElement;
    const text = node.nodeType === Node.TEXT_NODE ? node.data.trim() : '';
    if (text === '' || !parent || parent.closest(isNot) || parent.closest('font')) return;
    // Texts may change to and fro; a text that was written again is the text of before.
    const before = met.get(parent);
    const times = before?.text === text ? before.times + 1 : 1;
    met.set(parent, {text, times});
    if (times > 3) translated.again[text] = times;
    translated.count += 1;
    const outer = document.createElement('font');
    const inner = outer.appendChild(document.createElement('font'));
    inner.textContent = node.data.replace(/[a-z]/g, (letter) => letter.toUpperCase()) + '·';
    node.replaceWith(outer);
  }
  addEventListener('load', () => {
    new MutationObserver((records) => {
      for (const {type, target, addedNodes} of records) {
        if (type === 'characterData') work(target);
        else for (const node of addedNodes) if (node.isConnected) work(node);
      }
    }).observe(document.body, {childList: true, characterData: true, subtree: true});
    work(document.body);
  });`;

/** Texts that stand twice behind each other. */
const doubled = () =>
  [...document.querySelectorAll('font:not(font font)')]
    .filter(({ nextSibling }) => nextSibling instanceof Element && nextSibling.matches('font'))
    .map((font) => font.parentElement?.textContent);

/** The parts of the page that hold the name of a rule alone, or with “twin”, and may be translated. */
const namesOfRules = () =>
  [...document.querySelectorAll('main *, .rail *')]
    .filter((part) => part.children.length === 0 || part.matches('th, .key-item'))
    .filter((part) => /^\s*(SGD|SM|UN|PBWN|Adam)(, twin)?·?\s*$/i.test(part.textContent ?? ''))
    .map((part) => ({
      part: `${part.tagName} ${part.closest('[id]')?.id} ${part.textContent}`,
      isOpen: /** @type {HTMLElement} */ (part).translate !== false,
    }));

test('a translator works on the Lab while it trains', async () => {
  const hash = 'images=400&width=16&lanes=sgd,un&autoplay=0';
  await withLab({ hash, init: translator }, async (lab) => {
    const { page } = lab;
    await lab.phase('ready');
    await page.locator('#loss').evaluate((part) => part.scrollIntoView());
    await page.locator('#loss summary', { hasText: /numbers/i }).click();
    await lab.playTo(10);
    const gap = await lab.text('sgd', 'gap');
    await lab.playTo(40);
    assert.equal(await lab.step('sgd'), 40);
    assert.notEqual(await lab.text('sgd', 'gap'), gap, 'the numbers go on');
    await page.locator('#loss').evaluate((part) => part.scrollIntoView());
    await page.locator('#loss tbody tr').nth(1).waitFor();
    assert.deepEqual(await page.evaluate(doubled), []);
    const names = ['#gap .key-item', '#loss tbody th', '#loss thead th', '.site-name'];
    for (const name of names) {
      const texts = await page.locator(name).allTextContents();
      assert.deepEqual(
        texts.filter((text) => /^(UN|SGD|Scale)/i.test(text) && text.includes('·')),
        [],
        `names stay as they are: ${name}`,
      );
    }
    assert.deepEqual(await page.locator('#gap .key-item').allTextContents(), ['SGD', 'UN']);
    await page.locator('#present').click();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Escape');
    await page.locator('#show-keys').click();
    await page.keyboard.press('Escape');
    await page.locator('#reset').click();
    await lab.phase('ready');
    assert.deepEqual(await page.evaluate(doubled), []);
    await page.locator('#filters select').waitFor();
    const named = await page.evaluate(namesOfRules);
    assert.ok(named.length > 15, `${named.length} names of rules`);
    assert.deepEqual(
      named.filter(({ isOpen }) => isOpen),
      [],
      'every name stays as it is',
    );
    const { count, again } = await page.evaluate(() => /** @type {any} */ (globalThis).translated);
    assert.ok(count > 100, 'the translator worked');
    assert.deepEqual(again, {}, 'texts written again although they had not changed');
  });
});

test('a translator works on the page of the paper’s experiment', async () => {
  await withLab({ path: 'paper/', init: translator }, async (lab) => {
    const { page } = lab;
    await page.locator('#unstarted').waitFor({ state: 'detached' });
    await page.locator('#tables table').first().waitFor();
    const rules = page.locator('label.check:has([name="rules"])');
    const texts = (await rules.allTextContents()).map((text) => text.trim());
    assert.deepEqual(texts, ['SGD', 'SM', 'SM (rows)', 'UN', 'PBWN']);
    const head = page.locator('#tables tr[data-rule] th').first();
    assert.match((await head.textContent()) ?? '', /^ S[A-Z() a-z]*$/);
    await page.locator('#plan input[type="text"]').first().fill('2');
    await page.locator('#plan input[type="text"]').first().press('Tab');
    assert.deepEqual(await page.evaluate(doubled), []);
    const { count, again } = await page.evaluate(() => /** @type {any} */ (globalThis).translated);
    assert.ok(count > 50);
    assert.deepEqual(again, {});
  });
});
