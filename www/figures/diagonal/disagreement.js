/** Says on how many images network and twin disagree. */
import { formatInteger } from '../../words/format.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */

/**
 * The number of the last test; before the first test, and in the past, the number on the images
 * whose outputs are drawn.
 * @param {Pick<LaneRecord, 'test' | 'hasTwin' | 'isOver' | 'inspection'>} lane
 * @param {number | null} [moment] the moment that the visitor looks back to; null: now
 */
export function disagreementText({ test, hasTwin, isOver, inspection }, moment = null) {
  if (!hasTwin || isOver) return '';
  const logits = inspection.at(moment).logits?.numbers;
  const isTested = moment === null && test?.disagreed !== undefined;
  if (!isTested && !logits) return '';
  const [count, of, kind] = isTested
    ? [test.disagreed, test.of, 'test']
    : [logits?.disagreed, logits?.images, 'training'];
  return `twins disagree on ${formatInteger(Number(count))} of ${formatInteger(Number(of))} ${kind} images`;
}
