/**
 * The bytes of a saved run: gzip, which a host may have unpacked, over a magic word, the length of a
 * JSON header, the header, and the parts that the header announces. Nothing is allocated before the
 * header has said how long each part is and a check has agreed, and no part before its bytes come.
 * Faults come back as sentences, never as exceptions.
 */

const WORD = 'SCDRIFT1';
const MAGIC = new TextEncoder().encode(WORD);
const FRONT = MAGIC.length + 4;
/** No browser unpacks what stands behind a gzip file, such as zeros or another gzip file. */
const DAMAGED =
  'its bytes are damaged, cut short, or followed by other bytes; copy or download it again';
const MOST_HEADER_BYTES = 256 * 1024;
/** What gzip adds to bytes that it cannot shorten: far less than a hundredth, and a few bytes. */
const GZIP_GROWTH = 1.01;

/**
 * The most bytes of a file whose parts have this many bytes, however badly they compress.
 * @param {number} bytes
 */
export const mostPacked = (bytes) =>
  Math.ceil(GZIP_GROWTH * (bytes + FRONT + MOST_HEADER_BYTES)) + 1024;

/**
 * The pieces of a run, which make a file when they are packed.
 * @param {unknown} header
 * @param {ArrayBufferView[]} parts
 */
export function frame(header, parts) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, text.length, true);
  return /** @type {ArrayBufferView<ArrayBuffer>[]} */ ([MAGIC, length, text, ...parts]);
}

/**
 * @param {BlobPart[]} pieces
 * @returns {Promise<Blob>}
 */
export function pack(pieces) {
  // The Blob takes a copy: the run may go on while it is packed.
  const packed = new Blob(pieces).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(packed).blob();
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function join(one, other) {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

/** Fills parts of announced lengths with the bytes that come. */
class Parts {
  /** @param {number[]} sizes */
  constructor(sizes) {
    this.sizes = sizes;
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.list = [];
    /** The bytes that the last part still lacks. */
    this.missing = 0;
    this.#openNext();
  }

  #openNext() {
    while (this.missing === 0 && this.list.length < this.sizes.length) {
      this.missing = this.sizes[this.list.length];
      this.list.push(new Uint8Array(this.missing));
    }
  }

  get areWhole() {
    return this.missing === 0;
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {boolean} false when there is no part left for some of them
   */
  take(bytes) {
    let rest = bytes;
    while (rest.length > 0 && this.missing > 0) {
      const part = this.list[this.list.length - 1];
      const taken = rest.subarray(0, this.missing);
      part.set(taken, part.length - this.missing);
      this.missing -= taken.length;
      rest = rest.subarray(taken.length);
      this.#openNext();
    }
    return rest.length === 0;
  }
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
 * @param {(json: unknown) => {header: Header, sizes: number[]} | {fault: string}} check says also
 *   how many bytes each part after the header must have
 * @returns {Promise<{header: Header, parts: Uint8Array<ArrayBuffer>[]} | {fault: string}>}
 */
export async function unpack(file, check) {
  let start = new Uint8Array(0);
  let front = Number.NaN;
  let isGzip = false;
  /** @type {{header: Header, parts: Parts} | undefined} */
  let found;
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  let reader;
  try {
    // Some hosts and programs unpack a gzip file on its way.
    const isPlain = (await file.slice(0, MAGIC.length).text()) === WORD;
    const stream = file.stream();
    const bare = isPlain ? stream : stream.pipeThrough(new DecompressionStream('gzip'));
    reader = bare.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      isGzip ||= value.length > 0;
      let bytes = value;
      if (!found) {
        start = join(start, value);
        const length = frontLength(start);
        if (typeof length === 'string') return { fault: length };
        front = length;
        if (!(start.length >= front)) continue;
        const checked = check(parse(start.subarray(FRONT, front)));
        if ('fault' in checked) return checked;
        found = { header: checked.header, parts: new Parts(checked.sizes) };
        bytes = start.subarray(front);
      }
      if (!found.parts.take(bytes)) return { fault: 'it is longer than its header says' };
    }
  } catch (error) {
    if (error instanceof RangeError) return { fault: 'this browser has too little memory for it' };
    return { fault: isGzip ? DAMAGED : 'it is not a run saved by this page' };
  } finally {
    reader?.cancel().catch(() => {});
  }
  if (!found?.parts.areWhole) return { fault: 'it ends too early' };
  return { header: found.header, parts: found.parts.list };
}
