// How many tests passed and failed, and what the failed tests said, read from the output of the test
// runners.

/**
 * @typedef {{passed: number, failed: number}} Counts
 */

/**
 * Cargo and wasm-bindgen's runner print one line of totals for each test program.
 * @param {string} output
 * @returns {Counts}
 */
export function countRust(output) {
  return add(output.matchAll(/test result: \w+\. (\d+) passed; (\d+) failed/g));
}

/**
 * Node's test runner ends with a list of totals. A cancelled test did not pass.
 * @param {string} output
 * @returns {Counts}
 */
export function countNode(output) {
  const total = (/** @type {string} */ word) =>
    [...output.matchAll(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, 'gm'))].reduce(
      (sum, [, number]) => sum + Number(number),
      0,
    );
  return { passed: total('pass'), failed: total('fail') + total('cancelled') };
}

/** More lines of one suite would push the failures of other suites out of a log's last part. */
const MOST_LINES = 60;

/**
 * What a runner says about the tests that failed, from its own list of failures. A program that ended
 * without such a list (a compile error, a crash) says why in its last lines.
 * @param {string} output
 */
export function failuresIn(output) {
  const lines = output.trimEnd().split('\n');
  const list = lines.findIndex((line) => line === '✖ failing tests:' || line === 'failures:');
  return (list < 0 ? lines.slice(-MOST_LINES) : lines.slice(list + 1, list + 1 + MOST_LINES))
    .join('\n')
    .trim();
}

/**
 * @param {Iterable<RegExpMatchArray>} lines
 * @returns {Counts}
 */
function add(lines) {
  const counts = { passed: 0, failed: 0 };
  for (const [, passed, failed] of lines) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
  }
  return counts;
}
