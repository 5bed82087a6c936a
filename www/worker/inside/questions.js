/** Answers questions that need no run and no data. */

/**
 * @typedef {{question: 'landscape', rule: string, w1: number, w2: number, rate: number,
 *   steps: number}} LandscapeQuestion
 * @typedef {{question: 'check', part: 'gradient' | 'invariance' | 'golden' | 'peak',
 *   rule?: string}} CheckQuestion
 * @typedef {LandscapeQuestion | CheckQuestion} Question
 * @typedef {{numbers: Float64Array, text: string}} Reply
 * @typedef {Pick<typeof import('../../generated/scale_drift.js'), 'landscape_path' | 'check_gradient' |
 *   'check_invariance' | 'golden' | 'multiply_adds'>} Answerer
 */

/** A clock that ticks once a millisecond needs windows of this length. */
const WINDOW_MS = 250;
const WINDOWS = 9;
/** One round is 13 products and 13 sums of four numbers. */
const OPERATIONS_A_ROUND = 13 * 4 * 2;

/**
 * Billions of operations a second: the best window counts, because all others were disturbed.
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
 * @returns {Reply}
 */
export function answer(engine, question, now) {
  const numbers = (/** @type {ArrayLike<number>} */ list) => ({
    numbers: Float64Array.from(list),
    text: '',
  });
  if (question.question === 'landscape') {
    const { rule, w1, w2, rate, steps } = question;
    return numbers(engine.landscape_path(rule, w1, w2, rate, steps));
  }
  const { part, rule = '' } = question;
  if (part === 'gradient') return numbers(engine.check_gradient());
  if (part === 'invariance') return numbers([engine.check_invariance(rule)]);
  if (part === 'golden') return { numbers: new Float64Array(0), text: engine.golden() };
  return numbers([peak(engine.multiply_adds, now)]);
}
