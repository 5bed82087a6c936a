// A failure that the user can repair: it says what is wrong, and the remedy. Every other error is a bug
// in the tools and keeps its stack.

export class Failure extends Error {
  /**
   * @param {string} problem
   * @param {string} [remedy]
   */
  constructor(problem, remedy) {
    super(remedy ? `${problem}\n  ${remedy.replaceAll('\n', '\n  ')}` : problem);
    this.name = 'Failure';
  }
}

/**
 * Runs a command-line program's body and turns an error into a message and an exit code.
 * @param {() => Promise<void>} body
 */
export async function runAsProgram(body) {
  try {
    await body();
  } catch (error) {
    const text =
      error instanceof Failure ? error.message : error instanceof Error ? error.stack : error;
    console.error(`\nFailed: ${text}`);
    process.exitCode = 1;
  }
}
