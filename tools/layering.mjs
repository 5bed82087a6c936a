// Which part may use which. The tables below are the architecture; `tests/tools/layering.test.mjs`
// holds the sources against them.

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inRoot } from './paths.mjs';
import { filesUnder } from './steps.mjs';

/** @typedef {{path: string, text: string}} Source path inside the repository, with slashes */

const base = ['decimal', 'error', 'real', 'rng'];
const arithmetic = [...base, 'math', 'param'];
const walks = [...arithmetic, 'layers', 'network'];
const laws = [...walks, 'loss', 'geometry', 'optim', 'symmetry', 'range'];
const experiment = [...laws, 'data', 'experiment', 'json'];

/**
 * The Rust modules, each with those it may use. Two wings meet at `param`: the network's and the
 * descent's; neither knows the other.
 * @type {Record<string, string[]>}
 */
export const rustMayUse = {
  decimal: [],
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
  // Both walk a network, and know no rule.
  symmetry: walks,
  range: walks,
  experiment,
  wasm: experiment,
  bin: experiment,
  lib: [...experiment, 'wasm'],
};

const choices = ['budget', 'lane-choice', 'rescaling', 'settings', 'state'];
const text = ['findings', 'format', 'palette', 'preset-of', 'spelling', 'summaries', ...choices];

/**
 * The page's parts, each with the parts and packages it may use. `charts` know nothing of
 * networks; what runs inside a worker knows the messages and the engine only; `session` moves
 * the runs and draws nothing; `views` draw what they are given and move nothing.
 * @type {Record<string, string[]>}
 */
export const pageMayUse = {
  format: [],
  palette: [],
  settings: [],
  budget: [],
  rescaling: ['settings'],
  'lane-choice': ['settings'],
  spelling: ['lane-choice', 'rescaling', 'state'],
  history: [],
  'test-errors': ['history', 'trace'],
  moment: ['format', 'history'],
  notices: ['settings'],
  keys: [],
  'preset-of': [],
  presets: [],
  state: ['budget', 'lane-choice', 'rescaling', 'settings'],
  summaries: ['format'],
  findings: ['format', 'inspection', 'moment', 'summaries'],
  trace: [],
  cursor: [],
  inspection: ['trace'],
  inspector: [],
  'lane-record': ['history', 'inspection'],
  view: ['charts'],
  'self-check': ['format'],
  device: ['lane-choice', 'state'],
  // The service worker is a program of its own.
  offline: [],
  data: ['format'],
  // Saved runs: bytes to numbers and back, and what moves a session there.
  'run-file': ['history', 'lane-record', 'session', 'spelling', 'state', 'worker'],
  // The same comparison over seeds: moves workers of its own, and knows no document.
  seeds: ['worker', 'worker/protocol'],
  charts: ['uplot'],
  // Drawings as bytes, and how they become images like MNIST's.
  digit: [],
  'worker/protocol': ['worker/questions'],
  'worker/round': [],
  'worker/inspect': ['worker/protocol', 'generated'],
  'worker/questions': ['generated'],
  'worker/loading': [],
  'worker/trainer': [
    'worker/loading',
    'worker/protocol',
    'worker/round',
    'worker/inspect',
    'worker/questions',
    'generated',
  ],
  // The page's side of the workers.
  worker: ['worker/protocol'],
  lanes: ['history', 'lane-choice', 'lane-record', 'notices', 'summaries', 'worker'],
  adjustments: ['lane-choice', 'rescaling', 'state', 'worker'],
  // Session and its choices are two halves of one thing.
  choices: ['lane-choice', 'settings', 'session', 'worker', 'budget', 'data', 'state'],
  session: [
    'choices',
    ...choices,
    'adjustments',
    'history',
    'lane-record',
    'lanes',
    'moment',
    'notices',
    'spelling',
    'summaries',
    'worker',
  ],
  views: ['charts', 'digit', 'inspection', 'moment', 'test-errors', ...text],
  near: [],
  turns: [],
  // The paper's page: a composition root of its own; its worker knows messages and engine only.
  'paper/clock': [],
  'paper/worker': ['generated', 'paper/clock', 'worker/loading', 'worker/protocol'],
  paper: [
    'charts',
    'data',
    'format',
    'generated',
    'palette',
    'paper/worker',
    'seeds',
    'style',
    'views',
    'worker',
  ],
  // Parts of the page far below, each put together from what it needs.
  lab: [
    'charts',
    'data',
    'inspection',
    'moment',
    'run-file',
    'self-check',
    'seeds',
    'views',
    'worker',
    ...text,
  ],
  main: [
    ...text,
    'charts',
    'cursor',
    'data',
    'device',
    'generated',
    'history',
    'inspector',
    'lab',
    'lane-record',
    'near',
    'lanes',
    'notices',
    'run-file',
    'seeds',
    'self-check',
    'session',
    'style',
    'turns',
    'view',
    'views',
    'worker',
    'worker/trainer',
  ],
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
 * The modules of this crate that a Rust file names, its unit tests left out: those may look
 * anywhere.
 * @param {Source} source
 * @returns {string[]}
 */
export function rustUses({ path, text }) {
  const code = text
    .replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*$/, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '');
  const parts = path
    .replace(/^src\//, '')
    .replace(/\.rs$/, '')
    .split('/');
  const depth = parts.at(-1) === 'mod' ? parts.length - 1 : parts.length;
  // As many `super`s as the file is deep lead to the crate's root.
  const rootName = `(?:crate|scale_drift|${Array(depth).fill('super').join('::')})`;
  const found = new Set();
  for (const [, name] of code.matchAll(new RegExp(`(?<![\\w:])${rootName}::(\\w+)`, 'g')))
    found.add(name);
  for (const [, list] of code.matchAll(new RegExp(`(?<![\\w:])${rootName}::\\{([^;]*)\\}`, 'g'))) {
    for (const name of topNames(list)) found.add(name);
  }
  found.delete('super');
  return [...found];
}

/**
 * The first names of a `{…}` list: `a::{b, c}, d` gives a and d.
 * @param {string} list
 */
function topNames(list) {
  let flat = list;
  while (/\{[^{}]*\}/.test(flat)) flat = flat.replace(/\{[^{}]*\}/g, '');
  return flat
    .split(',')
    .map((item) => item.trim().split('::')[0])
    .filter(Boolean);
}

/**
 * The part of the page a file belongs to: its folder, or its own name at the top.
 * @param {string} path such as www/worker/runs.js
 */
export function pagePart(path) {
  const parts = path.replace(/^www\//, '').split('/');
  const inside = parts.join('/').replace(/\.js$/, '');
  if (inside in pageMayUse) return inside;
  return parts.length > 1 ? parts[0] : inside;
}

/**
 * What a page module imports: paths inside the repository, or package names.
 * @param {Source} source
 * @returns {string[]}
 */
export function pageUses({ path, text }) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const names = [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\1/g)].map(
    ([, , name]) => name.split('?')[0],
  );
  return names.map((name) =>
    name.startsWith('.') ? normalize(join(dirname(path), name)).replaceAll('\\', '/') : name,
  );
}

/**
 * Every arrow that the tables forbid, as a sentence.
 * @param {Source[]} sources Rust and page files
 * @returns {string[]}
 */
export function forbiddenArrows(sources) {
  return sources.flatMap((source) => {
    const rust = source.path.endsWith('.rs');
    const table = rust ? rustMayUse : pageMayUse;
    const from = rust ? rustModule(source.path) : pagePart(source.path);
    if (!(from in table)) return [`${source.path}: “${from}” has no place in the order`];
    const uses = rust ? rustUses(source) : pageUses(source);
    const to = uses.map((name) => (rust ? name : partOfImport(name)));
    return to
      .filter((name) => name !== from && !table[from].includes(name))
      .filter((name) => !rust || name in table)
      .map((name) => `${source.path}: ${from} must not use ${name}`);
  });
}

/** @param {string} name a path, or a package */
function partOfImport(name) {
  if (name.endsWith('.css')) return 'style';
  return name.startsWith('www/') ? pagePart(name) : name;
}

/** The sources of this repository that the tables speak of. */
export const ownSources = () =>
  filesUnder(['src', 'www'])
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(rs|js)$/.test(path) && !/^www\/(generated|public)\//.test(path))
    .map((path) => ({ path, text: readFileSync(inRoot(path), 'utf8') }));
