/** Rescalings of twins by hand, as a link and the engine spell them: `step:layer:unit:log2`. */

import { orbitUnits } from './networks.js';
import { isDecimal, readWhole } from './numbers.js';

/** @typedef {import('./state.js').Catalog} Catalog */
/** @typedef {{step: number, layer: number, unit: number, log2: number}} ByHand unit −1: all units */

/** @param {ByHand[]} rescalings */
export function spellRescalings(rescalings) {
  return rescalings
    .map(({ step, layer, unit, log2 }) => `${step}:${layer}:${unit < 0 ? 'all' : unit}:${log2}`)
    .join(',');
}

/**
 * Sorts by step, layer and unit, so that equal rescalings make equal lists.
 * @param {ByHand} one
 * @param {ByHand} other
 */
const byPlace = (one, other) =>
  one.step - other.step || one.layer - other.layer || one.unit - other.unit;

/**
 * Reads rescalings, and leaves out those with log2 = 0.
 * @param {string} text
 * @param {Catalog} catalog
 * @returns {{rescalings: ByHand[]} | {message: string}}
 */
export function readRescalings(text, { byHand: { rescalings: most, doublings: mostDoublings } }) {
  const refusal = {
    message:
      'must be step:layer:unit:log2 (unit a number or all, layers and units counted 0, 1, …, ' +
      `log2 at most ${mostDoublings} either way), in order of steps, each place once, at most ${most}, not “${text}”.`,
  };
  const entries = text === '' ? [] : text.split(',');
  const rescalings = entries.map(readRescaling);
  const isSound = rescalings.every(
    ({ step, layer, unit, log2 }, at) =>
      step >= (rescalings[at - 1]?.step ?? 0) &&
      layer >= 0 &&
      unit >= -1 &&
      Math.abs(log2) <= mostDoublings,
  );
  const places = new Set(rescalings.map(({ step, layer, unit }) => `${step}:${layer}:${unit}`));
  if (!isSound || places.size < entries.length || entries.length > most) return refusal;
  return { rescalings: rescalings.filter(({ log2 }) => log2 !== 0).sort(byPlace) };
}

/**
 * @param {string} text
 * @returns {ByHand} with NaN for a part that is no number
 */
function readRescaling(text) {
  const [step = '', layer = '', unit = '', log2 = '', more] = text.split(':');
  return {
    step: readWhole(step),
    layer: readWhole(layer),
    unit: unit === 'all' ? -1 : readWhole(unit),
    log2: isDecimal(log2) && more === undefined ? Number(log2) : Number.NaN,
  };
}

/**
 * The rescalings whose layer and neuron the network has; without a twin, no rescalings.
 * @param {import('./settings.js').Values} values
 * @param {ByHand[]} rescalings
 * @param {Catalog} catalog
 */
export function fittingIn(values, rescalings, catalog) {
  if (values.twin === 'off') return [];
  const units = orbitUnits(values, catalog);
  return rescalings.filter(({ layer, unit }) => unit < (units[layer] ?? -1));
}

/**
 * Adds a rescaling to the list, in place of an earlier rescaling of the same place and step; with
 * log2 = 0 it only removes the earlier rescaling.
 * @param {ByHand[]} rescalings
 * @param {ByHand} wanted
 */
export function withRescaling(rescalings, wanted) {
  const kept = rescalings.filter(
    ({ step, layer, unit }) =>
      step < wanted.step ||
      (step === wanted.step && (layer !== wanted.layer || unit !== wanted.unit)),
  );
  return wanted.log2 === 0 ? kept : [...kept, wanted].sort(byPlace);
}

/**
 * log2 of the factor by which rescalings before a step have multiplied a place.
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
