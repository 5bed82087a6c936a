// How many tests passed and failed, read from what the test runners print.

/**
 * @typedef {{passed: number, failed: number}} Counts
 */

/**
 * Cargo, and wasm-bindgen's runner, print one such line for each test program.
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
