/**
 * Makes a data set from the files that a visitor chose: finds the role of each file, matches images
 * and labels, and cuts them into pieces in the format of the page's own data files. Nothing is sent
 * anywhere.
 */
import { formatInteger, joinWords } from '../words/format.js';
import { CLASSES, PIXELS, shardOf } from './idx.js';
import {
  change,
  checkLabels,
  isDarkOnLight,
  labelRange,
  nameOfChanges,
  UNCHANGED,
} from './own-change.js';
import { Refusal, readOwnFile } from './own-file.js';
import { matchFiles } from './own-roles.js';

/** @typedef {import('./own-file.js').OwnFile} OwnFile */
/** @typedef {import('./own-roles.js').Role} Role */
/** @typedef {import('./own-roles.js').Problem} Problem */
/** @typedef {import('./own-roles.js').Part} Part */
/**
 * @typedef {{name: string, training: Uint8Array[], test: Uint8Array[],
 *   counts: {training: number, test: number}, note: string, canSwap: boolean,
 *   isDarkOnLight: boolean, shift: number,
 *   samples: {training: Uint8Array[], test: Uint8Array[]}}} OwnData
 *   training and test: pieces in the engine's format; note: what the page decided for the visitor;
 *   canSwap: whether there are two sets, so that the other set could be for training;
 *   isDarkOnLight: as they are now; shift: how far labels are moved, or can be; samples: an image of
 *   each class that the set has
 * @typedef {import('./own-change.js').Changes} Changes
 */

const MOST_TEST_IMAGES = 10_000;
const MOST_FILES = 8;
/** The share of a set without test images that is set aside for the test. */
const TEST_SHARE = 1 / 6;
const FIRST_TRAINING = 4096;
const TRAINING = 8192;
const FIRST_TEST = 1000;

/** Where a name begins to tell the role or the kind of the file, no more the name of the data. */
const END_OF_NAME =
  /(^|[-_. ]+)(train(ing)?|t10k|test(ing)?|val(id(ation)?)?|images?|labels?|idx\d?|gz)(?!\p{L}).*$/iu;

/**
 * @param {Part} part
 * @param {number} from
 * @param {number} to
 * @param {number} firstSize
 * @param {number} size
 */
function cut({ pixels, labels }, from, to, firstSize, size) {
  const shards = [];
  for (let first = from; first < to; ) {
    const count = Math.min(first === from ? firstSize : size, to - first);
    shards.push(shardOf(pixels, labels, first, count));
    first += count;
  }
  return shards;
}

/** @param {OwnFile} images */
function nameOf({ file, folder }) {
  const prefix = file.replace(END_OF_NAME, '');
  return folder || prefix || 'your files';
}

/**
 * The first image of each class, in the order of the classes.
 * @param {Part} part
 * @param {number} from
 * @param {number} to
 */
function samplesOf({ pixels, labels }, from, to) {
  const some = labels.subarray(from, to);
  return Array.from({ length: CLASSES }, (_, label) => some.indexOf(label))
    .filter((at) => at >= 0)
    .map((at) => pixels.slice((from + at) * PIXELS, (from + at + 1) * PIXELS));
}

/** @param {Part} training @param {{low: number, high: number}} range of the labels as they were */
function faintWords({ pixels, labels }, { low, high }) {
  const words = [];
  if (!pixels.some((pixel) => pixel > 0)) {
    words.push('No training image has any ink: a network learns nothing from them.');
  } else if (labels.length > 1 && pixels.every((pixel, at) => pixel === pixels[at % PIXELS])) {
    words.push('All training images are alike: a network cannot tell them apart.');
  }
  const isThere = (/** @type {number} */ label) => labels.includes(label);
  const missing = Array.from({ length: CLASSES }, (_, label) => label).filter((l) => !isThere(l));
  if (missing.length > 0) {
    words.push(
      `No training image has the ${missing.length === 1 ? 'label' : 'labels'} ${joinWords(missing.map(String))}.`,
    );
  }
  if (beginsLate({ low, high })) words.push('If the labels begin at 1, shift them.');
  return words;
}

/** Labels 1 to 9 can be nine classes of ten, or nine classes that somebody counted from 1. */
const beginsLate = (/** @type {{low: number, high: number}} */ { low, high }) =>
  low === 1 && high === CLASSES - 1;

/**
 * @param {Map<Role, Part & {files: OwnFile}>} parts
 * @param {{low: number, high: number}} range of the labels, as the files have them
 * @param {Changes} changes
 * @returns {OwnData | {problems: Problem[]}}
 */
function assemble(parts, range, changes) {
  const training = parts.get('training');
  if (!training) return { problems: [{ file: '', message: 'there are no training images' }] };
  const all = training.labels.length;
  const given = parts.get('test');
  const kept = given ? all : all - Math.min(MOST_TEST_IMAGES, Math.floor(all * TEST_SHARE));
  if (kept === all && !given) {
    const message = `${all} images are too few to set some aside for the test`;
    return { problems: [{ file: training.files.file, message }] };
  }
  if (given && given.labels.length > MOST_TEST_IMAGES) {
    const message = `${formatInteger(given.labels.length)} test images; at most ${formatInteger(MOST_TEST_IMAGES)} can be used`;
    return { problems: [{ file: given.files.file, message }] };
  }
  const pieces = cut(training, 0, kept, FIRST_TRAINING, TRAINING);
  const [tested, from] = given ? [given, 0] : [training, kept];
  const test = cut(tested, from, tested.labels.length, FIRST_TEST, MOST_TEST_IMAGES);
  const counts = { training: kept, test: tested.labels.length - from };
  const note = given
    ? `${training.files.file} is for training, ${given.files.file} for the test.`
    : `The files hold no test images: the last ${formatInteger(counts.test)} of the ${formatInteger(all)} images are set aside for the test.`;
  const shift = changes.isShifted || beginsLate(range) ? range.low : 0;
  return {
    name: nameOf(training.files) + nameOfChanges(changes, changes.isShifted ? shift : 0),
    training: pieces,
    test,
    counts,
    note: [note, ...faintWords(training, changes.isShifted ? { low: 0, high: 0 } : range)].join(
      ' ',
    ),
    canSwap: given !== undefined,
    isDarkOnLight: isDarkOnLight(training.pixels),
    shift,
    samples: {
      training: samplesOf(training, 0, kept),
      test: samplesOf(tested, from, tested.labels.length),
    },
  };
}

/**
 * @param {File[]} files
 * @param {Partial<Changes>} [wanted] by the visitor
 * @returns {Promise<OwnData | {problems: Problem[], shift?: number}>} never rejects because of a
 *   file's content; shift: the labels would do if they were moved as far
 */
export async function readOwnData(files, wanted = {}) {
  if (files.length === 0) return { problems: [{ file: '', message: 'no file was chosen' }] };
  if (files.length > MOST_FILES) {
    const message = `${files.length} files; a data set has at most four`;
    return { problems: [{ file: '', message }] };
  }
  /** @type {Problem[]} */
  const problems = [];
  const read = [];
  // Files are read one after another: all four at once would need the memory of four.
  for (const file of files) {
    try {
      read.push(await readOwnFile(file));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ file: file.name, message: error.message });
    }
  }
  if (problems.length > 0) return { problems };
  const changes = { ...UNCHANGED, ...wanted };
  const range = labelRange(read);
  change(read, changes);
  const checked = checkLabels(read);
  if (checked.problems.length > 0) return checked;
  const matched = matchFiles(read, changes.isSwapped);
  return 'problems' in matched ? matched : assemble(matched.parts, range, changes);
}
