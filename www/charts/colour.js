/** Turns numbers into colours on a diverging scale, through a table that is made once per scale. */

/** @typedef {[number, number, number]} Rgb */
/** @typedef {{negative: Rgb[], neutral: Rgb, positive: Rgb[]}} DivergingScale */

/** The size is odd, so that exactly 0 has an entry of its own: the neutral colour. */
export const TABLE_SIZE = 511;
const MIDDLE = (TABLE_SIZE - 1) / 2;

/**
 * @param {Rgb[]} stops evenly spaced from share 0 to 1
 * @param {number} share
 */
function between(stops, share) {
  const position = share * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(position));
  const part = position - index;
  return stops[index].map((from, channel) =>
    Math.round(from + part * (stops[index + 1][channel] - from)),
  );
}

/**
 * @param {DivergingScale} scale
 * @returns {Uint8ClampedArray} TABLE_SIZE entries of red, green, blue, from −1 to 1
 */
export function colourTable(scale) {
  const table = new Uint8ClampedArray(3 * TABLE_SIZE);
  for (let index = 0; index < TABLE_SIZE; index += 1) {
    const side = index < MIDDLE ? scale.negative : scale.positive;
    const share = Math.abs(index - MIDDLE) / MIDDLE;
    table.set(between([scale.neutral, ...side], share), 3 * index);
  }
  return table;
}

/**
 * Values beyond the limit take the end colours. No value but 0 takes the neutral entry.
 * @param {number} value
 * @param {number} limit the value at the end of the scale
 */
export function tableIndex(value, limit) {
  if (Number.isNaN(value)) return MIDDLE;
  const share = Math.max(-1, Math.min(1, value / limit));
  const steps = Math.round(Math.abs(share) * MIDDLE);
  return MIDDLE + Math.sign(share) * (share === 0 ? 0 : Math.max(1, steps));
}

/** Values beyond this limit take the end colours, however far all units have drifted. */
export const LARGEST_LIMIT = 4;

/**
 * The end of the scale: the first of a few round numbers that is not below a size, so that the
 * legend changes rarely.
 * @param {number} size
 */
export function scaleLimit(size) {
  for (const limit of [0.25, 0.5, 1, 2]) if (size <= limit) return limit;
  return LARGEST_LIMIT;
}
