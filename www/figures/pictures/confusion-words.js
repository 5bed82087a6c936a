/** Describes the confusion matrix in words. */
import { formatInteger, formatPercent } from '../../words/format.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */

const DIGITS = 10;

/**
 * Describes the most frequent mistake in words.
 * @param {ArrayLike<number>} counts row-major, rows are truths
 */
export function mistakeText(counts) {
  let total = 0;
  let wrong = 0;
  let worst = -1;
  for (let at = 0; at < DIGITS * DIGITS; at += 1) {
    total += counts[at];
    if (at % (DIGITS + 1) === 0) continue;
    wrong += counts[at];
    if (worst < 0 || counts[at] > counts[worst]) worst = at;
  }
  const of = `${formatInteger(wrong)} of ${formatInteger(total)} images wrong`;
  if (wrong === 0) return `${of}.`;
  const [truth, answer] = [Math.floor(worst / DIGITS), worst % DIGITS];
  const times = counts[worst] === 1 ? 'once' : `${formatInteger(counts[worst])} times`;
  return `${of}; most often a ${truth} is taken for a ${answer}, ${times}.`;
}

/**
 * Describes the answers to a lane's last test; the answers to earlier tests are not kept.
 * @param {Pick<LaneRecord, 'label' | 'accuracy' | 'shown' | 'end'>} lane
 * @param {ArrayLike<number>} counts empty, or as in `mistakeText`
 */
export function confusionText({ label, accuracy, shown, end }, counts) {
  if (!accuracy) return `${label}: no test yet; they come every 50 steps and after each epoch.`;
  const reading = shown.confusion;
  if (!reading && !end) return `${label}: the answers to the last test are being fetched.`;
  // A later test may have come in the meantime.
  if (reading?.numbers && counts.length > 0) {
    return `${label}, tested at step ${formatInteger(reading.numbers[0])}: ${mistakeText(counts)}`;
  }
  const step = formatInteger(accuracy.step);
  if (end) return `${label}: the answers to its last test, at step ${step}, are not kept.`;
  return `${label}: the answers at step ${step} are not kept; the next test brings new answers.`;
}

/**
 * Describes a cell of a confusion matrix in words.
 * @param {ArrayLike<number>} counts 10 × 10, row-major, rows are truths
 * @param {number} truth
 * @param {number} answer
 */
export function cellText(counts, truth, answer) {
  const row = Array.from({ length: 10 }, (_, column) => counts[10 * truth + column]);
  const of = row.reduce((sum, count) => sum + count, 0);
  const count = row[answer];
  const are = count === 1 ? 'is' : 'are';
  const what = truth === answer ? `${are} answered rightly` : `${are} taken for a ${answer}`;
  const share = of === 0 ? '' : `, ${formatPercent(count / of)}`;
  return `${formatInteger(count)} of ${formatInteger(of)} images of a ${truth} ${what}${share}`;
}
