// The Lab in WebKitGTK: opened once for each file of tests, watched for errors. Saved files are
// kept for the tests, because this driver knows nothing of downloads.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { webkitDriver } from '../../../tools/system-packages.mjs';
import { WebDriverSession } from '../../../tools/webdriver.mjs';
import { webkitCapabilities } from '../../../tools/webkit.mjs';
import { serveSite } from '../site.mjs';

const server = await serveSite();
export const session = await WebDriverSession.start(webkitDriver() ?? '', webkitCapabilities());
after(async () => {
  await session.close();
  await server.close();
});

/**
 * Runs in the page. WebDriver cannot run a script before the page's; from here on no error is lost.
 */
function watchPage() {
  const page = /** @type {any} */ (globalThis);
  page.seenErrors = [];
  page.saved = [];
  addEventListener('error', ({ message }) => page.seenErrors.push(message));
  addEventListener('unhandledrejection', ({ reason }) => page.seenErrors.push(String(reason)));
  addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
    page.seenErrors.push(violatedDirective),
  );
  const create = URL.createObjectURL.bind(URL);
  const click = HTMLAnchorElement.prototype.click;
  /** @type {Blob} */
  let last;
  URL.createObjectURL = (blob) => {
    last = /** @type {Blob} */ (blob);
    return create(blob);
  };
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) return click.call(this);
    const file = { name: this.download, bytes: /** @type {number[] | null} */ (null) };
    page.saved.push(file);
    last.arrayBuffer().then((buffer) => {
      file.bytes = [...new Uint8Array(buffer)];
    });
  };
}

/** @param {string} [hash] without the `#` */
export async function openLab(hash = '') {
  await session.open('about:blank');
  await session.open(server.url + (hash && `#${hash}`));
  await session.evaluate(watchPage);
}

/**
 * Waits until the lanes have done a number of steps.
 * @param {number} steps
 * @param {number} [lanes]
 */
export async function reach(steps, lanes = 3) {
  await session.until(
    (wanted, count) => {
      const all = [
        .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('article.lane')),
      ];
      return all.length === count && all.every(({ dataset }) => Number(dataset.step) >= wanted);
    },
    `${steps} steps of ${lanes} lanes`,
    steps,
    lanes,
  );
}

/** @param {string[]} phases */
export async function phase(...phases) {
  await session.until(
    (wanted) => wanted.includes(document.body.dataset.phase),
    `phase ${phases}`,
    phases,
  );
}

/** The twins' gaps, lane by lane. */
export const gaps = () =>
  session.evaluate(() =>
    [...document.querySelectorAll('[data-reading="gap"]')].map((reading) =>
      Number(/** @type {HTMLElement} */ (reading).dataset.value),
    ),
  );

/** Takes a step by the page's own button, and waits for its end. */
export async function oneStep() {
  const before = await session.evaluate(() =>
    Number(/** @type {any} */ (document.querySelector('article.lane')).dataset.step),
  );
  await session.click('#one-step');
  await reach(before + 1);
  await phase('paused', 'finished');
}

/** The file that the page has saved last. */
export async function savedFile() {
  await session.until(
    () => /** @type {any} */ (globalThis).saved.at(-1)?.bytes,
    'a file to be saved',
  );
  const { name, bytes } = await session.evaluate(() => /** @type {any} */ (globalThis).saved.pop());
  return { name: String(name), bytes: Buffer.from(bytes) };
}

/**
 * Brings a part of the page into the window and waits for its words. The part writes them unseen
 * too, and draws a few frames after it has come into the window.
 * @param {string} id
 * @param {RegExp} wanted in the sentence of its figure
 */
export async function look(id, wanted) {
  await session.evaluate(() => {
    /** @type {any} */ (globalThis).framesInWindow = 0;
  });
  await session.until(
    (own, pattern) => {
      const scope = /** @type {any} */ (globalThis);
      const sentence = document.querySelector(`#${own} .chart-sentence`);
      // A part further down loads only when the visitor is near, and may push other parts away.
      (sentence?.closest('figure') ?? document.getElementById(own))?.scrollIntoView();
      const isSaid = new RegExp(pattern).test(sentence?.textContent ?? '');
      const count = () => {
        scope.framesInWindow += 1;
        if (scope.framesInWindow < 8) requestAnimationFrame(count);
      };
      if (isSaid && scope.framesInWindow === 0) requestAnimationFrame(count);
      return isSaid && scope.framesInWindow >= 8;
    },
    `${wanted} in the words of ${id}`,
    id,
    wanted.source,
  );
}

/**
 * The place of an element in the window once it stays still: parts above load late and push it.
 * @param {string} selector
 */
export async function restingPlace(selector) {
  await session.until(
    (wanted) => {
      const element = /** @type {HTMLElement} */ (document.querySelector(wanted));
      element.scrollIntoView({ block: 'center' });
      const { x, y } = element.getBoundingClientRect();
      const place = `${x} ${y} ${document.body.scrollHeight}`;
      const { place: before = '', times = '0' } = element.dataset;
      element.dataset.times = place === before ? String(Number(times) + 1) : '0';
      element.dataset.place = place;
      return Number(element.dataset.times) >= 5;
    },
    `${selector} to rest`,
    selector,
  );
  return session.evaluate((wanted) => {
    const { x, y, width, height } = document.querySelector(wanted).getBoundingClientRect();
    return { x, y, width, height };
  }, selector);
}

/** Checks that nothing has gone wrong so far. */
export async function assertClean() {
  const seen = await session.evaluate(() => ({
    errors: /** @type {any} */ (globalThis).seenErrors,
    notices: [...document.querySelectorAll('#notices .notice')].map(
      ({ textContent }) => textContent,
    ),
  }));
  assert.deepEqual(seen, { errors: [], notices: [] });
}
