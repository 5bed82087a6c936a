import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { csvText } from '../../www/charts/csv.js';
import { leaveToDownload } from '../../www/charts/download.js';
import { crc32, withText } from '../../www/charts/png.js';
import { wrap } from '../../www/charts/sheet.js';
import { pixelsOf, verdictOf } from '../../www/charts/true-pixels.js';
import { cellsOf } from './csv-cells.js';

/**
 * @param {string} type
 * @param {Uint8Array} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(zlibCrc32 ? zlibCrc32(body) : crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** One black pixel. */
const png = Buffer.concat([
  Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
  chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
  chunk('IEND', Buffer.alloc(0)),
]);

/**
 * Reads every chunk, and checks its checksum.
 * @param {Uint8Array} bytes
 */
function chunks(bytes) {
  const file = Buffer.from(bytes);
  const found = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const body = file.subarray(at + 4, at + 8 + length);
    assert.equal(file.readUInt32BE(at + 8 + length), crc32(body), 'checksum');
    found.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return found;
}

test('the checksum follows the specification', () => {
  // The empty IEND chunk ends every PNG with these four bytes.
  assert.equal(crc32(Buffer.from('IEND')), 0xae426082);
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
});

test('a text comes back from a PNG, and the picture is unchanged', () => {
  fc.assert(
    fc.property(fc.string(), fc.webUrl(), (first, link) => {
      const marked = withText(withText(png, 'Notes', first), 'Link', link);
      const all = chunks(marked);
      assert.deepEqual(
        all.map(({ type }) => type),
        ['IHDR', 'tEXt', 'tEXt', 'IDAT', 'IEND'],
      );
      assert.equal(all[1].data.toString('latin1'), `Link\0${link}`);
      const rest = all.filter(({ type }) => type !== 'tEXt');
      assert.deepEqual(rest, chunks(png));
    }),
  );
});

test('a flipped bit in a text is found by its checksum', () => {
  const marked = withText(png, 'Link', 'https://example.org/#seed=1');
  marked[50] ^= 1;
  assert.throws(() => chunks(marked), /checksum/);
});

test('characters outside Latin-1 become question marks, and a zero cannot end the text', () => {
  const [, { data }] = chunks(withText(png, 'Notes', 'λ = 0.1\0, β'));
  assert.equal(data.toString('latin1'), 'Notes\0? = 0.1, ?');
});

test('a CSV has full precision, gaps where there is no number, and its notes in the last column', () => {
  const rows = [
    [1, 0.1 + 0.2, Number.NaN],
    [2, null, '3 "x", y'],
  ];
  assert.equal(
    csvText(['scale drift 0', 'two\nlines'], ['step', 'a', 'b'], rows),
    'step,a,b,notes\n1,0.30000000000000004,,scale drift 0 | two lines\n2,,"3 ""x"", y",\n',
  );
});

test('a CSV is plain ASCII, and a number beyond all bounds is an empty cell that the notes explain', () => {
  const rows = [
    [1, Number.NEGATIVE_INFINITY],
    [2, 3],
  ];
  assert.equal(
    csvText(['the twins’ gap × 2⁻³'], ['step', 'λ of “UN”'], rows),
    'step,"lambda of ""UN""",notes\n' +
      "1,,the twins' gap x 2-3 | an empty cell can also be a number that grew beyond all bounds\n" +
      '2,3,\n',
  );
  assert.equal(csvText(['no row'], ['a', 'b'], []), 'a,b,notes\n,,no row\n');
});

test('a dash in place of a number is an empty cell, so that its column stays a column of numbers', () => {
  const rows = [
    ['SGD', '–'],
    ['UN', 7],
  ];
  assert.equal(csvText([], ['lane', 'twin bits'], rows), 'lane,twin bits,notes\nSGD,,\nUN,7,\n');
});

test('a row that lacks cells has its notes in the last column all the same', () => {
  const written = csvText(['origin'], ['true class', 'answer 0', 'answer 1'], [['0'], [1, 2, 3]]);
  assert.equal(written, 'true class,answer 0,answer 1,notes\n0,,,origin\n1,2,3,\n');
});

test('no text of a CSV is a formula, and signs of the page have plain words', () => {
  const texts = ['=1+1', '+a', '-', '−2', ' @name', '–1'];
  const [, line] = csvText([], texts, [texts]).split('\n');
  assert.deepEqual(cellsOf(line), ["'=1+1", "'+a", "'-", '-2', "' @name", '-1', '']);
  assert.equal(csvText([], ['a'], [[-2.5]]), 'a,notes\n-2.5,\n', 'a number stays');
  const [head] = csvText([], ['mean ± sd', '½ (1 − w)²', 'α ← β', 'ε'], []).split('\n');
  assert.equal(head, 'mean +- sd,1/2 (1 - w)2,alpha <- beta,?,notes');
});

test('notes that are too long for a cell of a spreadsheet go on in the next row', () => {
  const notes = Array.from({ length: 80 }, (_, at) => `lane ${at}: ${'x'.repeat(600)}`);
  const table = csvText(notes, ['a'], [[1], [2], [3]]);
  const cells = table
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => cellsOf(line)[1]);
  for (const cell of cells) assert.ok(cell.length < 32_767);
  assert.deepEqual(cells.filter(Boolean).join(' | ').split(' | '), notes);
  assert.equal(csvText(notes, ['a'], [[1]]).split('\n').length, 3, 'no row is added');
});

test('every line of a CSV has as many cells as its head, whatever the texts', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), fc.array(text), (cells, notes) => {
      const written = csvText(notes, cells, [cells, cells]);
      assert.match(written, /^[\x20-\x7e\n]*$/);
      const lines = written.replace(/\n$/, '').split('\n');
      assert.equal(lines.length, 3);
      for (const line of lines) assert.equal(cellsOf(line).length, cells.length + 1, line);
    }),
  );
});

test('wrapped lines fit, and hold every character of the text', () => {
  const words = fc.array(fc.stringMatching(/^[a-z#=&]{1,40}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 30 }), (parts, width) => {
      const text = parts.join(' ');
      const lines = wrap(text, width, (part) => part.length);
      for (const line of lines) assert.ok(line.length <= width, `${line} in ${width}`);
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }),
  );
});

/**
 * A PNG whose rows have the given filters in turn.
 * @param {Uint8Array} pixels red, green, blue, opacity
 * @param {number} width
 * @param {number[]} filters
 */
function filtered(pixels, width, filters) {
  const [stride, height] = [4 * width, pixels.length / (4 * width)];
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    x < 0 || y < 0 ? 0 : pixels[y * stride + x];
  const paeth = (/** @type {number[]} */ [a, b, c]) => {
    const [pa, pb, pc] = [a, b, c].map((value) => Math.abs(a + b - c - value));
    if (pa <= pb && pa <= pc) return a;
    return pb <= pc ? b : c;
  };
  const rows = Array.from({ length: height }, (_, y) => {
    const filter = filters[y % filters.length];
    const row = Array.from({ length: stride }, (_, x) => {
      const near = [at(x - 4, y), at(x, y - 1), at(x - 4, y - 1)];
      const guess = [0, near[0], near[1], Math.floor((near[0] + near[1]) / 2), paeth(near)];
      return at(x, y) - guess[filter];
    });
    return Buffer.from([filter, ...row]);
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6], 8);
  const data = deflateSync(Buffer.concat(rows));
  return new Uint8Array(
    Buffer.concat([
      png.subarray(0, 8),
      chunk('IHDR', head),
      chunk('IDAT', data.subarray(0, 9)),
      chunk('IDAT', data.subarray(9)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

test('a PNG with rows of any filter gives back its pixels', async () => {
  const rows = fc.array(fc.uint8Array({ minLength: 12, maxLength: 12 }), { minLength: 1 });
  const kinds = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(rows, kinds, async (lines, filters) => {
      const pixels = Uint8Array.from(lines.flatMap((line) => [...line]));
      const read = await pixelsOf(filtered(pixels, 3, filters));
      assert.deepEqual(read?.bytes, pixels);
    }),
    { numRuns: 50 },
  );
});

test('a picture of a bare margin is told from stripes, noise, a blank, and other paper', () => {
  const [width, height, channels] = [9, 9, 4];
  /** @param {(x: number, y: number) => number} grey */
  const verdict = (grey, paper = [250, 250, 250]) => {
    const bytes = Uint8Array.from({ length: 4 * 81 }, (_, at) =>
      at % 4 === 3 ? 255 : grey((at >> 2) % 9, Math.floor((at >> 2) / 9)),
    );
    return verdictOf({ width, height, channels, bytes }, 2, paper);
  };
  const ink = (/** @type {number} */ x, /** @type {number} */ y) => (x === 4 && y === 4 ? 0 : 250);
  assert.equal(verdict(ink), 'true');
  assert.equal(
    verdict((x, y) => (x === 8 && y === 7 ? 251 : ink(x, y))),
    'noisy',
  );
  assert.equal(
    verdict((x) => (x % 2 ? 250 : 0)),
    'wrong',
  );
  assert.equal(
    verdict(() => 250),
    'wrong',
  );
  assert.equal(verdict(ink, [20, 20, 20]), 'wrong');
});

test('leave to download is told from the frames around a page', () => {
  /** @param {(string | null)[]} frames from the inmost; null: another origin; 'none': no sandbox */
  const page = (...frames) => {
    const windows = [...frames, ''].map(() => /** @type {any} */ ({}));
    windows.forEach((here, at) => {
      const sandbox = frames[at];
      here.parent = windows[at + 1] ?? here;
      here.frameElement =
        typeof sandbox === 'string' && at < frames.length
          ? {
              hasAttribute: () => sandbox !== 'none',
              sandbox: { contains: (/** @type {string} */ word) => sandbox.includes(word) },
            }
          : null;
    });
    return leaveToDownload(windows[0]);
  };
  assert.equal(page(), 'free');
  assert.equal(page('none'), 'free');
  assert.equal(page('allow-scripts allow-downloads'), 'free');
  assert.equal(page('allow-scripts allow-same-origin'), 'forbidden');
  assert.equal(page('none', 'allow-scripts'), 'forbidden');
  assert.equal(page(null), 'unknown');
  assert.equal(page('none', null), 'unknown');
});
