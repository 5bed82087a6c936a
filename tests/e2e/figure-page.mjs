// The figures of the Lab as a visitor reads them: their words, tables, pictures and saved files.

import { readCsv } from '../js/csv-cells.js';
import { save } from './saved-files.mjs';

/** @typedef {import('./lab-page.mjs').LabPage} LabPage */

export const small = 'images=400&batch=100&width=16&seed=7&autoplay=0';

/**
 * The figure of a part; its first figure, where a neuron’s page adds a figure.
 * @param {LabPage} lab
 * @param {string} id
 */
export const figure = (lab, id) => lab.page.locator(`#${id} figure`).first();

/**
 * Scrolls to a figure and waits for the wanted sentence.
 * @param {LabPage} lab
 * @param {string} id
 * @param {RegExp} [wanted] any numbers, if not given
 */
export async function look(lab, id, wanted = /\d/) {
  // Some figures load only when the visitor comes near.
  await lab.page.locator(`#${id}`).evaluate((part) => part.scrollIntoView());
  await figure(lab, id).scrollIntoViewIfNeeded();
  const sentence = figure(lab, id).locator('.chart-sentence');
  await lab.until(
    (/** @type {{id: string, pattern: string}} */ { id: own, pattern }) =>
      new RegExp(pattern).test(
        document.querySelector(`#${own} .chart-sentence`)?.textContent ?? '',
      ),
    { id, pattern: wanted.source },
    `${wanted} in the words of ${id}`,
  );
  await drawn(lab);
  return (await sentence.textContent()) ?? '';
}

/** A figure writes its words unseen too, but draws only a few frames after it enters the window. */
const FRAMES = 8;

/** @param {LabPage} lab */
const drawn = (lab) =>
  lab.page.evaluate(
    (most) =>
      new Promise((resolve) => {
        const next = (/** @type {number} */ frame) =>
          frame < most ? requestAnimationFrame(() => next(frame + 1)) : resolve(frame);
        next(0);
      }),
    FRAMES,
  );

/**
 * The number of pixels of a figure's canvas that are not empty.
 * @param {LabPage} lab
 * @param {string} id
 */
export function ink(lab, id) {
  return figure(lab, id)
    .locator('canvas')
    .evaluate((element) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const { data } = /** @type {CanvasRenderingContext2D} */ (
        canvas.getContext('2d')
      ).getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at] > 0) count += 1;
      return count;
    });
}

/**
 * Opens a figure's table and reads it.
 * @param {LabPage} lab
 * @param {string} id
 */
export async function numbers(lab, id) {
  await figure(lab, id).locator('.chart-numbers summary').click();
  await figure(lab, id).locator('tbody tr').first().waitFor();
  return figure(lab, id)
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')),
    );
}

/** @param {LabPage} lab */
export async function fewSteps(lab) {
  await lab.phase('ready|paused');
  await lab.play();
  await lab.reach(52);
  await lab.pause();
}

/**
 * @param {LabPage} lab
 * @param {string} id
 */
export async function saveText(lab, id) {
  return readCsv((await save(lab, figure(lab, id), 'CSV')).bytes.toString('utf8'));
}
