/** Finds the role of each of a visitor's files, and the labels of each set of images. */
import { formatInteger } from '../words/format.js';

/** @typedef {import('./own-file.js').OwnFile} OwnFile */
/** @typedef {'training' | 'test'} Role */
/** @typedef {{file: string, message: string}} Problem */
/** @typedef {{pixels: Uint8Array, labels: Uint8Array}} Part */

/** Whole words of file names; the first that a name has tells its role. @type {[RegExp, Role][]} */
const ROLE_WORDS = [
  [/^t10k(images?|labels?)?$/, 'test'],
  [/^train(ing)?(images?|labels?|set|data)?\d*k?$/, 'training'],
  [/^(test(ing)?(images?|labels?|set|data)?|val|valid|validation|eval|holdout)\d*k?$/, 'test'],
];

/**
 * The role that a file's name tells. Only whole words count: “latest” is no test.
 * @param {string} name
 * @returns {Role | null}
 */
function roleIn(name) {
  const words = name
    .normalize('NFC')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
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
  let isFirstTraining = first.count > second.count;
  // Two names that tell the same tell nothing: the word belongs to the name of the data.
  if (named[0] === named[1]) {
    if (first.count === second.count) return null;
  } else if (named[0] !== null) isFirstTraining = named[0] === 'training';
  else isFirstTraining = named[1] === 'test';
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
export function matchFiles(files, isSwapped) {
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
