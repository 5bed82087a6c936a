// The files of this repository that a source file imports, in Rust and in JavaScript.

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inRoot } from './paths.mjs';
import { filesUnder } from './steps.mjs';

/** @typedef {{path: string, text: string}} Source path inside the repository, with slashes */

/** The Rust and JavaScript sources of this repository, without what the build writes. */
export const ownSources = () =>
  filesUnder(['src', 'www'])
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(rs|js)$/.test(path) && !/^www\/(generated|public)\//.test(path))
    .map((path) => ({ path, text: readFileSync(inRoot(path), 'utf8') }));

/**
 * The paths that a Rust file names from the root of the crate, such as `['layers', 'dense', 'Dense']`.
 * Its unit tests are left out: they may look anywhere.
 * @param {Source} source
 * @returns {string[][]}
 */
export function rustPaths({ path, text }) {
  const code = text
    .replace(/#\[cfg\((?:all\()?test[\s\S]*?\]\s*mod \w+ \{[\s\S]*$/, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '');
  const here = moduleOf(path);
  const paths = [];
  for (const { index, 0: start } of code.matchAll(/(?<![\w:])(?:crate|scale_drift|super)::/g)) {
    const uses = code.slice(index).match(/^[\w:]+(?:\{[^;]*?\};)?/)?.[0] ?? start;
    paths.push(...expand(uses).map((names) => fromRoot(names, here)));
  }
  return paths.filter((names) => names.length > 0);
}

/**
 * The module that a file is: `src/layers/dense.rs` is `['layers', 'dense']`.
 * @param {string} path
 */
function moduleOf(path) {
  const parts = path
    .replace(/^src\//, '')
    .replace(/\.rs$/, '')
    .split('/');
  return parts.at(-1) === 'mod' || parts.at(-1) === 'lib' ? parts.slice(0, -1) : parts;
}

/**
 * `a::{b, c::d};` names `a::b` and `a::c::d`.
 * @param {string} uses
 * @returns {string[][]}
 */
function expand(uses) {
  const brace = uses.indexOf('{');
  if (brace < 0) return [uses.split('::').filter(Boolean)];
  const before = uses.slice(0, brace).split('::').filter(Boolean);
  const inside = uses.slice(brace + 1, uses.lastIndexOf('}'));
  return partsOf(inside).flatMap((part) => expand(part).map((names) => [...before, ...names]));
}

/**
 * The parts between the commas that stand in no inner braces.
 * @param {string} list
 */
function partsOf(list) {
  const parts = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/**
 * A path from the crate's root; each `super` leaves one module.
 * @param {string[]} names
 * @param {string[]} here
 */
function fromRoot(names, here) {
  const ups = names.findIndex((name) => name !== 'super');
  const rest = names.slice(names[0] === 'super' ? ups : 1).filter((name) => name !== 'self');
  if (names[0] !== 'super') return rest;
  return ups < 0 ? [] : [...here.slice(0, here.length - ups), ...rest];
}

/**
 * The files that a Rust file names. A `mod.rs` names the files of its own folder by declaring them,
 * which is no import.
 * @param {Source} source
 * @param {ReadonlySet<string>} files every file
 * @returns {string[]}
 */
export function rustFiles(source, files) {
  const own = source.path.endsWith('/mod.rs') ? dirname(source.path) : null;
  const found = rustPaths(source).flatMap((names) => fileOf(names, files) ?? []);
  return [...new Set(found)].filter(
    (file) => file !== source.path && !(own && file.startsWith(`${own}/`)),
  );
}

/**
 * The file of a path: the file of the deepest module in the path.
 * @param {string[]} names
 * @param {ReadonlySet<string>} files
 */
function fileOf(names, files) {
  for (let depth = names.length; depth > 0; depth -= 1) {
    const module = `src/${names.slice(0, depth).join('/')}`;
    const file = [`${module}.rs`, `${module}/mod.rs`].find((name) => files.has(name));
    if (file) return file;
  }
  return undefined;
}

/**
 * The imports of a page module: paths inside the repository, or package names. Types that comments
 * import do not count: they cost a visitor nothing.
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
 * Every circle of files that import each other, as a sentence.
 * @param {Source[]} sources
 * @returns {string[]}
 */
export function circles(sources) {
  const files = new Set(sources.map(({ path }) => path));
  const arrows = new Map(
    sources.map((source) => {
      const isRust = source.path.endsWith('.rs');
      const uses = isRust ? rustFiles(source, files) : pageUses(source);
      return [source.path, uses.filter((file) => files.has(file))];
    }),
  );
  return [...files]
    .map((file) => shortestWay(file, arrows))
    .filter((way) => way !== null && way[0] === [...way].sort()[0])
    .map((way) => /** @type {string[]} */ (way).join(' → '));
}

/**
 * The shortest way from a file back to itself.
 * @param {string} start
 * @param {Map<string, string[]>} arrows
 * @returns {string[] | null}
 */
function shortestWay(start, arrows) {
  /** @type {Map<string, string>} */
  const from = new Map();
  const waiting = [start];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    for (const next of arrows.get(file) ?? []) {
      if (next !== start && from.has(next)) continue;
      from.set(next, file);
      if (next === start) return wayBack(start, from);
      waiting.push(next);
    }
  }
  return null;
}

/**
 * @param {string} start
 * @param {Map<string, string>} from
 */
function wayBack(start, from) {
  const way = [start];
  let file = from.get(start);
  while (file !== undefined && file !== start) {
    way.unshift(file);
    file = from.get(file);
  }
  return [start, ...way];
}
