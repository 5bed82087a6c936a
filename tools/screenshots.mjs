// `npm run screenshots -- FOLDER`: the first visit after 200 steps, at three widths, light and
// dark, as PNG files.

import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchChromium } from './browsers.mjs';
import { build } from './build.mjs';
import { runAsProgram } from './failure.mjs';
import { siteFolder } from './paths.mjs';
import { serve } from './serve.mjs';

const widths = [320, 1280, 1920];
const steps = 200;

await runAsProgram(async () => {
  const folder = resolve(process.argv[2] ?? join(tmpdir(), 'scale-drift-screenshots'));
  mkdirSync(folder, { recursive: true });
  await build();
  const server = await serve(siteFolder);
  const browser = await launchChromium();
  try {
    for (const width of widths) {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const file = join(folder, `${width}-${colorScheme}.png`);
        await picture(browser, { url: server.url, width, colorScheme, file });
        console.log(file);
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
});

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
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
}
