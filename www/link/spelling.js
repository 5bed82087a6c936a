/** Spells the state as the page's hash, and as the run spec that the engine reads. */
import { spellChanges, spellLane, spellLaneChanges } from './lane-choice.js';
import { isRead, usualValue } from './networks.js';
import { spellRescalings } from './rescaling.js';

/** @typedef {import('./state.js').Catalog} Catalog */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./lane-choice.js').LaneChoice} LaneChoice */

/**
 * Spells what differs from the defaults, always in the same order: equal runs have equal links.
 * @param {State} state
 * @param {Catalog} catalog
 * @param {boolean} [isWhole] spells the defaults too, for a link that is kept: defaults may change
 */
export function formatHash(state, catalog, isWhole = false) {
  const parts = [];
  const lanes = state.lanes.map((lane) => spellLane(lane, catalog, isWhole)).join(',');
  if (isWhole || lanes !== catalog.defaults.rules.join(',')) parts.push(`lanes=${lanes}`);
  for (const setting of catalog.settings) {
    const { key } = setting;
    const value = state.values[key];
    const usual = usualValue(setting, state.values, catalog);
    if ((isWhole && isRead(setting, state.values)) || value !== usual)
      parts.push(`${key}=${encodeURIComponent(value)}`);
  }
  const changes = spellChanges(state.lanes, catalog);
  if (changes !== '') parts.push(`changes=${changes}`);
  if (state.rescalings.length > 0) parts.push(`rescalings=${spellRescalings(state.rescalings)}`);
  if (state.budget) parts.push(`stop=${state.budget.kind}:${state.budget.value}`);
  if (state.speed !== catalog.defaults.speed) parts.push(`speed=${state.speed}`);
  if (!state.autoplay) parts.push('autoplay=0');
  return parts.length === 0 ? '' : [`v=${catalog.link.version}`, ...parts].join('&');
}

/**
 * The whole spec of one lane's run, defaults included: a later version, with other defaults, must
 * read the same run from it.
 * @param {State} state
 * @param {LaneChoice} lane
 */
export function runSpec(state, lane) {
  const values = { ...state.values, ...lane.values };
  const parts = Object.entries(values).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  parts.push(`rule=${lane.rule}`);
  const changes = spellLaneChanges(lane);
  if (changes.length > 0) parts.push(`changes=${changes.join(',')}`);
  if (state.rescalings.length > 0) parts.push(`rescalings=${spellRescalings(state.rescalings)}`);
  return parts.join('&');
}
