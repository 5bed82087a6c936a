/** Reads off the engine what a page wants to see of a run, and nothing else. */

/** @typedef {import('./protocol.js').Wants} Wants */
/** @typedef {import('./protocol.js').Inspection} Inspection */

/**
 * What is read; the Trainer has it, and so has a test's stand-in.
 * @typedef {{preview: (layer: number, unit: number) => Float64Array}} Inspected
 */

/**
 * @param {Inspected} engine
 * @param {Wants} wants
 * @returns {Inspection} under the same names; its arrays are its own, and can be transferred
 */
export function inspect(engine, wants) {
  /** @type {Inspection} */
  const seen = {};
  if (wants.preview) seen.preview = engine.preview(wants.preview.layer, wants.preview.unit);
  return seen;
}
