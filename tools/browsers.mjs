// Starts the system's own browsers under Playwright.

import { chromium, firefox } from 'playwright-core';
import { Failure } from './failure.mjs';
import { chromium as chromiumPath, firefox as firefoxPath } from './system-packages.mjs';

const remedy = 'Run `npm test` once, or install it with the system’s package manager.';

/**
 * @param {{noSimd?: boolean, keepsPages?: boolean}} preferences noSimd: Chromium
 *   takes the processor for an old one; keepsPages: a page that was left comes back as it was, as it
 *   does for visitors
 */
export function launchChromium({ noSimd = false, keepsPages = false } = {}) {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Failure('Chromium was not found.', remedy);
  return chromium.launch({
    executablePath,
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    args: [
      ...(noSimd ? ['--js-flags=--no-enable-sse4-1'] : []),
      // Chromium's sandbox does not work for root, and tests may run in a container.
      '--no-sandbox',
      // Chromium shall talk to the page's server and to nobody else.
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/**
 * @param {{dark?: boolean, reducedMotion?: boolean, noRoom?: boolean}} preferences fixed for this
 *   browser's life; noRoom: Firefox stores next to nothing for
 *   pages
 */
export function launchFirefox({ dark = false, reducedMotion = false, noRoom = false } = {}) {
  const executablePath = firefoxPath();
  if (!executablePath) throw new Failure('Firefox was not found.', remedy);
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    // Playwright cannot change these preferences in a stock Firefox while it runs.
    firefoxUserPrefs: {
      'ui.systemUsesDarkTheme': dark ? 1 : 0,
      'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
      'ui.prefersReducedMotion': reducedMotion ? 1 : 0,
      ...(noRoom ? { 'dom.quotaManager.temporaryStorage.fixedLimit': 1 } : {}),
    },
  });
}
