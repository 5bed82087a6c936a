/** How fast a kernel that never leaves the registers is here: what a step can be compared with. */

/** Operations in one round of the engine's kernel: 13 chains of a product and a sum of 4 floats. */
const OPERATIONS = 13 * 2 * 4;
/** Clocks of workers tick in whole milliseconds in some browsers, so no window is shorter. */
const WINDOW_MS = 250;
const WINDOWS = 9;
const MOST_ROUNDS = 2 ** 31;

/**
 * @param {(rounds: number) => unknown} multiplyAdds
 * @param {() => number} now milliseconds
 * @returns {number} the best of several windows, in operations per nanosecond (GFLOP/s)
 */
export function measurePeak(multiplyAdds, now) {
  const time = (/** @type {number} */ rounds) => {
    const before = now();
    multiplyAdds(rounds);
    return now() - before;
  };
  // Finds the length of a window, and lets the browser compile the kernel at its best meanwhile.
  let rounds = 2 ** 16;
  while (time(rounds) < WINDOW_MS && rounds < MOST_ROUNDS) rounds *= 2;
  const times = Array.from({ length: WINDOWS }, () => time(rounds));
  return (rounds * OPERATIONS) / (1e6 * Math.min(...times));
}
