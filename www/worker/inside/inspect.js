/** Reads from the engine the parts of a run that a page wants to see, and no other parts. */

/** @typedef {import('../protocol.js').Wants} Wants */
/** @typedef {import('../protocol.js').Inspection} Inspection */

/**
 * The methods that an inspection calls; the Trainer has them, and so has a test's stand-in.
 * @typedef {Pick<import('../../generated/scale_drift.js').Trainer, 'charges' | 'effective_rates' | 'confusion' |
 *   'integer_bits' | 'probe_logits' | 'filters' | 'unit_range' | 'preview' | 'predict'>} Inspected
 */

/**
 * @param {Inspected} engine
 * @param {Wants} wants
 * @returns {Inspection} with the names in `wants`; nobody else uses its arrays, so they can be
 *   transferred: `transferable` lists their memory
 */
export function inspect(engine, wants) {
  const { filters, twinFilters, unit, preview, prediction } = wants;
  /** @type {Inspection} */
  const seen = {};
  if (wants.charges) seen.charges = engine.charges();
  if (wants.effectiveRates) seen.effectiveRates = engine.effective_rates();
  if (wants.confusion) seen.confusion = engine.confusion();
  if (wants.bits) seen.bits = engine.integer_bits();
  if (wants.logits) seen.logits = logitsOf(engine.probe_logits());
  if (filters) seen.filters = rows(engine, filters, false);
  if (twinFilters) seen.twinFilters = rows(engine, twinFilters, true);
  if (unit) seen.unit = engine.unit_range(unit.layer, unit.unit);
  if (preview) seen.preview = previewOf(engine, preview);
  if (prediction) seen.prediction = engine.predict(prediction);
  return seen;
}

/**
 * Names the engine's numbers, which come in one array.
 * @param {Float32Array} numbers
 * @returns {import('../protocol.js').Logits}
 */
function logitsOf(numbers) {
  const [networks, images, disagreed] = numbers;
  const all = numbers.slice(3);
  const half = all.length / networks;
  const twin = networks > 1 ? all.subarray(half) : null;
  return { images, disagreed, network: all.subarray(0, half), twin };
}

/**
 * Turns the engine's object into a plain object that can be posted.
 * @param {Inspected} engine
 * @param {{layer: number, unit: number}} place
 * @returns {import('../protocol.js').Preview}
 */
function previewOf(engine, { layer, unit }) {
  const seen = engine.preview(layer, unit);
  const preview = {
    gap: { before: seen.gap_before, after: seen.gap_after },
    change: seen.change,
    incoming: { before: seen.incoming_before, after: seen.incoming_after },
    outgoing: { before: seen.outgoing_before, after: seen.outgoing_after },
    turn: { before: seen.turn_before, after: seen.turn_after },
  };
  seen.free();
  return preview;
}

/**
 * @param {Inspected} engine
 * @param {import('../protocol.js').Rows} wanted
 * @param {boolean} ofTwin
 */
function rows(engine, { layer, first, count }, ofTwin) {
  return engine.filters(layer, first, count, ofTwin);
}

/**
 * The memory of the arrays of an inspection.
 * @param {Inspection} seen
 */
export const transferable = (seen) =>
  Object.values(seen).flatMap((value) => (ArrayBuffer.isView(value) ? [value.buffer] : []));
