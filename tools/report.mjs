// Runs suites one after the other. Prints the failures, a table and a closing line at the end.

/**
 * @typedef {import('./suites.mjs').Suite} Suite
 * @typedef {{name: string, minimum: number, passed: number, failed: number, failures: string,
 *   seconds: number}} Row
 */

/**
 * What is wrong with a suite's result, or ''.
 * @param {Row} row
 */
export function complaint({ minimum, passed, failed }) {
  if (failed > 0) return 'failed';
  if (passed < minimum) return `too few tests: at least ${minimum} expected`;
  return '';
}

/**
 * The failures, the table and the closing line. A suite with too few tests counts as one failure.
 * The failures stand here again because a suite's own output is a thousand lines further up.
 * @param {Row[]} rows
 */
export function report(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map((row) => {
    const numbers = `${String(row.passed).padStart(5)} passed ${String(row.failed).padStart(4)} failed`;
    return `${row.name.padEnd(width)} ${numbers} ${row.seconds.toFixed(1).padStart(7)} s  ${complaint(row)}`.trimEnd();
  });
  const failures = rows
    .filter(({ failures }) => failures)
    .map(({ name, failures }) => `── ${name}, what failed\n${failures.trimEnd()}\n\n`);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + (complaint(row) ? Math.max(1, row.failed) : 0), 0);
  return {
    text: `${failures.join('')}${lines.join('\n')}\n\n${passed} passed, ${failed} failed`,
    failed,
  };
}

/**
 * @param {Suite[]} suites
 * @returns {Promise<Row[]>}
 */
export async function runSuites(suites) {
  /** @type {Row[]} */
  const rows = [];
  for (const { name, minimum, run } of suites) {
    console.log(`\n── ${name}`);
    const started = performance.now();
    let result = { passed: 0, failed: 1, failures: '' };
    try {
      result = await run();
    } catch (error) {
      console.error(error);
      result.failures = String(error);
    }
    rows.push({ name, minimum, ...result, seconds: (performance.now() - started) / 1000 });
  }
  return rows;
}
