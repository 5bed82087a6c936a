/** Tells by its first bytes what a file is, whatever its name says. */

/** @typedef {'run' | 'images' | 'other'} Kind images: IDX, or gzip that may hold IDX */

/** Bytes that tell enough; the sign of a tar archive stands last. */
const ENOUGH = 265;
const RUN = 'SCDRIFT1';
const ARCHIVE = 'it is an archive; unpack it and choose the files in it';
const ARRAY = 'it holds an array of another program; save its values as IDX files of bytes';
const PICTURE =
  'it is a picture, not an IDX file; to ask the networks about a digit, draw the digit in “Draw a digit”';
const WEB_PAGE =
  'it is a web page, not the file behind it; download the file again, perhaps after signing in';
const TEXT =
  'it is text, not an IDX file; a link to a run, such as tables of this page hold, opens in the address bar';

/** The first sign that the bytes bear tells what they are. @type {[sign: RegExp, words: string][]} */
const SIGNS = [
  [/^PK/, 'it is a zip archive; unpack it and choose the files in it'],
  [/^(7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)|^.{257}ustar/, ARCHIVE],
  [/^␟\x8b/, 'it is a gzip file inside a gzip file; unpack it once and choose what was in it'],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8|^BM.{4}␀␀|^(II\*␀|MM␀\*)|^RIFF.{4}WEBP|^.{4}ftyp/, PICTURE],
  [/^(\xef\xbb\xbf)?[␉␊␍ ]*(<\?xml.*)?<svg/i, PICTURE],
  [/^(\xef\xbb\xbf)?[␉␊␍ ]*<(!doctype|html|head)/i, WEB_PAGE],
  [/^(\x93NUMPY|\x80[␂-␅]|MATLAB|\x89HDF|PAR1|ARROW1)/, ARRAY],
  [/^%PDF/, 'it is a PDF document, not an IDX file'],
  [/^version https:\/\/git-lfs/, 'it is a pointer of Git LFS; fetch the file behind it'],
  [
    /^\xef\xbb\xbf␀␀/,
    'a text program has put a mark (BOM) before its bytes; copy or download it again, as binary',
  ],
  [/^(\xef\xbb\xbf)?[␉␊␍\x20-\x7e\x80-\xff]{4,}$/, TEXT],
];

/**
 * The first bytes as characters; control characters are shown as their pictures, ␀ to ␟.
 * @param {Uint8Array} bytes
 */
const charsOf = (bytes) =>
  String.fromCharCode(
    ...Array.from(bytes.subarray(0, ENOUGH), (byte) => (byte < 0x20 ? 0x2400 + byte : byte)),
  );

/**
 * What a file is that is no IDX file, with the remedy; the page puts “name: ” before it.
 * @param {Uint8Array} bytes its first bytes
 */
export function strangerWords(bytes) {
  if (bytes.length === 0) return 'it is empty; download or copy it again';
  const chars = charsOf(bytes);
  const [, words] = SIGNS.find(([sign]) => sign.test(chars)) ?? [];
  if (words) return words;
  const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `it is no IDX file; it starts with ${start.join(' ')}`;
}

/** @param {Uint8Array} bytes */
export const isGzip = ([first, second]) => first === 0x1f && second === 0x8b;

/**
 * @param {Blob} file gzip
 * @returns {Promise<Uint8Array>} the first bytes in it; none if so many cannot be unpacked
 */
async function startInside(file) {
  /** @type {number[]} */
  const start = [];
  try {
    const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    while (start.length < RUN.length) {
      const { done, value } = await reader.read();
      if (done) break;
      start.push(...value.subarray(0, ENOUGH));
    }
    reader.cancel().catch(() => {});
  } catch {
    // Whoever reads the whole file says that it is damaged, or that the browser cannot unpack it.
    if (start.length < RUN.length) start.length = 0;
  }
  return Uint8Array.from(start);
}

/**
 * Finds out where a file belongs.
 * @param {File} file
 * @returns {Promise<{kind: Kind, words: string}>} words: what is to be said of another file
 */
export async function kindOf(file) {
  const other = (/** @type {string} */ words) => ({ kind: /** @type {const} */ ('other'), words });
  /** @type {Uint8Array} */
  let start;
  try {
    start = new Uint8Array(await file.slice(0, ENOUGH).arrayBuffer());
  } catch {
    return other('it cannot be read; of a folder, choose the files in it');
  }
  const isPacked = isGzip(start);
  const inside = isPacked ? await startInside(file) : start;
  const chars = charsOf(inside);
  // A damaged file has its name only.
  const isRun = chars === '' ? /\.scaledrift/i.test(file.name) : chars.startsWith(RUN);
  if (isRun) return { kind: 'run', words: '' };
  if (chars.startsWith('␀␀') || (isPacked && chars === '')) return { kind: 'images', words: '' };
  const words = strangerWords(inside);
  return other(isPacked && !isGzip(inside) ? `in the gzip file, ${words}` : words);
}
