/** The tests of a history, as a line chart and its table want them. */
import { Trace } from '../../run/trace.js';

/** @typedef {import('../../run/history.js').History} History */

/** Between epochs only so many images are tested. */
const FIRST = 1000;
/** Columns of a history's tests; drawn: 1 where a line has the test. */
export const TEST = { images: 0, error: 1, twin: 2, drawn: 3 };

/**
 * Every test that is kept, once, at its own step: entries repeat the last one until the next. Tests
 * on more and on fewer images differ by the choice of images, so that one line of both would be a
 * saw: those on all images are drawn as soon as there are two, before that the more frequent ones.
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
