/**
 * Changes that a visitor's files may need: images that lie on their side, dark ink on light paper,
 * labels that do not begin at 0. The visitor decides; the same decisions give the same bytes.
 */
import { CLASSES, PIXELS, SIDE } from './idx.js';

/** @typedef {{file: string, kind: 'images' | 'labels', bytes: Uint8Array}} Changed */
/**
 * @typedef {{isSwapped: boolean, isTransposed: boolean, isInverted: boolean, isShifted: boolean}}
 *   Changes isSwapped: the other set is for training; isTransposed: rows and columns change places;
 *   isInverted: dark ink becomes light; isShifted: the smallest label becomes 0
 */

/** @type {Changes} */
export const UNCHANGED = {
  isSwapped: false,
  isTransposed: false,
  isInverted: false,
  isShifted: false,
};

/** In a picture with light ink on dark ground most pixels are dark. */
const MIDDLE = 127;
/** As many images tell what the ground of all is. */
const TELLING = 1000;

/** @param {Uint8Array} pixels of whole images, changed in place */
export function transpose(pixels) {
  for (let image = 0; image < pixels.length; image += PIXELS) {
    for (let row = 0; row < SIDE; row += 1) {
      for (let column = 0; column < row; column += 1) {
        const [one, other] = [image + row * SIDE + column, image + column * SIDE + row];
        const kept = pixels[one];
        pixels[one] = pixels[other];
        pixels[other] = kept;
      }
    }
  }
}

/** @param {Uint8Array} pixels changed in place */
function invert(pixels) {
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = 255 - pixels[at];
}

/** Whether the ground is light, as far as the first images tell. @param {Uint8Array} pixels */
export function isDarkOnLight(pixels) {
  const first = pixels.subarray(0, TELLING * PIXELS);
  let sum = 0;
  for (const pixel of first) sum += pixel;
  return sum > MIDDLE * first.length;
}

/** @param {Changed[]} files */
const labelsOf = (files) => files.filter(({ kind }) => kind === 'labels');

/**
 * The smallest and the largest label of all files together: training and test are shifted alike.
 * @param {Changed[]} files
 */
export function labelRange(files) {
  let [low, high] = [255, 0];
  for (const { bytes } of labelsOf(files)) {
    for (const label of bytes) {
      if (label < low) low = label;
      if (label > high) high = label;
    }
  }
  return { low, high };
}

/**
 * @param {Changed[]} files changed in place
 * @param {Changes} changes
 */
export function change(files, { isTransposed, isInverted, isShifted }) {
  for (const { kind, bytes } of files) {
    if (kind === 'images' && isTransposed) transpose(bytes);
    if (kind === 'images' && isInverted) invert(bytes);
  }
  if (!isShifted) return;
  const { low } = labelRange(files);
  for (const { bytes } of labelsOf(files)) {
    for (let at = 0; at < bytes.length; at += 1) bytes[at] -= low;
  }
}

/**
 * The labels that name no class, with the remedy.
 * @param {Changed[]} files
 * @returns {{problems: {file: string, message: string}[], shift: number}} shift: how far the labels
 *   can be moved so that each names a class; 0 if they need not or cannot be moved
 */
export function checkLabels(files) {
  const { low, high } = labelRange(files);
  const isMovable = low > 0 && high >= CLASSES && high - low < CLASSES;
  const remedy = isMovable
    ? `the labels begin at ${low}: shift them by −${low}`
    : `the files hold labels from ${low} to ${high}, and the network has ${CLASSES} classes: ` +
      'keep only the images of ten classes, and give these the labels 0 to 9';
  const problems = labelsOf(files).flatMap(({ file, bytes }) => {
    const at = bytes.findIndex((label) => label >= CLASSES);
    const message = `label ${bytes[at]} at item ${at}; classes are 0 to ${CLASSES - 1}; ${remedy}`;
    return at < 0 ? [] : [{ file, message }];
  });
  return { problems, shift: isMovable ? low : 0 };
}

/**
 * What the name of the data says of the changes: other images are another set.
 * @param {Changes} changes
 * @param {number} shift
 */
export function nameOfChanges({ isSwapped, isTransposed, isInverted }, shift) {
  const parts = [
    isSwapped ? 'swapped' : '',
    isTransposed ? 'transposed' : '',
    isInverted ? 'inverted' : '',
    shift > 0 ? `labels − ${shift}` : '',
  ];
  return parts
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('');
}
