// Which part may use which. The tables below are the architecture; `tests/tools/layering.test.mjs`
// holds the sources against them.

import { circles, pageUses, rustPaths } from './imports.mjs';

/** @typedef {import('./imports.mjs').Source} Source */

const base = ['decimal', 'error', 'prose', 'real', 'rng'];
const arithmetic = [...base, 'math', 'param'];
const walks = [...arithmetic, 'layers', 'network'];
const laws = [...walks, 'loss', 'geometry', 'optim', 'symmetry', 'range'];
const experiment = [...laws, 'data', 'experiment', 'json'];

/**
 * The Rust modules, each with the modules it may use. Two wings meet at `param`, the network's and
 * the descent's; neither wing knows the other.
 * @type {Record<string, string[]>}
 */
export const rustMayUse = {
  decimal: [],
  prose: [],
  json: [],
  error: [],
  real: [],
  rng: ['real'],
  math: ['real'],
  param: [...base, 'math'],
  data: base.concat('math'),
  layers: arithmetic,
  loss: arithmetic,
  network: [...arithmetic, 'layers', 'loss'],
  geometry: arithmetic,
  optim: [...arithmetic, 'geometry'],
  // These modules walk a network and know no rule.
  symmetry: walks,
  range: walks,
  experiment,
  wasm: experiment,
  bin: experiment,
  lib: [...experiment, 'wasm'],
};

/** What every part of the page may use: the ground floor. */
const ground = ['words', 'charts', 'link', 'worker', 'worker/protocol', 'data'];
const upper = [...ground, 'run', 'page'];

/**
 * The rooms of the page, each with the rooms and packages that it may use. `charts` know nothing of
 * networks; `run` holds the run and touches no document; a figure knows no other figure but `lines`
 * and `pictures`, the two kinds that figures are made of. A file with an entry of its own has a rule
 * of its own.
 * @type {Record<string, string[]>}
 */
export const pageMayUse = {
  words: [],
  charts: ['uplot'],
  link: [],
  data: ['words'],
  // Inside a worker: the messages and the engine only.
  'worker/inside': ['worker/protocol', 'generated'],
  'worker/protocol': [],
  // The page's side of the workers.
  worker: ['worker/protocol'],
  run: ['words', 'link', 'worker'],
  'run-file': ['run', 'link', 'worker'],
  page: ['words', 'charts', 'link', 'run'],
  'figures/lines': upper,
  'figures/pictures': [...upper, 'figures/lines'],
  figures: [...upper, 'figures/lines', 'figures/pictures'],
  controls: [...upper, 'run-file'],
  'self-check': [...ground, 'page'],
  // The page of the paper's experiment; its worker knows only the messages and the engine.
  'paper/protocol': ['worker/protocol'],
  'paper/inside': ['generated', 'paper/protocol', 'worker/inside', 'worker/protocol'],
  paper: [...ground, 'generated', 'page', 'figures/seeds', 'paper/inside', 'paper/protocol'],
  // The composition root of the Lab.
  main: [...upper, 'generated', 'figures', 'controls', 'run-file', 'self-check', 'worker/inside'],
  // The service worker is a program of its own.
  offline: [],
};

/**
 * The module a Rust file belongs to.
 * @param {string} path such as src/layers/dense.rs
 */
export function rustModule(path) {
  return path
    .replace(/^src\//, '')
    .replace(/\.rs$/, '')
    .split('/')[0];
}

/**
 * The modules of this crate that a Rust file names.
 * @param {Source} source
 * @returns {string[]}
 */
export const rustUses = (source) => [...new Set(rustPaths(source).map(([module]) => module))];

/**
 * The room of the page that a file belongs to: the longest entry of the table that its path begins
 * with. A figure without an entry of its own belongs to `figures/` and its name.
 * @param {string} path such as www/worker/runs.js
 */
export function pagePart(path) {
  const parts = path
    .replace(/^www\//, '')
    .replace(/\.js$/, '')
    .split('/');
  const depth = parts[0] === 'figures' ? 2 : 1;
  const inside = parts.slice(0, 2).join('/');
  return inside in pageMayUse ? inside : parts.slice(0, depth).join('/');
}

/**
 * @param {string} part
 * @param {Record<string, string[]>} table
 */
const ruleOf = (part, table) => table[part] ?? table[part.split('/')[0]];

/**
 * Whether a list of rooms has a room: `figures` stands for every figure.
 * @param {string[]} rooms
 * @param {string} room
 */
const has = (rooms, room) =>
  rooms.includes(room) || rooms.includes(room.replace(/^(figures)\/.*/, '$1'));

/**
 * Every arrow that the tables forbid, and every circle of files, as a sentence.
 * @param {Source[]} sources Rust and page files
 * @returns {string[]}
 */
export function forbiddenArrows(sources) {
  const arrows = sources.flatMap((source) => {
    const rust = source.path.endsWith('.rs');
    const table = rust ? rustMayUse : pageMayUse;
    const from = rust ? rustModule(source.path) : pagePart(source.path);
    const allowed = ruleOf(from, table);
    if (!allowed) return [`${source.path}: “${from}” has no place in the order`];
    const to = rust ? rustUses(source).filter((name) => name in table) : partsUsed(source);
    return to
      .filter((name) => name !== from && !has(allowed, name))
      .map((name) => `${source.path}: ${from} must not use ${name}`);
  });
  return [...arrows, ...circles(sources).map((way) => `${way}: a circle`)];
}

/**
 * The rooms and packages that a page file imports; style sheets are no code.
 * @param {Source} source
 */
const partsUsed = (source) =>
  pageUses(source)
    .filter((name) => !name.endsWith('.css'))
    .map((name) => (name.startsWith('www/') ? pagePart(name) : name));
