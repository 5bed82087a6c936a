/** Puts the histories of several lanes on one list of steps, as a line chart wants them. */

/** @typedef {import('../history.js').History} History */

/**
 * The history that the others are read against: the one that reaches farthest.
 * @param {(History | null)[]} histories
 */
export function leadingHistory(histories) {
  /** @type {History | null} */
  let leading = null;
  for (const history of histories) {
    if (history && history.lastStep > (leading?.lastStep ?? -1)) leading = history;
  }
  return leading;
}

/**
 * @param {History} leading
 * @param {History | null} history
 * @param {'loss' | 'twinLoss' | 'gap' | 'accuracy'} field
 * @returns {(number | null)[]} null where this lane has nothing
 */
export function lineOf(leading, history, field) {
  return Array.from(leading.steps.subarray(0, leading.length), (step) => {
    if (!history || step > history.lastStep) return null;
    const value = history[field][history.indexAt(step)];
    return Number.isFinite(value) ? value : null;
  });
}

/**
 * Changes whenever one of the lines does.
 * @param {(History | null)[]} histories
 */
export function versionOf(histories) {
  return histories.map((history) => history?.version ?? -1).join();
}
