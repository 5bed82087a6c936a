/** Spells a unit of work as the engine reads it: `key=value&…`. */

/** @param {import('../protocol.js').Assignment} assignment its known lines travel separately */
export function spellAssignment({ cell, extent, seed, protocols }) {
  const values = { ...cell, ...extent, seed, protocols: protocols.join(',') };
  return Object.entries(values)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
