// A W3C WebDriver client, as much of it as the WebKit test needs: https://www.w3.org/TR/webdriver2/.
// Playwright's WebKit is a build of its own; this drives the one that the system has.

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
   * Runs a function in the page and returns what it returns.
   * @template T
   * @param {() => T} body must not use anything from outside itself
   * @returns {Promise<T>}
   */
  async evaluate(body) {
    return command('POST', `${this.address}/execute/sync`, {
      script: `return (${body})();`,
      args: [],
    });
  }

  /**
   * @param {() => unknown} test run in the page
   * @param {string} what
   */
  async until(test, what) {
    await until(async () => Boolean(await this.evaluate(test)), what);
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
