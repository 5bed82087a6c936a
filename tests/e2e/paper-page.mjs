// The paper's page as a visitor uses it.

import { readFileSync } from 'node:fs';
import { inRoot } from '../../tools/paths.mjs';
import { withLab } from './browser.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */
/** @typedef {Record<string, string[] | number>} Wanted choices by key, and numbers */

/** The runs that the native tool has recorded for this plan. */
export const RECORDED_PLAN = {
  architectures: ['arch1', 'arch2'],
  rules: ['sgd', 'un'],
  protocols: ['bold', 'exponential'],
  spreads: ['2'],
  runs: 1,
  epochs: 2,
  images: 600,
  width: 16,
};

/** Two rules, about a second for each run: enough time to act meanwhile. */
export const LONGER_PLAN = { rules: ['sgd', 'un'], runs: 4, epochs: 3, images: 6000, width: 64 };

/** @returns {string[]} in order */
export const recordedLines = () =>
  readFileSync(inRoot('tests/paper.jsonl'), 'utf8').trimEnd().split('\n').sort();

/** @param {string} line */
export const withoutTimes = (line) =>
  line.replace(
    /"seconds_per_step":[^,]+,"seconds":[^}]+/,
    '"seconds_per_step":null,"seconds":null',
  );

export class PaperPage {
  /** @param {LabPage} lab */
  constructor(lab) {
    this.lab = lab;
    this.page = lab.page;
  }

  /** @param {string} status or several with `|` between */
  status(status) {
    return this.lab.until(
      (/** @type {string} */ wanted) =>
        wanted.split('|').includes(document.body.dataset.status ?? ''),
      status,
      `status ${status}`,
    );
  }

  /** @param {Wanted} plan */
  async choose(plan) {
    for (const [key, value] of Object.entries(plan)) {
      if (typeof value === 'number') await this.lab.enter(key, String(value));
      else {
        for (const box of await this.page.locator(`input[name="${key}"]`).all()) {
          await box.setChecked(value.includes((await box.getAttribute('value')) ?? ''));
        }
      }
    }
  }

  /** @param {string} id */
  press(id) {
    return this.page.locator(`#${id}`).click();
  }

  /** @param {number} runs finished at least */
  finished(runs) {
    return this.lab.until(
      (/** @type {number} */ wanted) =>
        Number(/(\d+) of/.exec(document.querySelector('#status')?.textContent ?? '')?.[1]) >=
        wanted,
      runs,
      `${runs} finished runs`,
    );
  }

  /** @param {string} id */
  async text(id) {
    return (await this.page.locator(`#${id}`).textContent()) ?? '';
  }

  /** The lines that the browser keeps, in order. */
  async kept() {
    /** @type {string[]} */
    const lines = await this.page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open(
            `scale-drift-paper ${new URL('.', document.baseURI).pathname}`,
          );
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const all = opening.result.transaction('runs').objectStore('runs').getAll();
            all.onsuccess = () => {
              opening.result.close();
              resolve(all.result);
            };
          };
        }),
    );
    return lines.sort();
  }

  /** The cells of this browser's own results, row by row. */
  rows() {
    return this.page
      .locator('#tables tr[data-rule]')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')),
      );
  }
}

/**
 * @param {Parameters<typeof withLab>[0]} options
 * @param {(paper: PaperPage, lab: LabPage, server: import('../../tools/serve.mjs').StaticServer) => Promise<void>} body
 */
export const withPaper = (options, body) =>
  withLab({ path: 'paper/', ...options }, async (lab, server) => {
    const paper = new PaperPage(lab);
    await paper.status('idle|interrupted|elsewhere');
    await body(paper, lab, server);
  });
