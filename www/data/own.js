/**
 * Makes a data set from the files that a visitor chose: finds the role of each file, matches images
 * and labels, and cuts them into pieces in the format of the page's own data files. Nothing is sent
 * anywhere.
 */
import { formatInteger } from '../words/format.js';
import { onePerClass, shardOf } from './idx.js';
import { Refusal, readOwnFile } from './own-file.js';

/** @typedef {import('./own-file.js').OwnFile} OwnFile */
/** @typedef {'training' | 'test'} Role */
/** @typedef {{file: string, message: string}} Problem */
/** @typedef {{pixels: Uint8Array, labels: Uint8Array}} Part */
/**
 * @typedef {{name: string, training: Uint8Array[], test: Uint8Array[],
 *   counts: {training: number, test: number}, note: string, canSwap: boolean,
 *   samples: Uint8Array[] | null}} OwnData
 *   training and test: pieces in the engine's format; note: what the page decided for the visitor;
 *   canSwap: whether there are two sets, so that the other set could be for training; samples: an
 *   image of each class, if a first piece has all classes
 */

const MOST_TEST_IMAGES = 10_000;
const MOST_FILES = 8;
/** The share of a set without test images that is set aside for the test. */
const TEST_SHARE = 1 / 6;
const FIRST_TRAINING = 4096;
const TRAINING = 8192;
const FIRST_TEST = 1000;

/** Whole words of file names; the first that a name has tells its role. @type {[RegExp, Role][]} */
const ROLE_WORDS = [
  [/^t10k$/, 'test'],
  [/^train(ing)?$/, 'training'],
  [/^(test(ing)?|val|valid|validation)$/, 'test'],
];

/**
 * The role that a file's name tells. Only whole words count: “latest” is no test.
 * @param {string} name
 * @returns {Role | null}
 */
function roleIn(name) {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const known = ROLE_WORDS.find(([pattern]) => words.some((word) => pattern.test(word)));
  return known?.[1] ?? null;
}

/**
 * Gives each file of images its role: by name, else the larger set is for training.
 * @param {OwnFile[]} images one or two files
 * @returns {Map<OwnFile, Role> | null} null when the roles cannot be told
 */
function rolesOf(images) {
  if (images.length === 1) return new Map([[images[0], 'training']]);
  const [first, second] = images;
  const named = [roleIn(first.file), roleIn(second.file)];
  if (named[0] !== null && named[0] === named[1]) return null;
  let isFirstTraining = first.count > second.count;
  if (named[0] !== null) isFirstTraining = named[0] === 'training';
  else if (named[1] !== null) isFirstTraining = named[1] === 'test';
  else if (first.count === second.count) return null;
  return new Map([
    [first, isFirstTraining ? 'training' : 'test'],
    [second, isFirstTraining ? 'test' : 'training'],
  ]);
}

/**
 * Finds the labels of some images. Labels of the same role and count go first; labels whose name
 * tells the other role are never taken.
 * @param {OwnFile} images
 * @param {OwnFile[]} labels
 * @param {boolean} isOnly whether there are no other images
 */
function labelsFor(images, labels, isOnly) {
  const role = roleIn(images.file);
  let found;
  let best = isOnly && labels.length === 1 ? -1 : 0;
  for (const each of labels) {
    const other = roleIn(each.file);
    if (role && other && role !== other) continue;
    const isOfCount = each.count === images.count;
    const rank = (role && role === other ? 4 : 0) + (isOfCount ? 2 + Number(role === other) : 0);
    if (rank > best) [found, best] = [each, rank];
  }
  return found;
}

/**
 * @param {Map<OwnFile, Role>} roles
 * @returns {Map<OwnFile, Role>}
 */
const swapped = (roles) =>
  new Map([...roles].map(([set, role]) => [set, role === 'training' ? 'test' : 'training']));

/**
 * @param {OwnFile[]} files well-formed
 * @param {boolean} isSwapped whether the visitor wants the other set for training
 * @returns {{parts: Map<Role, Part & {files: OwnFile}>} | {problems: Problem[]}}
 */
function matchFiles(files, isSwapped) {
  const images = files.filter(({ kind }) => kind === 'images');
  const labels = files.filter(({ kind }) => kind === 'labels');
  if (images.length === 0) {
    const message = 'no images came with these labels; choose their images as well';
    return { problems: labels.map(({ file }) => ({ file, message })) };
  }
  const roles = images.length > 2 ? null : rolesOf(images);
  if (!roles) {
    const message =
      images.length > 2
        ? 'more than two sets of images; choose one for training and one for test'
        : 'the page cannot tell which images are for training; name the files train… and test…';
    return { problems: images.map(({ file }) => ({ file, message })) };
  }
  /** @type {Problem[]} */
  const problems = [];
  const parts = new Map();
  const unused = new Set(labels);
  for (const [set, role] of isSwapped && roles.size === 2 ? swapped(roles) : roles) {
    const found = labelsFor(set, [...unused], images.length === 1);
    if (!found) {
      problems.push({ file: set.file, message: 'its labels are missing; choose them as well' });
      continue;
    }
    unused.delete(found);
    if (found.count !== set.count) {
      const message = `${formatInteger(found.count)} labels for the ${formatInteger(set.count)} images of ${set.file}`;
      problems.push({ file: found.file, message });
    }
    parts.set(role, { pixels: set.bytes, labels: found.bytes, files: set });
  }
  for (const { file } of unused) {
    problems.push({ file, message: 'no images belong to these labels' });
  }
  return problems.length > 0 ? { problems } : { parts };
}

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
  const prefix = file.replace(/[-_. ]*(train|t10k|test|images|idx).*$/i, '');
  return folder || prefix || 'your files';
}

/**
 * @param {Map<Role, Part & {files: OwnFile}>} parts
 * @returns {OwnData | {problems: Problem[]}}
 */
function assemble(parts) {
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
  const test = given
    ? cut(given, 0, given.labels.length, FIRST_TEST, MOST_TEST_IMAGES)
    : cut(training, kept, all, FIRST_TEST, MOST_TEST_IMAGES);
  const counts = { training: kept, test: given ? given.labels.length : all - kept };
  const note = given
    ? `${training.files.file} is for training, ${given.files.file} for the test.`
    : `The files hold no test images: the last ${formatInteger(counts.test)} of the ${formatInteger(all)} images are set aside for the test.`;
  const hasInk = training.pixels.some((pixel) => pixel > 0);
  const blank = hasInk ? '' : ' No training image has any ink: a network learns nothing from them.';
  const samples = onePerClass(test[0]) ?? onePerClass(pieces[0]);
  const name = nameOf(training.files);
  const canSwap = given !== undefined;
  return { name, training: pieces, test, counts, note: note + blank, canSwap, samples };
}

/**
 * @param {File[]} files
 * @param {boolean} [isSwapped] whether the visitor wants the other set for training
 * @returns {Promise<OwnData | {problems: Problem[]}>} never rejects because of a file's content
 */
export async function readOwnData(files, isSwapped = false) {
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
  const matched = matchFiles(read, isSwapped);
  return 'problems' in matched ? matched : assemble(matched.parts);
}
