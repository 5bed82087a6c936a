/** The state, spelled out: as the page's hash, and as the run spec that the engine reads. */

/** @typedef {import('./state.js').Catalog} Catalog */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./state.js').RateChange} RateChange */

/** @param {RateChange[]} changes */
function spellChanges(changes) {
  return changes.map((change) => `${change.step}:${change.rate}`).join(',');
}

/**
 * Only what differs from the defaults, always in the same order, so that equal runs have equal links.
 * @param {State} state
 * @param {Catalog} catalog
 */
export function formatHash(state, catalog) {
  const parts = [];
  if (state.rules.join(',') !== catalog.defaults.rules.join(',')) {
    parts.push(`rules=${state.rules.join(',')}`);
  }
  for (const { key, default: usual } of catalog.settings) {
    if (state.values[key] !== usual) parts.push(`${key}=${encodeURIComponent(state.values[key])}`);
  }
  if (state.changes.length > 0) parts.push(`changes=${spellChanges(state.changes)}`);
  if (!state.autoplay) parts.push('autoplay=0');
  return parts.join('&');
}

/**
 * The whole spec of one lane's run, defaults included: a spec must mean the same in a later version
 * whose defaults have moved.
 * @param {State} state
 * @param {string} rule
 */
export function runSpec(state, rule) {
  const parts = Object.entries(state.values).map(
    ([key, value]) => `${key}=${encodeURIComponent(value)}`,
  );
  parts.push(`rule=${rule}`);
  if (state.changes.length > 0) parts.push(`changes=${spellChanges(state.changes)}`);
  return parts.join('&');
}
