/** Puts the numbers of several lanes on a common list of steps for a line chart. */

/**
 * A record holds numbers by step, as a history or a trace does.
 * @typedef {{steps: Float64Array, length: number, lastStep: number, version: number,
 *   indexAt: (step: number) => number}} Record
 */

/**
 * The record that reaches the latest step; the other records are read at its steps.
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
 * @returns {(number | null)[]} null where this lane has no number
 */
export function lineOf(leading, record, read) {
  return Array.from(leading.steps.subarray(0, leading.length), (step) => {
    if (!record || step > record.lastStep) return null;
    const value = read(record, record.indexAt(step));
    return Number.isFinite(value) ? value : null;
  });
}

/**
 * A text that changes whenever a record changes.
 * @param {(Record | null)[]} records
 */
export function versionOf(records) {
  return records.map((record) => record?.version ?? -1).join();
}
