/** Puts the numbers of several lanes on one list of steps, as a line chart wants them. */

/**
 * Anything that holds numbers by step: a history, a trace.
 * @typedef {{steps: Float64Array, length: number, lastStep: number, version: number,
 *   indexAt: (step: number) => number}} Record
 */

/**
 * The one that the others are read against: the one that reaches farthest.
 * @template {Record} R
 * @param {(R | null)[]} records
 */
export function leadingRecord(records) {
  /** @type {R | null} */
  let leading = null;
  for (const record of records) {
    if (record && record.lastStep > (leading?.lastStep ?? -1)) leading = record;
  }
  return leading;
}

/**
 * @template {Record} R
 * @param {Record} leading
 * @param {R | null} record
 * @param {(record: R, index: number) => number} read
 * @returns {(number | null)[]} null where this lane has nothing
 */
export function lineOf(leading, record, read) {
  return Array.from(leading.steps.subarray(0, leading.length), (step) => {
    if (!record || step > record.lastStep) return null;
    const value = read(record, record.indexAt(step));
    return Number.isFinite(value) ? value : null;
  });
}

/**
 * Changes whenever one of the lines does.
 * @param {(Record | null)[]} records
 */
export function versionOf(records) {
  return records.map((record) => record?.version ?? -1).join();
}
