/**
 * The bytes of a saved run: gzip over a magic word, the length of a JSON header, the header, and
 * the numbers that the header announces. Nothing is allocated before the header has said how many
 * bytes follow and a check has agreed. Faults come back as sentences, never as exceptions.
 */

const MAGIC = new TextEncoder().encode('SCDRIFT1');
const FRONT = MAGIC.length + 4;
const MOST_HEADER_BYTES = 256 * 1024;

/**
 * @param {unknown} header
 * @param {ArrayBufferView[]} parts
 * @returns {Promise<Blob>}
 */
export function pack(header, parts) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, text.length, true);
  const pieces = /** @type {BlobPart[]} */ ([MAGIC, length, text, ...parts]);
  const packed = new Blob(pieces).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(packed).blob();
}

/** @param {Uint8Array[]} chunks @param {number} length */
function join(chunks, length) {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk.subarray(0, length - at), at);
    at = Math.min(length, at + chunk.length);
  }
  return all;
}

/**
 * The bytes that the front and the header take, or the fault in them; NaN while bytes are missing.
 * @param {Uint8Array} start
 * @returns {number | string}
 */
function frontLength(start) {
  const isOurs = MAGIC.every((byte, index) => index >= start.length || start[index] === byte);
  if (!isOurs) return 'it is not a run saved by this page';
  if (start.length < FRONT) return Number.NaN;
  const view = new DataView(start.buffer, start.byteOffset);
  const length = view.getUint32(MAGIC.length, true);
  return length > MOST_HEADER_BYTES ? 'its header is too long' : FRONT + length;
}

/** @param {Uint8Array} text */
function parse(text) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    return undefined;
  }
}

/**
 * @template Header
 * @param {Blob} file
 * @param {(json: unknown) => {header: Header, bytes: number} | {fault: string}} check says also how
 *   many bytes must follow the header
 * @returns {Promise<{header: Header, body: Uint8Array<ArrayBuffer>} | {fault: string}>}
 */
export async function unpack(file, check) {
  const chunks = [];
  let length = 0;
  let expected = Number.NaN;
  let front = Number.NaN;
  /** @type {Header | undefined} */
  let header;
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  let reader;
  try {
    reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
      if (Number.isNaN(front)) {
        const found = frontLength(join(chunks, Math.min(length, FRONT)));
        if (typeof found === 'string') return { fault: found };
        front = found;
      }
      if (header === undefined && length >= front) {
        const checked = check(parse(join(chunks, front).subarray(FRONT)));
        if ('fault' in checked) return checked;
        header = checked.header;
        expected = front + checked.bytes;
      }
      if (length > expected) return { fault: 'it is longer than its header says' };
    }
  } catch {
    const isForeign = length === 0;
    return { fault: isForeign ? 'it is not a run saved by this page' : 'its bytes are damaged' };
  } finally {
    reader?.cancel().catch(() => {});
  }
  if (header === undefined || length < expected) return { fault: 'it ends too early' };
  return { header, body: join(chunks, length).slice(front) };
}
