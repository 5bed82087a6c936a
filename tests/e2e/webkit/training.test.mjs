// The page in WebKitGTK: it loads, trains, and makes its point, without an error.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { webkitDriver } from '../../../tools/system-packages.mjs';
import { webkitCapabilities } from '../../../tools/webkit.mjs';
import { serveSite } from '../site.mjs';
import { WebDriverSession } from './webdriver.mjs';

const server = await serveSite();
const session = await WebDriverSession.start(webkitDriver() ?? '', webkitCapabilities());
after(async () => {
  await session.close();
  await server.close();
});

test('it loads, trains to 200 steps without a click, and the twins part under SGD alone', async () => {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  await session.open(server.url);
  // WebDriver has no script before the page's own; from here on nothing is missed.
  await session.evaluate(() => {
    const seen = /** @type {any} */ (globalThis);
    seen.seenErrors = [];
    addEventListener('error', ({ message }) => seen.seenErrors.push(message));
    addEventListener('unhandledrejection', ({ reason }) => seen.seenErrors.push(String(reason)));
    addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      seen.seenErrors.push(violatedDirective),
    );
  });
  const allLanesAt = (/** @type {number} */ steps) =>
    /** @type {() => boolean} */ (
      new Function(
        `const lanes = [...document.querySelectorAll('article.lane')];
         return lanes.length === 3 && lanes.every(({ dataset }) => Number(dataset.step) >= ${steps});`,
      )
    );
  await session.until(allLanesAt(1), 'the first step');
  const first = seconds();
  await session.until(allLanesAt(200), '200 steps');
  console.log(`webkit: first step after ${first} s, 200 steps after ${seconds()} s`);

  const seen = await session.evaluate(() => ({
    errors: /** @type {any} */ (globalThis).seenErrors,
    notices: [...document.querySelectorAll('#notices .notice')].map(
      ({ textContent }) => textContent,
    ),
    gaps: [...document.querySelectorAll('[data-reading="gap"]')].map((reading) =>
      Number(/** @type {HTMLElement} */ (reading).dataset.value),
    ),
  }));
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.notices, []);
  const [sgd, sm, un] = seen.gaps;
  assert.ok(sgd >= 1, `SGD's twins are ${sgd} apart`);
  assert.deepEqual([sm, un], [0, 0]);
});
