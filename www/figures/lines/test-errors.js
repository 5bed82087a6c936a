/** Collects the tests of a history for a line chart and its table. */
import { Trace } from '../../run/trace.js';

/** @typedef {import('../../run/history.js').History} History */

/** The number of images in a test between epochs. */
const FIRST = 1000;
/** Columns of a test; drawn: 1 if the line shows the test, else 0. */
export const TEST = { images: 0, error: 1, twin: 2, drawn: 3 };

/**
 * Lists every kept test once, at its own step, because the entries of a history repeat a test until
 * the next test. Tests on more and on fewer images differ by the choice of images, so a line of
 * both kinds would be a saw. Tests on all images are drawn as soon as there are two; before that,
 * the more frequent kind is drawn.
 * @param {History} history
 */
export function testsOf({ length, testStep, testImages, accuracy, twinAccuracy }) {
  /** @type {{step: number, images: number, errors: number[]}[]} */
  const kept = [];
  for (let at = 0; at < length; at += 1) {
    const images = testImages[at];
    const errors = [accuracy, twinAccuracy].map(
      (shares) => Math.round((1 - shares[at]) * images) / images,
    );
    const last = kept[kept.length - 1]?.step ?? -1;
    if (testStep[at] > last) kept.push({ step: testStep[at], images, errors });
  }
  const all = kept.filter(({ images }) => images > FIRST).length;
  const isOfAll = all > 1 || 2 * all >= kept.length;
  const tests = new Trace(4, length);
  for (const { step, images, errors } of kept) {
    tests.append(step, [images, ...errors, Number(images > FIRST === isOfAll)]);
  }
  return tests;
}
