/** Describes the diagonal in words. */
import { backText } from '../../run/moment.js';
import { formatInteger } from '../../words/format.js';
import { gapText, nowOf } from '../../words/phrases.js';
import { disagreementText } from './disagreement.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../../worker/protocol.js').Logits} Logits */

/**
 * How far the outputs of the twins are apart; NaN without a twin.
 * @param {Pick<Logits, 'network' | 'twin'>} logits
 * @returns {{largest: number, equal: number}} equal: the number of outputs that are the same to the
 *   last bit
 */
export function distancesOf({ network, twin }) {
  if (!twin) return { largest: Number.NaN, equal: Number.NaN };
  let largest = 0;
  let equal = 0;
  network.forEach((output, at) => {
    const difference = Math.abs(output - twin[at]);
    // Math.max would make one NaN of all.
    if (difference > largest) largest = difference;
    if (difference === 0) equal += 1;
  });
  return { largest, equal };
}

/** @param {LaneRecord} lane @param {number | null} moment */
function laneText(lane, moment) {
  const { isSilent, inspection } = lane;
  if (isSilent && moment === null) return `${lane.label} gives every image the same answer`;
  const logits = inspection.at(moment).logits?.numbers;
  return nowOf({ label: lane.label, end: moment === null ? lane.end : '' }, () => {
    const largest = gapText(
      distancesOf(logits ?? { network: new Float32Array(0), twin: null }).largest,
    );
    return `${largest}, ${disagreementText(lane, moment)}`;
  });
}

/**
 * The largest difference and the disagreements of every lane with a twin.
 * @param {{lanes: LaneRecord[], moment: number | null}} view
 */
export function diagonalText({ lanes, moment }) {
  const known = lanes.filter(({ inspection }) => inspection.at(moment).logits?.numbers?.twin);
  if (known.length === 0) return 'No numbers yet.';
  const steps = known.map(({ inspection }) => inspection.at(moment).logits?.step ?? 0);
  const parts = known.map((lane) => laneText(lane, moment)).join('; ');
  return `${backText(moment, ...steps) || 'Now: '}largest difference ${parts}.`;
}

/**
 * What the figure is about; the number of images is the engine's.
 * @param {{lanes: LaneRecord[]}} view
 */
export function noteText({ lanes }) {
  const images = lanes[0]?.inspection.latest.logits?.numbers?.images;
  const on = images ? ` for ${formatInteger(images)} training images` : '';
  return `each dot is one output before softmax (logit)${on}: network across, twin up; on the line they agree`;
}
