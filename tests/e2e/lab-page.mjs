// The Lab as a visitor uses it: acting, reading, and waiting. A wait is for a state of the page,
// never for a time; the limits are wide, because test machines are slow.

import assert from 'node:assert/strict';

const patience = 60_000;

/**
 * Firefox reports a load that the next address has cut short as an error of the page. The report
 * names no address; a load that has truly failed is named.
 */
const CUT_SHORT = /Failed to load ‘’\. A ServiceWorker intercepted/;

/** @typedef {'gap' | 'loss' | 'accuracy' | 'hash' | 'rate'} Reading */

export class LabPage {
  /** @type {string[]} */ errors = [];
  /** @type {string[]} */ requests = [];

  /**
   * @param {import('playwright-core').Page} page
   * @param {string} url
   */
  constructor(page, url) {
    this.page = page;
    this.url = url;
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => this.errors.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.errors.push(message.text());
    });
    page.on('request', (request) => this.requests.push(request.url()));
  }

  /** @param {string} [hash] without the `#` */
  async open(hash = '') {
    await this.page.goto(this.url + (hash && `#${hash}`));
  }

  /** Opens a second tab of the same browser. */
  async another() {
    return new LabPage(await this.page.context().newPage(), this.url);
  }

  async reload() {
    await this.page.reload();
  }

  /** @param {string} phase such as ready, or several with `|` between */
  async phase(phase) {
    await this.until(
      (/** @type {string} */ wanted) =>
        wanted.split('|').includes(document.body.dataset.phase ?? ''),
      phase,
      `phase ${phase}`,
    );
  }

  /**
   * Waits until `test`, run in the page, holds; the error names the state that did not come.
   * @template T
   * @param {(argument: any) => T} test
   * @param {any} argument
   * @param {string} what
   */
  async until(test, argument, what) {
    try {
      await this.page.waitForFunction(test, argument, { timeout: patience, polling: 50 });
    } catch (error) {
      const state = JSON.stringify(await this.state());
      const errors = this.errors.length ? `; errors: ${this.errors.join('; ')}` : '';
      throw new Error(`waited in vain for ${what}; the page: ${state}${errors}`, { cause: error });
    }
  }

  /** All words of the page about its state, for messages. */
  async state() {
    return this.page.evaluate(() => ({
      phase: document.body.dataset.phase,
      lanes: [...document.querySelectorAll('article.lane')].map((lane) => ({
        .../** @type {HTMLElement} */ (lane).dataset,
      })),
      notices: [...document.querySelectorAll('#notices .notice')].map(
        ({ textContent }) => textContent,
      ),
    }));
  }

  /** The rules of the lanes, in order. */
  async rules() {
    return this.page
      .locator('article.lane')
      .evaluateAll((lanes) =>
        lanes.map((lane) => /** @type {HTMLElement} */ (lane).dataset.rule ?? ''),
      );
  }

  /** @param {string} rule */
  lane(rule) {
    return this.page.locator(`article.lane[data-rule="${rule}"]`);
  }

  /** @param {string} rule */
  async step(rule) {
    return Number(await this.lane(rule).getAttribute('data-step'));
  }

  /** @param {string} rule */
  async laneState(rule) {
    return this.lane(rule).getAttribute('data-state');
  }

  /**
   * A reading's full-precision text.
   * @param {string} rule
   * @param {Reading} name
   */
  async text(rule, name) {
    return (
      (await this.lane(rule).locator(`[data-reading="${name}"]`).getAttribute('data-value')) ?? ''
    );
  }

  /**
   * @param {string} rule
   * @param {Reading} name
   */
  async number(rule, name) {
    const text = await this.text(rule, name);
    assert.notEqual(text, '', `${rule} has no ${name}`);
    return Number(text);
  }

  /**
   * Waits until every lane that still trains has done at least a number of steps.
   * @param {number} steps
   * @param {string[]} [rules] only these lanes
   */
  async reach(steps, rules) {
    await this.until(
      (/** @type {{steps: number, rules?: string[]}} */ wanted) => {
        const lanes = [...document.querySelectorAll('article.lane')]
          .map((lane) => /** @type {HTMLElement} */ (lane).dataset)
          .filter(({ rule }) => !wanted.rules || wanted.rules.includes(rule ?? ''))
          .filter(({ state }) => wanted.rules || !['diverged', 'stopped'].includes(state ?? ''));
        return lanes.length > 0 && lanes.every(({ step }) => Number(step) >= wanted.steps);
      },
      { steps, rules },
      `${steps} steps${rules ? ` of ${rules}` : ''}`,
    );
  }

  async play() {
    await this.page.locator('#play[aria-pressed="false"]').click();
    await this.phase('running');
  }

  /**
   * Plays to a step and no further.
   * @param {number} steps
   */
  async playTo(steps) {
    // Choosing it again would restore the usual number, and typing the same number changes nothing.
    const kind = this.page.locator('#stop');
    if ((await kind.inputValue()) !== 'steps') await kind.selectOption('steps');
    // The field appears with the next frame; keys typed before are lost.
    await this.page.locator('#stop-at').waitFor();
    await this.enter('stop-at', String(steps));
    await this.until(
      (/** @type {string} */ end) => location.hash.includes(`stop=steps:${end}`),
      String(steps),
      'the budget in the link',
    );
    // A few steps are over before the test can see the run going.
    await this.page.locator('#play[aria-pressed="false"]').click();
    await this.reach(steps);
    await this.phase('paused');
  }

  async pause() {
    await this.page.locator('#play[aria-pressed="true"]').click();
    await this.phase('paused|finished');
  }

  /** Does one step and waits for all lanes to have done it. */
  async oneStep() {
    const [rule] = await this.living();
    const before = await this.step(rule);
    await this.page.locator('#one-step').click();
    await this.reach(before + 1);
    await this.phase('ready|paused|finished');
  }

  /** Does one epoch and waits for its end. */
  async oneEpoch() {
    const [rule] = await this.living();
    const before = await this.step(rule);
    await this.page.locator('#one-epoch').click();
    await this.reach(before + 1);
    await this.phase('paused|finished');
  }

  async living() {
    return this.page
      .locator('article.lane:not([data-state="diverged"]):not([data-state="stopped"])')
      .evaluateAll((lanes) =>
        lanes.map((lane) => /** @type {HTMLElement} */ (lane).dataset.rule ?? ''),
      );
  }

  async reset() {
    await this.page.locator('#reset').click();
    await this.until(
      () =>
        [...document.querySelectorAll('article.lane')].every(
          (lane) => /** @type {HTMLElement} */ (lane).dataset.step === '0',
        ),
      null,
      'step 0 after reset',
    );
  }

  /**
   * The hashes of all lanes' weights; waits for each, since they are computed when a run rests.
   * @returns {Promise<Record<string, string>>}
   */
  async hashes() {
    await this.until(
      () =>
        [
          ...document.querySelectorAll(
            'article.lane:not([data-state="stopped"]) [data-reading="hash"]',
          ),
        ].every((reading) =>
          /^[0-9a-f]{64}$/.test(/** @type {HTMLElement} */ (reading).dataset.value ?? ''),
        ),
      null,
      'the hashes',
    );
    /** @type {Record<string, string>} */
    const hashes = {};
    for (const rule of await this.rules()) hashes[rule] = await this.text(rule, 'hash');
    return hashes;
  }

  /** @param {string} kind */
  notices(kind) {
    return this.page.locator(`#notices .notice[data-kind="${kind}"]`);
  }

  /** @param {string} key name of a setting */
  control(key) {
    return this.page.locator(`[name="${key}"]`).first();
  }

  /**
   * Types a number into a setting and leaves the field.
   * @param {string} key
   * @param {string} value
   */
  async enter(key, value) {
    // Key by key: a value set from outside fires no change event in Firefox.
    await this.control(key).focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(value);
    await this.page.keyboard.press('Tab');
  }

  /** Checks that the page committed no offence. */
  async assertClean({ expectErrors = false } = {}) {
    const violations = await this.page.evaluate(
      () => /** @type {any} */ (globalThis).policyViolations,
    );
    assert.deepEqual(violations, [], 'content security policy');
    const { origin } = new URL(this.url);
    const foreign = this.requests.filter(
      (url) => !url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url),
    );
    assert.deepEqual(foreign, [], 'requests to other origins');
    // The browser itself reports missing files; errors that the page throws always count.
    const errors = this.errors.filter(
      (text) => (!expectErrors || text.startsWith('uncaught')) && !CUT_SHORT.test(text),
    );
    assert.deepEqual(errors, [], 'errors and warnings in the console');
  }
}
