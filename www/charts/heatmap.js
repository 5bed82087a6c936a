/**
 * A picture of many rows over time: pure functions from numbers to pixels. Rows come in blocks,
 * drawn below each other. A pixel row that stands for several rows shows the value farthest from 0,
 * so that no row that changes can hide.
 */
import { tableIndex } from './colour.js';

/** @typedef {{from: number, to: number}} Span the rows [from, to) that a pixel row shows */

/**
 * The rows that each pixel row shows.
 * @param {number[]} blocks rows per block
 * @param {number} first index of the first row
 * @param {number} mostPixels
 * @returns {Span[]}
 */
export function layOutRows(blocks, first, mostPixels) {
  const total = blocks.reduce((sum, rows) => sum + rows, 0);
  const share = Math.min(1, mostPixels / Math.max(total, 1));
  /** @type {Span[]} */
  const spans = [];
  let start = first;
  for (const rows of blocks) {
    const pixels = Math.max(1, Math.floor(rows * share));
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      spans.push({
        from: start + Math.floor((pixel * rows) / pixels),
        to: start + Math.floor(((pixel + 1) * rows) / pixels),
      });
    }
    start += rows;
  }
  return spans;
}

/** @typedef {{first: number, rows: number, top: number, height: number}} Band pixels of a block */

/**
 * Puts blocks below each other with a gap between them, so that the line in the gap hides no row.
 * @param {number[]} blocks rows per block
 * @param {number} pixels for all blocks together
 * @param {number} gap
 * @returns {Band[]}
 */
export function stackBlocks(blocks, pixels, gap) {
  const total = blocks.reduce((sum, rows) => sum + rows, 0);
  const free = Math.max(blocks.length, pixels - gap * (blocks.length - 1));
  let first = 0;
  return blocks.map((rows, index) => {
    const start = Math.round((first / total) * free);
    const end = Math.round(((first + rows) / total) * free);
    const height = Math.max(1, end - start);
    const band = { first, rows, top: start + index * gap, height };
    first += rows;
    return band;
  });
}

/**
 * @param {Band[]} bands
 * @param {number} y
 */
export function rowAt(bands, y) {
  const band = bands.findLast(({ top }) => y >= top) ?? bands[0];
  const share = Math.max(0, (y - band.top) / band.height);
  return band.first + Math.min(band.rows - 1, Math.floor(share * band.rows));
}

/**
 * @param {Float32Array} column
 * @param {Span} span
 */
export function farthestFromZero(column, span) {
  let farthest = column[span.from];
  for (let row = span.from + 1; row < span.to; row += 1) {
    if (Math.abs(column[row]) > Math.abs(farthest)) farthest = column[row];
  }
  return farthest;
}

/**
 * Paints opaque columns of pixels. It goes row by row: column by column, every pixel would lie in
 * another line of memory than the pixel before.
 * @param {{data: Uint8ClampedArray, width: number}} picture RGBA, row-major
 * @param {{x: number, values: Float32Array}[]} columns
 * @param {Span[]} spans a span for every pixel row
 * @param {Uint8ClampedArray} table see colour.js
 * @param {number} limit
 */
export function paintColumns({ data, width }, columns, spans, table, limit) {
  for (let y = 0; y < spans.length; y += 1) {
    for (const { x, values } of columns) {
      const entry = 3 * tableIndex(farthestFromZero(values, spans[y]), limit);
      const pixel = 4 * (y * width + x);
      data[pixel] = table[entry];
      data[pixel + 1] = table[entry + 1];
      data[pixel + 2] = table[entry + 2];
      data[pixel + 3] = 255;
    }
  }
}

/**
 * The size that a given share of a column's values does not exceed: a few units that drifted far
 * must not make the colours of all others pale.
 * @param {Float32Array} column
 * @param {number} share of the values, 0 to 1
 */
export function sizeOfMost(column, share) {
  const sizes = Float32Array.from(column, Math.abs).sort();
  return sizes.length === 0 ? 0 : sizes[Math.ceil(share * sizes.length) - 1];
}
