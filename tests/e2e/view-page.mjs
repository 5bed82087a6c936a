// A view on an otherwise empty page, under the product's own content security policy and styles,
// straight from the sources: its response to pointers, keys and files, without the rest of the
// page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { inRoot } from '../../tools/paths.mjs';
import { contextWith } from './browser.mjs';

const origin = 'http://view.test';
/** @type {Record<string, string>} */
const types = { '.js': 'text/javascript', '.css': 'text/css' };

/** @param {string[]} styles */
function html(styles) {
  const policy = readFileSync(inRoot('www/index.html'), 'utf8').match(
    /<meta http-equiv="Content-Security-Policy"[^>]*>/,
  )?.[0];
  assert.ok(policy, 'the page has a policy');
  const shared = [
    'page/base',
    'controls/rail',
    'figures/drift/stage',
    'charts/chart',
    'page/media',
  ];
  const links = [...shared, ...styles].map(
    (name) => `<link rel="stylesheet" href="/www/${name}.css">`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${policy}
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>One view</title>
    <link rel="stylesheet" href="/node_modules/uplot/dist/uPlot.min.css">${links.join('')}</head><body><main id="root"><h1>One view</h1></main></body></html>`;
}

/** @param {string} path */
function source(path) {
  if (extname(path) !== '.js') return readFileSync(inRoot(path));
  // The bundler resolves the page's only package in this way.
  return readFileSync(inRoot(path), 'utf8').replace(
    /from 'uplot'/,
    "from '/node_modules/uplot/dist/uPlot.esm.js'",
  );
}

/**
 * Runs `body` with the view's page, then checks that the page committed no offence.
 * @param {import('./browser.mjs').Preferences & {viewport?: {width: number, height: number},
 *   styles: string[], hasTouch?: boolean}} options styles: style sheets of `www/` without `.css`
 * @param {(page: import('playwright-core').Page) => Promise<void>} body
 */
export async function withView(options, body) {
  const context = await contextWith(options);
  /** @type {string[]} */
  const errors = [];
  try {
    await context.route('**/*', (route) => {
      const { origin: asked, pathname } = new URL(route.request().url());
      if (asked !== origin) return route.abort();
      if (pathname === '/') {
        return route.fulfill({ contentType: 'text/html', body: html(options.styles) });
      }
      if (!/^\/(www|node_modules\/uplot)\//.test(pathname)) return route.fulfill({ status: 404 });
      const contentType = types[extname(pathname)] ?? 'application/octet-stream';
      return route.fulfill({ contentType, body: source(pathname.slice(1)) });
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/favicon/.test(message.location().url))
        errors.push(message.text());
    });
    await page.goto(`${origin}/`);
    await body(page);
    const violations = await page.evaluate(() => /** @type {any} */ (globalThis).policyViolations);
    assert.deepEqual(violations, [], 'content security policy');
    assert.deepEqual(errors, [], 'errors and warnings in the console');
  } finally {
    await context.close();
  }
}

/**
 * All findings of axe on the page, down to the least.
 * @param {import('playwright-core').Page} page
 * @param {string} axe its source
 */
export async function findingsOf(page, axe) {
  // As a string, because the policy forbids script elements from elsewhere.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run('#root');
    return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html}`);
  });
}
