/**
 * Checks a PNG whose margin has one known colour. Some browsers protect their visitors from being
 * recognised: a page that reads its own picture gets stripes, noise or nothing.
 */
import { chunksOf } from './png.js';

/** @typedef {{width: number, height: number, channels: number, bytes: Uint8Array}} Pixels */

/** Colours of a canvas may be rounded by this much; stripes differ by far more than noise. */
const ROUNDING = 3;
const NOISE = 12;

/**
 * Undoes the filters of the PNG specification, row by row and in place.
 * @param {Uint8Array} data rows, each behind a byte that names its filter
 * @param {number} stride bytes a row
 * @param {number} channels bytes a pixel
 */
function unfilter(data, stride, channels) {
  const rows = Math.floor(data.length / (stride + 1));
  const bytes = new Uint8Array(rows * stride);
  for (let row = 0; row < rows; row += 1) {
    const filter = data[row * (stride + 1)];
    const at = row * stride;
    for (let x = 0; x < stride; x += 1) {
      const left = x < channels ? 0 : bytes[at + x - channels];
      const above = row === 0 ? 0 : bytes[at + x - stride];
      const corner = row === 0 || x < channels ? 0 : bytes[at + x - stride - channels];
      const guess = [0, left, above, (left + above) >> 1, nearest(left, above, corner)][filter];
      bytes[at + x] = data[row * (stride + 1) + 1 + x] + guess;
    }
  }
  return bytes;
}

/**
 * The predictor of Paeth.
 * @param {number} left
 * @param {number} above
 * @param {number} corner
 */
function nearest(left, above, corner) {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/**
 * @param {Uint8Array<ArrayBuffer>} png
 * @returns {Promise<Pixels | null>} null for a kind of PNG that canvases do not make
 */
export async function pixelsOf(png) {
  const chunks = [...chunksOf(png)];
  const [{ data: head }] = chunks;
  const view = new DataView(head.buffer, head.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const channels = { 2: 3, 6: 4 }[head[9]];
  if (head[8] !== 8 || !channels || head[12] !== 0) return null;
  const packed = new Blob(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const plain = packed.stream().pipeThrough(new DecompressionStream('deflate'));
  const data = new Uint8Array(await new Response(plain).arrayBuffer());
  return { width, height, channels, bytes: unfilter(data, width * channels, channels) };
}

/**
 * @param {Pixels} pixels
 * @param {number} margin pixels at each side that show the paper alone
 * @param {number[] | null} paper red, green, blue; null: unknown
 * @returns {'true' | 'noisy' | 'wrong'}
 */
export function verdictOf({ width, height, channels, bytes }, margin, paper) {
  const first = [...bytes.subarray(0, channels)];
  const expected = paper ? [...paper, 255].slice(0, channels) : first;
  let worst = 0;
  let isEven = true;
  for (let y = 0; y < height; y += 1) {
    const isEdge = y < margin || y >= height - margin;
    for (let x = 0; x < width; x += !isEdge && x === margin - 1 ? width - 2 * margin + 1 : 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const value = bytes[channels * (y * width + x) + channel];
        isEven &&= value === first[channel];
        worst = Math.max(worst, Math.abs(value - expected[channel]));
      }
    }
  }
  const isBlank = bytes.every((value, at) => value === first[at % channels]);
  if (isBlank || worst > NOISE) return 'wrong';
  return isEven && worst <= ROUNDING ? 'true' : 'noisy';
}
