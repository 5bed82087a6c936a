/**
 * Checks settings against their table. The table comes from the engine's catalogue, so page and
 * engine cannot disagree about limits.
 */

import { isDecimal, isInteger } from './numbers.js';
import { readStages } from './stages.js';

/**
 * @typedef {{key: string, label: string, kind: 'integer'|'number'|'choice'|'stages',
 *   minimum?: number, maximum?: number, exclusiveMinimum?: boolean,
 *   choices?: {value: string, label: string}[], stages?: import('./stages.js').StageLimits,
 *   default: number|string, unit: string, networks: string[], restarts: boolean, help: string}} Setting
 *   networks: the kinds of network that read the setting
 * @typedef {Record<string, number|string>} Values
 * @typedef {{key: string, message: string}} Problem
 */

/**
 * Whether the network has batch normalization.
 * @param {{values: Values}} state
 */
export function isNormalized({ values }) {
  return values.architecture === 'arch2';
}

/** @param {Setting} setting */
export function rangeText(setting) {
  if (setting.kind === 'choice') {
    return `one of ${(setting.choices ?? []).map((choice) => choice.value).join(', ')}`;
  }
  if (setting.kind === 'stages') {
    const { most = 0, filters = 0 } = setting.stages ?? {};
    return `1 to ${most} stages such as 8:3:max, each of at most ${filters} filters`;
  }
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = setting;
  const noun = setting.kind === 'integer' ? 'a whole number' : 'a number';
  if (setting.exclusiveMinimum) return `${noun} above ${minimum} and at most ${maximum}`;
  return `${noun} from ${minimum} to ${maximum}`;
}

/**
 * What a field says of a text that it cannot take.
 * @param {string} range in words
 * @param {string | number} kept value of the setting
 */
export const refusalText = (range, kept) => `Needs ${range}; the run keeps ${kept}.`;

/**
 * Checks one value against its row of the table.
 * @param {Setting} setting
 * @param {string} text
 * @returns {{value: number|string} | {message: string, nearest?: number}} nearest: the nearest
 *   allowed number when the text spells a number out of range
 */
export function readValue(setting, text) {
  const refusal = { message: `${setting.label} must be ${rangeText(setting)}, not “${text}”.` };
  if (setting.kind === 'choice') {
    const known = (setting.choices ?? []).some((choice) => choice.value === text);
    return known ? { value: text } : refusal;
  }
  if (setting.stages) {
    const read = readStages(text, setting.stages);
    return 'stages' in read ? { value: text } : { message: `${refusal.message} (${read.message})` };
  }
  const isSpelled = setting.kind === 'integer' ? isInteger(text) : isDecimal(text);
  if (!isSpelled) return refusal;
  const value = Number(text);
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = setting;
  // The engine reads no whole number with a minus sign, not even −0.
  const isBelow = value < minimum || (setting.kind === 'integer' && text.startsWith('-'));
  const low = setting.exclusiveMinimum ? value <= minimum : isBelow;
  if (value > maximum) return { ...refusal, nearest: maximum };
  // Adding 0 removes the sign of −0.
  if (!low) return { value: value + 0 };
  return setting.exclusiveMinimum ? refusal : { ...refusal, nearest: minimum };
}
