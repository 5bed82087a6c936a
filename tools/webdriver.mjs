// A small client of the W3C WebDriver protocol (https://www.w3.org/TR/webdriver2/), with the commands
// that WebKit's tests and timings need. Playwright drives a WebKit build of its own; this client drives
// the WebKit that the system has.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** @returns {Promise<number>} a port that was free a moment ago */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** Keys without a character of their own. */
export const KEY = {
  left: '\uE012',
  up: '\uE013',
  right: '\uE014',
  down: '\uE015',
};

export class WebDriverSession {
  /**
   * @param {string} address of the session
   * @param {import('node:child_process').ChildProcess} driver
   */
  constructor(address, driver) {
    this.address = address;
    this.driver = driver;
  }

  /**
   * Starts the driver program and a browser.
   * @param {string} program
   * @param {object} capabilities
   */
  static async start(program, capabilities) {
    const port = await freePort();
    // In the C locale WebKit calls the user's language “C”, which no part of Intl accepts: the
    // page must work there too.
    const env = { ...process.env, LC_ALL: 'C' };
    const driver = spawn(program, [`--port=${port}`], { stdio: 'ignore', env });
    const base = `http://127.0.0.1:${port}`;
    await until(async () => {
      const status = await fetch(`${base}/status`).catch(() => null);
      return status?.ok ?? false;
    }, 'the driver to listen');
    const { sessionId } = await command('POST', `${base}/session`, {
      capabilities: { alwaysMatch: capabilities },
    });
    return new WebDriverSession(`${base}/session/${sessionId}`, driver);
  }

  /** @param {string} url */
  async open(url) {
    await command('POST', `${this.address}/url`, { url });
  }

  /**
   * Runs a function in the page and returns its result.
   * @template T
   * @param {(...given: any[]) => T} body uses nothing from outside itself
   * @param {...unknown} given to it, as JSON has it
   * @returns {Promise<Awaited<T>>}
   */
  async evaluate(body, ...given) {
    return command('POST', `${this.address}/execute/sync`, {
      script: `return (${body})(...arguments);`,
      args: given,
    });
  }

  /**
   * @param {(...given: any[]) => unknown} test run in the page
   * @param {string} what
   * @param {...unknown} given to the test
   */
  async until(test, what, ...given) {
    await until(async () => Boolean(await this.evaluate(test, ...given)), what);
  }

  /**
   * Clicks the middle of an element as a visitor would. The driver refuses if something covers it.
   * @param {string} selector CSS
   */
  async click(selector) {
    const found = await command('POST', `${this.address}/element`, {
      using: 'css selector',
      value: selector,
    });
    const [id] = Object.values(found);
    await command('POST', `${this.address}/element/${id}/click`, {});
  }

  /**
   * Presses and lets go of keys, one after the other, in the element that has the focus.
   * @param {string[]} keys characters, or values of KEY
   */
  async press(...keys) {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await command('POST', `${this.address}/actions`, {
      actions: [{ type: 'key', id: 'keyboard', actions }],
    });
  }

  /**
   * Draws a line with the mouse held down.
   * @param {{x: number, y: number}[]} places in the window, in CSS pixels
   */
  async drag(places) {
    const [first, ...others] = places.map(({ x, y }) => {
      const [atX, atY] = [Math.round(x), Math.round(y)];
      return { type: 'pointerMove', duration: 50, origin: 'viewport', x: atX, y: atY };
    });
    const press = { type: 'pointerDown', button: 0 };
    const release = { type: 'pointerUp', button: 0 };
    const parameters = { pointerType: 'mouse' };
    await command('POST', `${this.address}/actions`, {
      actions: [
        { type: 'pointer', id: 'mouse', parameters, actions: [first, press, ...others, release] },
      ],
    });
  }

  async close() {
    await command('DELETE', this.address).catch(() => {});
    this.driver.kill();
  }
}

/**
 * @param {() => Promise<boolean>} test
 * @param {string} what
 */
async function until(test, what) {
  const deadline = performance.now() + 60_000;
  while (!(await test())) {
    assert.ok(performance.now() < deadline, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {object} [body]
 */
async function command(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = /** @type {{value: any}} */ (await response.json());
  assert.ok(response.ok, `${method} ${new URL(url).pathname}: ${value?.error} ${value?.message}`);
  return value;
}
