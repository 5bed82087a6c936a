// The places where programs are timed: the engine natively and in three browsers, the other libraries
// in one browser.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { launchChromium, launchFirefox } from '../browsers.mjs';
import { mustRun } from '../command.mjs';
import { startDisplay } from '../display.mjs';
import { miniBrowser, webkitDriver } from '../system-packages.mjs';
import { WebDriverSession } from '../webdriver.mjs';
import { webkitCapabilities } from '../webkit.mjs';
import { nativeProgram, rivalVersions, shard } from './build.mjs';

/**
 * @typedef {import('./page/respond.js').Request} Request
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} version of the browser or library
 * @property {boolean} isEngine this project's own
 * @property {(request: Request) => Promise<any>} ask
 * @property {() => Promise<void>} renew forgets everything; the next question starts anew
 *
 * @typedef {{contenders: Contender[], close: () => Promise<void>}} Place
 */

const engine = 'engine.js';

/** @returns {Promise<Place>} */
export async function native() {
  const child = spawn(nativeProgram, [shard], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** @type {Contender} */
  const contender = {
    name: 'native',
    version: (await mustRun('rustc', ['--version'])).trim(),
    isEngine: true,
    ask: async ({ type, ...rest }) => {
      child.stdin.write(`${[type, ...Object.values(rest)].join(' ')}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the native program ended');
      return JSON.parse(value);
    },
    // The program counts the bytes that it allocates, not the bytes that the process holds.
    renew: async () => {},
  };
  return {
    contenders: [contender],
    close: async () => {
      child.stdin.end();
    },
  };
}

/** @param {string} url @returns {Promise<Place>} */
export async function chromium(url) {
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(url);
  const { tensorflow, convnet } = rivalVersions();
  return {
    contenders: [
      inPage(page, 'Chromium', browser.version(), engine),
      inPage(page, 'TensorFlow.js wasm', tensorflow, 'tensorflow.js?backend=wasm'),
      inPage(page, 'TensorFlow.js cpu', tensorflow, 'tensorflow.js?backend=cpu'),
      inPage(page, 'ConvNetJS', convnet, 'convnet.js'),
    ],
    close: () => browser.close(),
  };
}

/** @param {string} url @returns {Promise<Place>} */
export async function firefox(url) {
  const browser = await launchFirefox();
  const page = await browser.newPage();
  await page.goto(url);
  return {
    contenders: [inPage(page, 'Firefox', browser.version(), engine)],
    close: () => browser.close(),
  };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {string} version
 * @param {string} worker
 * @returns {Contender}
 */
const inPage = (page, name, version, worker) => ({
  name,
  version,
  isEngine: worker === engine,
  ask: async (request) =>
    answerOf(
      await page.evaluate(
        ([address, question]) => /** @type {any} */ (globalThis).bench.ask(address, question),
        [worker, request],
      ),
    ),
  renew: () =>
    page.evaluate((address) => /** @type {any} */ (globalThis).bench.retire(address), worker),
});

/** @param {import('./page/respond.js').Reply} reply */
function answerOf(reply) {
  if (reply.error !== undefined) throw new Error(reply.error);
  return reply.answer;
}

/** @param {string} url @returns {Promise<Place>} */
export async function webkit(url) {
  const { display, stop } = await startDisplay();
  process.env.DISPLAY = display;
  const session = await WebDriverSession.start(webkitDriver() ?? '', webkitCapabilities());
  await session.open(url);
  /**
   * @param {string} code
   * @returns {Promise<any>}
   */
  const inBrowser = (code) => session.evaluate(/** @type {() => any} */ (new Function(code)));
  const version = await mustRun(miniBrowser() ?? '', ['--version']).catch(() => 'unknown');
  /** @type {Contender} */
  const contender = {
    name: 'WebKit',
    version: version.trim(),
    isEngine: true,
    ask: async (request) => {
      await inBrowser(
        `globalThis.reply = null;
         bench.ask('${engine}', ${JSON.stringify(request)}).then((reply) => {
           globalThis.reply = reply;
         });`,
      );
      await session.until(() => /** @type {any} */ (globalThis).reply, 'an answer');
      return answerOf(await inBrowser('return globalThis.reply;'));
    },
    renew: () => inBrowser(`bench.retire('${engine}');`),
  };
  return {
    contenders: [contender],
    close: async () => {
      await session.close();
      stop();
    },
  };
}
