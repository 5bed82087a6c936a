/** What a unit of work is, as the engine reads it: `key=value&…`. */

/** @param {import('../protocol.js').Assignment} assignment without the lines of what is known */
export function spellAssignment({ cell, extent, seed, protocols }) {
  const values = { ...cell, ...extent, seed, protocols: protocols.join(',') };
  return Object.entries(values)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
