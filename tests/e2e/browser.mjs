// Starts the browser that this run of the tests is for, and opens pages that watch themselves:
// offences of a page (an error, a breach of its policy, a request to another origin) are noted from
// the first moment on.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { launchChromium, launchFirefox } from '../../tools/browsers.mjs';
import { LabPage } from './lab-page.mjs';
import { serveSite } from './site.mjs';

/** @typedef {{dark?: boolean, reducedMotion?: boolean, noRoom?: boolean,
 *   noSimd?: boolean, keepsPages?: boolean}} Preferences */

export const browserName = process.env.E2E_BROWSER ?? 'chromium';
assert.ok(['chromium', 'firefox'].includes(browserName), `E2E_BROWSER is “${browserName}”`);

/** @type {Map<string, Promise<import('playwright-core').Browser>>} */
const started = new Map();
after(async () => {
  for (const browser of started.values()) await (await browser).close();
});

/** @param {Preferences} preferences */
function browserWith(preferences) {
  // Chromium takes most preferences for each page, Firefox only when it starts.
  const { noSimd = false, keepsPages = false } = preferences;
  const key = JSON.stringify(browserName === 'firefox' ? preferences : { noSimd, keepsPages });
  let browser = started.get(key);
  if (!browser) {
    browser =
      browserName === 'firefox'
        ? launchFirefox(preferences)
        : launchChromium({ noSimd, keepsPages });
    started.set(key, browser);
  }
  return browser;
}

/**
 * A fresh context whose pages note their offences.
 * @param {Preferences & {viewport?: {width: number, height: number}, hasTouch?: boolean}} options
 */
export async function contextWith(options) {
  const { dark = false, reducedMotion = true, hasTouch = false } = options;
  const { noRoom, noSimd, keepsPages } = options;
  const browser = await browserWith({ dark, reducedMotion, noRoom, noSimd, keepsPages });
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    hasTouch,
  });
  await context.addInitScript(noteViolations);
  return context;
}

/** @typedef {import('../../tools/serve.mjs').StaticServer} Server */

/**
 * Runs `body` with a fresh page and server, then checks that the page committed no offence.
 * @param {Preferences & {
 *   viewport?: {width: number, height: number},
 *   prepare?: (server: Server) => void,
 *   init?: string,
 *   hash?: string,
 *   path?: string,
 *   expectErrors?: boolean,
 *   keepsOffline?: boolean,
 *   site?: string,
 * }} options `init` is a script that runs before the page's own; `expectErrors` allows messages of
 *   failed loads; `keepsOffline` leaves the page its service worker, which would answer in place of
 *   a server that a test has broken; `site` is another folder than the build's;
 *   `path` leads to another page than the Lab
 * @param {(lab: LabPage, server: Server) => Promise<void>} body
 */
export async function withLab(options, body) {
  const server = await serveSite(options.site);
  options.prepare?.(server);
  const context = await contextWith(options);
  try {
    if (!options.keepsOffline) await context.addInitScript(withoutServiceWorker);
    if (options.init) await context.addInitScript(options.init);
    const lab = new LabPage(await context.newPage(), server.url + (options.path ?? ''));
    await lab.open(options.hash);
    await body(lab, server);
    await lab.assertClean({ expectErrors: options.expectErrors ?? false });
  } finally {
    await context.close();
    await server.close();
  }
}

const noteViolations = `
  globalThis.policyViolations = [];
  addEventListener('securitypolicyviolation', (event) => {
    globalThis.policyViolations.push(event.violatedDirective + ' ' + event.blockedURI);
  });`;

const withoutServiceWorker = 'delete Navigator.prototype.serviceWorker;';
