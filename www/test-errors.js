/** The tests of a history, as a line chart and its table want them. */
import { Trace } from './trace.js';

/** @typedef {import('./history.js').History} History */

/** Columns of a history's tests. */
export const TEST = { images: 0, error: 1 };

/**
 * Every test that is kept, once, at its own step: entries repeat the last one until the next.
 * @param {History} history
 */
export function testsOf({ length, testStep, testImages, accuracy }) {
  const tests = new Trace(2, length);
  for (let at = 0; at < length; at += 1) {
    const images = testImages[at];
    const wrong = Math.round((1 - accuracy[at]) * images);
    if (testStep[at] > tests.lastStep) tests.append(testStep[at], [images, wrong / images]);
  }
  return tests;
}
