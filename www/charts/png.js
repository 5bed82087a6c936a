/** Writes words into a PNG file, as text chunks of the PNG specification. */

const SIGNATURE = 8;
/** Bytes of length, type and checksum around a chunk's data. */
const FRAME = 12;
const HEADER_DATA = 13;

/**
 * The checksum that PNG and gzip use.
 * @param {Uint8Array} bytes
 */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/**
 * Text chunks hold Latin-1; any other character becomes a question mark.
 * @param {string} text
 */
function latin1(text) {
  return Uint8Array.from(text, (sign) => (sign.charCodeAt(0) < 256 ? sign.charCodeAt(0) : 63));
}

/**
 * @param {string} keyword at most 79 characters
 * @param {string} text
 */
function textChunk(keyword, text) {
  const data = latin1(`tEXt${keyword}\0${text.replaceAll('\0', '')}`);
  const chunk = new Uint8Array(data.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length - 4);
  chunk.set(data, 4);
  view.setUint32(data.length + 4, crc32(data));
  return chunk;
}

/**
 * @param {Uint8Array<ArrayBuffer>} png
 * @returns {Generator<{type: string, data: Uint8Array<ArrayBuffer>}>}
 */
export function* chunksOf(png) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = SIGNATURE; at + FRAME <= png.length; ) {
    const length = view.getUint32(at);
    const data = png.subarray(at + 8, at + 8 + length);
    yield { type: String.fromCharCode(...png.subarray(at + 4, at + 8)), data };
    at += FRAME + length;
  }
}

/**
 * The same picture with a further text after the header.
 * @param {Uint8Array} png
 * @param {string} keyword
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function withText(png, keyword, text) {
  const chunk = textChunk(keyword, text);
  const at = SIGNATURE + FRAME + HEADER_DATA;
  const result = new Uint8Array(png.length + chunk.length);
  result.set(png.subarray(0, at));
  result.set(chunk, at);
  result.set(png.subarray(at), at + chunk.length);
  return result;
}
