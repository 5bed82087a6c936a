/** Answers what needs no run and no data: paths in the landscape, and the engine's checks of itself. */

/** @typedef {import('./protocol.js').Question} Question */
/** @typedef {import('./protocol.js').Reply} Reply */

/**
 * What is asked; the engine's module has it, and so has a test's stand-in.
 * @typedef {Pick<typeof import('../generated/scale_drift.js'), 'landscape_path' |
 *   'check_gradient' | 'check_invariance' | 'golden' | 'multiply_adds'>} Asked
 * @typedef {{now: () => number, rest: () => Promise<void>}} Clock
 *   rest: shows life and lets messages be heard
 */

/** Of `multiply_adds`: 13 chains of four floats, a product and a sum each. */
const OPERATIONS_A_ROUND = 13 * 4 * 2;
/** Windows, and how long each is at least: clocks of workers tick in milliseconds. */
const WINDOWS = 9;
const WINDOW_MS = 250;

/**
 * @param {Asked} engine
 * @param {Question} asked
 * @param {Clock} clock
 * @returns {Promise<Reply>}
 */
export async function ask(engine, asked, clock) {
  if (asked.question === 'landscape') {
    const paths = asked.paths.map(({ rule, w1, w2, rate, steps }) =>
      engine.landscape_path(rule, w1, w2, rate, steps),
    );
    return { question: 'landscape', paths };
  }
  if (asked.check === 'gradient') {
    return { question: 'check', check: 'gradient', slopes: engine.check_gradient() };
  }
  if (asked.check === 'invariance') {
    const { rule } = asked;
    return { question: 'check', check: 'invariance', rule, gap: engine.check_invariance(rule) };
  }
  if (asked.check === 'golden') {
    const [found, recorded] = engine.golden().split(' ');
    return { question: 'check', check: 'golden', found, recorded };
  }
  return { question: 'check', check: 'peak', gigaflops: await peak(engine, clock) };
}

/**
 * The best of several windows, after one to warm up.
 * @param {Asked} engine
 * @param {Clock} clock
 */
async function peak(engine, { now, rest }) {
  let rounds = 10_000;
  let best = 0;
  for (let window = 0; window <= WINDOWS; ) {
    const before = now();
    engine.multiply_adds(rounds);
    const milliseconds = now() - before;
    await rest();
    if (milliseconds < WINDOW_MS) {
      rounds *= 2;
      continue;
    }
    if (window > 0) best = Math.max(best, (rounds * OPERATIONS_A_ROUND) / milliseconds / 1e6);
    window += 1;
  }
  return best;
}
