// What every worker of the bench does with a request, whatever it times.

/**
 * @typedef {{type: 'list'} | {type: 'time', index: number, milliseconds: number}
 *   | {type: 'memory', index: number}} Request
 *
 * @typedef {{answer: unknown, error?: undefined} | {error: string}} Reply
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {number} flops in one pass; 0 where they are not counted
 *
 * @typedef {object} Timed
 * @property {number} passes
 * @property {number} milliseconds for all of them
 *
 * @typedef {object} Memory of a training that has settled
 * @property {number} allocations per step
 * @property {number} gained allocated bytes that were not given back
 * @property {number} before bytes of linear memory after the first steps; natively all allocated
 * @property {number} after the same after many steps
 *
 * @typedef {object} Contestant
 * @property {Entry[]} entries
 * @property {(index: number, passes: number) => void} run
 * @property {(index: number) => Memory | null} [memory]
 */

/**
 * Makes passes for at least this long. The clock is read every few milliseconds only, because
 * in some browsers it moves once a millisecond.
 * @param {(passes: number) => void} run
 * @param {number} milliseconds
 * @returns {Timed}
 */
export function time(run, milliseconds) {
  let passes = 0;
  let chunk = 1;
  let spent = 0;
  const started = performance.now();
  while (spent < milliseconds) {
    run(chunk);
    passes += chunk;
    const now = performance.now() - started;
    if (now - spent < 5) chunk *= 2;
    spent = now;
  }
  return { passes, milliseconds: spent };
}

/** @param {() => Promise<Contestant>} start */
export function respond(start) {
  /** @type {Promise<Contestant> | undefined} */
  let starting;
  /** @param {Request} request */
  const answer = async (request) => {
    starting ??= start();
    const contestant = await starting;
    if (request.type === 'list') return contestant.entries;
    if (request.type === 'memory') return contestant.memory?.(request.index) ?? null;
    const { index, milliseconds } = request;
    return time((passes) => contestant.run(index, passes), milliseconds);
  };
  addEventListener('message', ({ data }) => {
    answer(data).then(
      (value) => postMessage({ answer: value }),
      (error) => postMessage({ error: String(error?.message ?? error) }),
    );
  });
}
