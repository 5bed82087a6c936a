/** Finds the mark of a picture, such as a dot or a cell, that pointer or arrow keys lead to. */

/**
 * @typedef {{x: number, y: number, width: number, height: number, text: string}} Mark x and y: the
 *   middle of the mark
 */

/** A pointer may miss the middle of even a small mark by this much, in units of the drawing. */
const REACH = 8;

/**
 * The mark under a place, or the nearest mark within reach; −1 where there is no such mark.
 * @param {Mark[]} marks
 * @param {number} x
 * @param {number} y
 */
export function markAt(marks, x, y) {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  marks.forEach((mark, at) => {
    const [dx, dy] = [Math.abs(x - mark.x), Math.abs(y - mark.y)];
    const isNear = dx <= Math.max(REACH, mark.width / 2) && dy <= Math.max(REACH, mark.height / 2);
    if (!isNear || dx + dy >= least) return;
    least = dx + dy;
    found = at;
  });
  return found;
}

/**
 * The mark that a key leads to: −1 when the key leads nowhere. While no mark is chosen, a key leads
 * to the first mark, and End to the last.
 * @param {string} key
 * @param {number} at the chosen mark; −1: none yet
 * @param {number} count
 * @param {number} across marks in a row
 */
export function markAfter(key, at, count, across) {
  const moves = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - across,
    ArrowDown: at + across,
    Home: 0,
    End: count - 1,
  };
  const to = moves[/** @type {keyof typeof moves} */ (key)];
  if (to === undefined || count === 0) return -1;
  if (at < 0) return key === 'End' ? to : 0;
  return to < 0 || to >= count ? at : to;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} mark
 * @param {string} ink
 */
export function drawChosen(context, { x, y, width, height }, ink) {
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.strokeRect(x - width / 2, y - height / 2, width, height);
}
