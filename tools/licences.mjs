// `dist/licences.txt`: the licence of everything that the site sends to a visitor. It covers the
// npm packages among the `dependencies`, the crates that the engine is compiled from, Rust's own
// library, the bundler's loader, and MNIST. Every text stands there once, with the names of all
// parts that it belongs to.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun } from './command.mjs';
import { dataFolder, inRoot, siteFolder } from './paths.mjs';
import { prepareRust } from './rust-tools.mjs';

/**
 * @typedef {object} Part something that reaches the visitor and has a licence
 * @property {string} name with its version
 * @property {string} licence as an SPDX expression, or in words
 * @property {string} authors
 * @property {string} home where its source is, or ''
 * @property {string[]} texts of its licence files
 */

export const LICENCES = 'licences.txt';
const LICENCE_FILE = /^(licen[cs]e|copying|copyright|notice|unlicense)([-._].*)?$/i;
const RULE = '='.repeat(80);

/** @param {string} folder of a package's source */
function licenceTexts(folder) {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names
    .filter((name) => LICENCE_FILE.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/**
 * The npm packages that the bundle is made from: the `dependencies` of `package.json`, and theirs.
 * @returns {Part[]}
 */
export function npmPackages() {
  const own = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const names = new Set(Object.keys(own.dependencies));
  const parts = [];
  for (const name of names) {
    const folder = inRoot('node_modules', name);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const needed of Object.keys(about.dependencies ?? {})) names.add(needed);
    parts.push({
      name: `${name} ${about.version}`,
      licence: about.license ?? '',
      authors: personName(about.author),
      home: repositoryOf(about.repository),
      texts: licenceTexts(folder),
    });
  }
  return parts;
}

/** @param {string | {name: string} | undefined} author as `package.json` has it */
const personName = (author) =>
  (typeof author === 'object' ? author.name : (author ?? '')).replace(/ <.*/, '');

/** @param {string | {url: string} | undefined} repository as `package.json` has it */
const repositoryOf = (repository) =>
  (typeof repository === 'object' ? repository.url : (repository ?? '')).replace(/^git\+/, '');

/**
 * The crates that the engine is compiled from, macros included, in the order of their names. Cargo
 * says which they are and where their sources lie.
 * @returns {Promise<Part[]>}
 */
export async function crates() {
  const output = await mustRun(
    'cargo',
    [
      ...['metadata', '--quiet', '--locked', '--format-version', '1'],
      ...['--filter-platform', 'wasm32-unknown-unknown'],
    ],
    { remedy: 'cargo must reach its registry once: check the network and start again.' },
  );
  // rustup may say something first.
  const { packages, resolve } = JSON.parse(output.slice(output.indexOf('{')));
  const used = normalDependencies(resolve.nodes, resolve.root);
  return packages
    .filter((/** @type {CargoPackage} */ about) => used.has(about.id))
    .map((/** @type {CargoPackage} */ about) => ({
      name: `${about.name} ${about.version}`,
      licence: (about.license ?? '').replace('/', ' OR '),
      authors: about.authors.map((author) => author.replace(/ <.*/, '')).join(', '),
      home: about.repository ?? '',
      texts: licenceTexts(dirname(about.manifest_path)),
    }));
}

/**
 * @typedef {{id: string, name: string, version: string, license: string | null, authors: string[],
 *   repository: string | null, manifest_path: string}} CargoPackage
 * @typedef {{id: string, deps: {pkg: string, dep_kinds: {kind: string | null}[]}[]}} CargoNode
 */

/**
 * All that `root` is compiled from, without itself: no build scripts' and no tests' dependencies.
 * @param {CargoNode[]} nodes
 * @param {string} root
 */
function normalDependencies(nodes, root) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Set([root]);
  for (const id of found) {
    for (const { pkg, dep_kinds: kinds } of byId.get(id)?.deps ?? []) {
      if (kinds.some(({ kind }) => kind === null)) found.add(pkg);
    }
  }
  found.delete(root);
  return found;
}

/**
 * Rust's own library, parts of which are in every program. rustup puts its licences beside it.
 * @returns {Promise<Part>}
 */
async function rustLibrary() {
  const sysroot = lastLine(await mustRun('rustc', ['--print', 'sysroot']));
  const folder = join(sysroot, 'share', 'doc', 'rust', 'licenses');
  const files = ['MIT', 'Apache-2.0', 'Unicode-3.0'].map((name) => join(folder, `${name}.txt`));
  return {
    name: `Rust standard library of ${lastLine(await mustRun('rustc', ['--version']))}`,
    licence: '(MIT OR Apache-2.0) AND Unicode-3.0',
    authors: 'The Rust Project contributors',
    home: 'https://github.com/rust-lang/rust',
    texts: files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8')),
  };
}

/** @param {string} output of a program; rustup may have said something before */
const lastLine = (output) => output.trim().split('\n').at(-1) ?? '';

/**
 * The few lines by which the bundle loads its later parts. Vite's licence file also lists the
 * packages inside Vite; none of those reaches a visitor.
 * @returns {Part}
 */
function bundleLoader() {
  const folder = inRoot('node_modules', 'vite');
  const { version, license, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const [own] = readFileSync(join(folder, 'LICENSE.md'), 'utf8').split(/^# Licenses of bundled/m);
  return {
    name: `vite ${version}, its loader`,
    licence: license,
    authors: 'VoidZero Inc. and Vite contributors',
    home: repositoryOf(repository),
    texts: [own],
  };
}

/** The site itself, and the images it trains on. @returns {Part[]} */
function ownParts() {
  const { version, license } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const scaleDrift = {
    name: `Scale Drift ${version}`,
    licence: license,
    authors: 'The Scale Drift authors',
    home: '',
    texts: [readFileSync(inRoot('LICENSE'), 'utf8')],
  };
  const mnist = {
    name: 'MNIST, the images of handwritten digits',
    licence: 'CC-BY-SA-3.0',
    authors: 'Yann LeCun, Corinna Cortes and Christopher J. C. Burges',
    home: '',
    texts: [readFileSync(join(dataFolder, 'NOTICE'), 'utf8')],
  };
  return [scaleDrift, mnist];
}

/**
 * The document. A part without a licence file has its SPDX expression and its authors alone.
 * @param {Part[]} parts
 */
export function licenceDocument(parts) {
  /** @type {Map<string, {text: string, users: string[]}>} by the text's words alone */
  const texts = new Map();
  const entries = parts.map((part) => {
    const numbers = part.texts.map((text) => {
      const key = text.replace(/\s+/g, ' ').trim();
      const entry = texts.get(key) ?? { text: cleaned(text), users: [] };
      entry.users.push(part.name);
      texts.set(key, entry);
      return [...texts.keys()].indexOf(key) + 1;
    });
    return entryOf(part, [...new Set(numbers)]);
  });
  const full = [...texts.values()].map(
    ({ text, users }, index) => `${RULE}\nText ${index + 1}, of ${users.join(', ')}\n\n${text}\n`,
  );
  return `${INTRODUCTION}\n${entries.join('\n')}\n${full.join('\n')}`;
}

const INTRODUCTION = `LICENCES

Scale Drift is made of its own code and of the parts listed here, which others have written and let
everybody use. Thank you. First comes the list; the full texts follow, each under its number.
`;

/**
 * @param {Part} part
 * @param {number[]} numbers of its texts
 */
const entryOf = ({ name, licence, authors, home }, numbers) =>
  [
    name,
    `  Licence: ${licence}`,
    authors && `  Authors: ${authors}`,
    home && `  Source: ${home}`,
    numbers.length > 0 ? `  Text: ${numbers.join(', ')}` : '  Text: none in its source',
    '',
  ]
    .filter((line, index, all) => line !== '' || index === all.length - 1)
    .join('\n');

/** @param {string} text without spaces at line ends, and without empty lines around it */
const cleaned = (text) =>
  text
    .replace(/[^\S\n]+$/gm, '')
    .replace(/^\n+/, '')
    .trimEnd();

/** Writes the document into the site. */
export async function writeLicences() {
  await prepareRust();
  const parts = [
    ...ownParts(),
    ...npmPackages(),
    bundleLoader(),
    ...(await crates()),
    await rustLibrary(),
  ];
  writeFileSync(join(siteFolder, LICENCES), licenceDocument(parts));
}
