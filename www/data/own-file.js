/**
 * Reads an IDX file of the visitor, gzipped or not, as a stream: the header is checked before
 * anything is allocated, and no more bytes are unpacked than the header promises.
 */
import { formatInteger } from '../words/format.js';
import { isGzip, strangerWords } from './content.js';
import { IMAGE_HEADER, LABEL_HEADER, PIXELS, SIDE } from './idx.js';

/**
 * @typedef {{kind: 'images' | 'labels', count: number, start: number, length: number}} Header
 *   start: bytes of the header; length: bytes after the header
 * @typedef {{file: string, folder: string, kind: 'images' | 'labels', count: number,
 *   bytes: Uint8Array}} OwnFile bytes: pixels or labels, without the header
 */

const MOST_IMAGES = 60_000;
/** The type code of IDX for unsigned bytes. */
const BYTES = 0x08;

/** No browser unpacks a second gzip file behind the first, nor zeros. */
const GZIP_GOES_ON =
  'the gzip file goes on, with zeros or with another gzip file; unpack it and choose what was in it';
const CANNOT_UNPACK =
  'it cannot be unpacked: damaged, cut short, or several gzip files in one; unpack it and choose what was in it';

/** The reason why a file was refused; the page puts “name: ” before the message. */
export class Refusal extends Error {}

/**
 * @param {Uint8Array} bytes at least the first sixteen bytes, or the whole file when it is shorter
 * @returns {Header}
 */
export function readHeader(bytes) {
  const [zero, alsoZero, type, dimensions] = bytes;
  if (bytes.length < LABEL_HEADER || zero !== 0 || alsoZero !== 0 || type < BYTES || type > 0x0e) {
    throw new Refusal(strangerWords(bytes));
  }
  if (type !== BYTES)
    throw new Refusal(
      'its values are not bytes (0 to 255), as pixels and labels must be: save it so',
    );
  if (dimensions !== 1 && dimensions !== 3) {
    throw new Refusal(
      `it has ${dimensions} dimensions; images have 3 (count, rows, columns), labels 1: save it so`,
    );
  }
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isImages = dimensions === 3;
  if (isImages && bytes.length < IMAGE_HEADER) throw new Refusal('it ends inside its header');
  const count = words.getUint32(4);
  const kind = isImages ? 'images' : 'labels';
  if (count === 0) throw new Refusal(`it holds no ${kind}`);
  if (count > MOST_IMAGES) {
    throw new Refusal(
      `it holds ${formatInteger(count)} ${kind}; at most ${formatInteger(MOST_IMAGES)} can be used`,
    );
  }
  if (!isImages) return { kind, count, start: LABEL_HEADER, length: count };
  const [height, width] = [words.getUint32(8), words.getUint32(12)];
  if (height !== SIDE || width !== SIDE) {
    throw new Refusal(
      `its images are ${formatInteger(height)} × ${formatInteger(width)}; scale them to ${SIDE} × ${SIDE}`,
    );
  }
  return { kind, count, start: IMAGE_HEADER, length: count * PIXELS };
}

/**
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @returns {Promise<Uint8Array>} at least as many bytes as the longest header, or the whole file
 */
async function readStart(reader) {
  let bytes = new Uint8Array(0);
  while (bytes.length < IMAGE_HEADER) {
    const { done, value } = await reader.read();
    if (done) break;
    const longer = new Uint8Array(bytes.length + value.length);
    longer.set(bytes);
    longer.set(value, bytes.length);
    bytes = longer;
  }
  return bytes;
}

/**
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {number | null} size bytes of the whole file, null while unknown
 */
async function readAll(reader, size) {
  let piece = await readStart(reader);
  const header = readHeader(piece);
  const expected = header.start + header.length;
  const promise = `its header promises ${formatInteger(header.count)} ${header.kind}, ${formatInteger(expected)} bytes`;
  if (size !== null && size !== expected)
    throw new Refusal(`${promise}; it has ${formatInteger(size)}`);
  const bytes = new Uint8Array(header.length);
  let length = 0;
  piece = piece.subarray(header.start);
  for (;;) {
    if (length + piece.length > header.length)
      throw new Refusal(`${promise}; it goes on after them`);
    bytes.set(piece, length);
    length += piece.length;
    const { done, value } = await reader.read().catch((error) => {
      if (length < header.length) throw error;
      throw new Refusal(`${promise}; after them ${GZIP_GOES_ON}`);
    });
    if (done) break;
    piece = value;
  }
  if (length < header.length) {
    throw new Refusal(`${promise}; it ends after ${formatInteger(header.start + length)}`);
  }
  return { ...header, bytes };
}

/**
 * @param {File} file
 * @returns {Promise<OwnFile>}
 * @throws {Refusal} for every fault of the file
 */
export async function readOwnFile(file) {
  let packing = 'none';
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  let reader;
  try {
    if (isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer()))) packing = 'gzip';
    const stream =
      packing === 'gzip'
        ? file.stream().pipeThrough(new DecompressionStream('gzip'))
        : file.stream();
    reader = stream.getReader();
    const { kind, count, bytes } = await readAll(reader, packing === 'gzip' ? null : file.size);
    const folder = file.webkitRelativePath?.split('/').at(-2) ?? '';
    return { file: file.name, folder, kind, count, bytes };
  } catch (error) {
    // Nobody needs the rest of the stream, nor an error at its end.
    reader?.cancel().catch(() => {});
    if (error instanceof Refusal) throw error;
    if (packing === 'gzip') throw new Refusal(CANNOT_UNPACK);
    throw new Refusal('it cannot be read; of a folder, choose the files in it');
  }
}
