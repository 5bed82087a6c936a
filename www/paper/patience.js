/** Gives up parts of the browser that do not answer: nobody waits on storage for ever. */

const LIMIT_S = 5;

/**
 * What was asked, or an error where there is no answer in time. The limit is counted second by
 * second: a computer that slept meanwhile has not waited for longer than one of them.
 * @template T
 * @param {Promise<T>} asked
 * @param {(task: () => void, ms: number) => unknown} later
 * @returns {Promise<T>}
 */
export function inTime(asked, later) {
  const silence = new Promise((_, reject) => {
    const wait = (/** @type {number} */ seconds) =>
      later(() => {
        if (seconds > 1) wait(seconds - 1);
        else reject(new Error(`it did not answer for ${LIMIT_S} seconds`));
      }, 1000);
    wait(LIMIT_S);
  });
  return Promise.race([asked, /** @type {Promise<never>} */ (silence)]);
}
