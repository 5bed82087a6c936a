/** Answers questions that need no run and no data. */

/** @typedef {import('../protocol.js').Question} Question */
/** @typedef {import('../protocol.js').CheckResult} CheckResult */
/**
 * @typedef {Pick<typeof import('../../generated/scale_drift.js'), 'landscape_path' | 'check_gradient' |
 *   'check_invariance' | 'golden' | 'multiply_adds'>} Answerer
 */

/** The clock may tick only once a millisecond, so a measurement needs windows of this length. */
const WINDOW_MS = 250;
const WINDOWS = 9;
/** One round is 13 products and 13 sums of four numbers. */
const OPERATIONS_A_ROUND = 13 * 4 * 2;

/**
 * Billions of operations a second. The best window counts, because other work slowed the others.
 * @param {Answerer['multiply_adds']} multiplyAdds
 * @param {() => number} now
 */
export function peak(multiplyAdds, now) {
  let rounds = 1 << 16;
  let best = 0;
  for (let window = 0; window < WINDOWS; ) {
    const began = now();
    multiplyAdds(rounds);
    const took = now() - began;
    if (took < WINDOW_MS) {
      rounds = Math.ceil(rounds * Math.min(16, (1.2 * WINDOW_MS) / Math.max(took, 1)));
      continue;
    }
    window += 1;
    best = Math.max(best, (rounds * OPERATIONS_A_ROUND) / took / 1e6);
  }
  return best;
}

/**
 * @param {Answerer} engine
 * @param {Question} question
 * @param {() => number} now
 * @returns {Float64Array | CheckResult}
 */
export function answer(engine, question, now) {
  if (question.what === 'landscape') {
    const { rule, w1, w2, rate, steps } = question;
    return Float64Array.from(engine.landscape_path(rule, w1, w2, rate, steps));
  }
  const numbers = (/** @type {ArrayLike<number>} */ list) => ({
    numbers: Float64Array.from(list),
    text: '',
  });
  const { part, rule = '' } = question;
  if (part === 'gradient') return numbers(engine.check_gradient());
  if (part === 'invariance') return numbers([engine.check_invariance(rule)]);
  if (part === 'golden') return { numbers: new Float64Array(0), text: engine.golden() };
  return numbers([peak(engine.multiply_adds, now)]);
}
