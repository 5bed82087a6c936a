/** What the engine can be asked without a run and without data. */
import {
  check_gradient,
  check_invariance,
  golden,
  landscape_path,
  multiply_adds,
} from '../generated/scale_drift.js';
import { measurePeak } from './peak.js';

/** @typedef {import('./protocol.js').AskRequest} AskRequest */

/**
 * @param {AskRequest} request
 * @returns {{numbers: Float64Array, text: string}}
 */
export function answer(request) {
  if (request.question === 'landscape') {
    const { rule, w1, w2, rate, steps } = request;
    return { numbers: landscape_path(rule, w1, w2, rate, steps), text: '' };
  }
  if (request.part === 'golden') return { numbers: new Float64Array(0), text: golden() };
  return { numbers: numbersOf(request), text: '' };
}

/** @param {import('./protocol.js').CheckQuestion} request */
function numbersOf({ part, rule = '' }) {
  if (part === 'gradient') return check_gradient();
  if (part === 'invariance') return Float64Array.of(check_invariance(rule));
  return Float64Array.of(measurePeak(multiply_adds, () => performance.now()));
}
