/** Rescalings of the twins by hand, as a link and the engine spell them: `step:layer:unit:log2`. */

import { isNormalized } from './settings.js';

/** @typedef {{step: number, layer: number, unit: number, log2: number}} ByHand unit −1: all of the layer */

export const MOST_RESCALINGS = 32;
/** Doublings or halvings that one rescaling may have. */
export const MOST_DOUBLINGS = 20;

/** @param {ByHand[]} rescalings */
export function spellRescalings(rescalings) {
  return rescalings
    .map(({ step, layer, unit, log2 }) => `${step}:${layer}:${unit < 0 ? 'all' : unit}:${log2}`)
    .join(',');
}

/**
 * @param {string} text
 * @returns {{rescalings: ByHand[]} | {message: string}}
 */
export function readRescalings(text) {
  const refusal = {
    message:
      'must be step:layer:unit:log2 (unit a number or all, layers and units counted 0, 1, …, ' +
      `log2 at most ${MOST_DOUBLINGS} either way) in order of steps, at most ${MOST_RESCALINGS}, not “${text}”.`,
  };
  const rescalings = [];
  let last = 0;
  for (const one of text.split(',')) {
    const [step, layer, unit, log2, more] = one.split(':');
    const isWhole = /^\d{1,9}$/.test(step) && /^\d$/.test(layer) && /^(all|\d{1,4})$/.test(unit);
    const isNumber = /^-?\d{1,2}(\.\d{1,3})?$/.test(log2);
    if (!isWhole || !isNumber || more !== undefined || Number(step) < last) return refusal;
    if (Math.abs(Number(log2)) > MOST_DOUBLINGS || rescalings.length === MOST_RESCALINGS)
      return refusal;
    last = Number(step);
    const place = unit === 'all' ? -1 : Number(unit);
    rescalings.push({ step: last, layer: Number(layer), unit: place, log2: Number(log2) });
  }
  return { rescalings };
}

/**
 * Those whose layer and neuron the network has; none without a twin.
 * @param {import('./settings.js').Values} values
 * @param {ByHand[]} rescalings
 */
export function fittingIn(values, rescalings) {
  if (values.twin === 'off') return [];
  // Pooled neurons share their factor, unless each is normalized by itself.
  const width = Number(values.width);
  const units = isNormalized({ values }) ? width : width / Number(values.group);
  return rescalings.filter(({ layer, unit }) => layer < Number(values.depth) && unit < units);
}

/**
 * The list with one more entry; one for the same place and step is replaced, and log2 = 0 is none.
 * @param {ByHand[]} rescalings
 * @param {ByHand} wanted
 */
export function withRescaling(rescalings, wanted) {
  const kept = rescalings.filter(
    ({ step, layer, unit }) =>
      step < wanted.step ||
      (step === wanted.step && (layer !== wanted.layer || unit !== wanted.unit)),
  );
  return wanted.log2 === 0 ? kept : [...kept, wanted];
}

/**
 * log2 of what rescalings by hand have multiplied a place by, made before a step.
 * @param {ByHand[]} rescalings
 * @param {{layer: number, unit: number}} place
 * @param {number} [before]
 */
export function doublings(rescalings, place, before = Number.POSITIVE_INFINITY) {
  return rescalings
    .filter(
      ({ layer, unit, step }) => layer === place.layer && unit === place.unit && step < before,
    )
    .reduce((sum, { log2 }) => sum + log2, 0);
}
