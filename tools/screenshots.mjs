// `npm run screenshots -- [FOLDER] [--widths 320,1280] [--no-build]` takes pictures of the first visit
// after 200 steps, and of the paper's experiment while it runs, light and dark, as PNG files.

import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from './browsers.mjs';
import { build } from './build.mjs';
import { Failure, runAsProgram } from './failure.mjs';
import { siteFolder } from './paths.mjs';
import { serve } from './serve.mjs';

const usualWidths = '320,1280,1920';
const steps = 200;
/** Balanced and unbalanced starts with few images: the table is half full after seconds. */
const paperPlan = { 'plan-runs': '3', 'plan-epochs': '3', 'plan-images': '3000' };

await runAsProgram(async () => {
  const { folder, widths, builds } = parseOptions(process.argv.slice(2));
  mkdirSync(folder, { recursive: true });
  if (builds) await build();
  const server = await serve(siteFolder);
  const browser = await launchChromium();
  try {
    for (const width of widths) {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const file = join(folder, `${width}-${colorScheme}.png`);
        await picture(browser, { url: server.url, width, colorScheme, file });
        console.log(file);
        const paper = join(folder, `paper-${width}-${colorScheme}.png`);
        const url = `${server.url}paper/`;
        await paperPicture(browser, { url, width, colorScheme, file: paper });
        console.log(paper);
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
});

/** @param {string[]} words */
function parseOptions(words) {
  const usage = 'Usage: npm run screenshots -- [FOLDER] [--widths 320,1280] [--no-build]';
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        widths: { type: 'string', default: usualWidths },
        'no-build': { type: 'boolean', default: false },
      },
    });
    const widths = values.widths.split(',').map(Number);
    const isWidth = (/** @type {number} */ width) =>
      Number.isInteger(width) && width >= 200 && width <= 4000;
    if (!widths.every(isWidth)) throw RangeError(`“${values.widths}” are no widths in pixels`);
    const folder = resolve(positionals[0] ?? join(tmpdir(), 'scale-drift-screenshots'));
    return { folder, widths, builds: !values['no-build'] };
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), usage);
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {{url: string, width: number, colorScheme: 'light' | 'dark', file: string}} options
 */
async function paperPicture(browser, { url, width, colorScheme, file }) {
  const viewport = { width, height: Math.max(800, Math.round((width * 10) / 16)) };
  const page = await browser.newPage({ viewport, colorScheme });
  await page.goto(url);
  await page.locator('body[data-status="idle"]').waitFor();
  // A narrow screen folds the settings.
  await page.locator('#settings').evaluate((fold) => fold.setAttribute('open', ''));
  for (const [id, value] of Object.entries(paperPlan)) await page.locator(`#${id}`).fill(value);
  for (const box of ['architectures"][value="arch2', 'spreads"][value="2']) {
    await page.locator(`input[name="${box}"]`).check();
  }
  await page.locator('#start').click();
  await page.waitForFunction(
    () => Number(/^\d+/.exec(document.querySelector('#status')?.textContent ?? '')) >= 20,
    null,
    { timeout: 300_000, polling: 50 },
  );
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {{url: string, width: number, colorScheme: 'light' | 'dark', file: string}} options
 */
async function picture(browser, { url, width, colorScheme, file }) {
  const viewport = { width, height: Math.max(800, Math.round((width * 10) / 16)) };
  const page = await browser.newPage({ viewport, colorScheme });
  await page.goto(url);
  await page.waitForFunction(
    (wanted) => {
      const lanes = [...document.querySelectorAll('article.lane')];
      const reached = (/** @type {Element} */ lane) =>
        Number(lane.getAttribute('data-step')) >= wanted;
      return lanes.length > 0 && lanes.every(reached);
    },
    steps,
    { timeout: 300_000, polling: 50 },
  );
  await page.locator('#play[aria-pressed="true"]').click();
  await page.locator('body[data-phase="paused"]').waitFor();
  await scrollThrough(page);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
}

/**
 * Figures are loaded and drawn when somebody comes to them.
 * @param {import('playwright-core').Page} page
 */
async function scrollThrough(page) {
  const height = page.viewportSize()?.height ?? 800;
  const bottom = () => page.evaluate(() => document.documentElement.scrollHeight);
  for (let top = 0; top < (await bottom()); top += height / 2) {
    await page.evaluate((where) => scrollTo(0, where), top);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(200);
  }
  await page.evaluate(() => scrollTo(0, 0));
}
