// Rust → wasm → JavaScript glue → optimized wasm; and the catalogue as a module.

import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeCatalog } from './catalog.mjs';
import { mustRun } from './command.mjs';
import { generatedFolder, inRoot } from './paths.mjs';
import { lockedVersion, rustVersion, toolPath } from './rust-tools.mjs';
import { doStep } from './steps.mjs';

// The features that rustc may emit and wasm-opt accepts; no relaxed SIMD, whose results differ
// between machines.
const features = [
  'bulk-memory',
  'nontrapping-float-to-int',
  'sign-ext',
  'mutable-globals',
  'reference-types',
  'multivalue',
  'simd',
].map((name) => `--enable-${name}`);

/** The pages' builds: the parts of `src/wasm/` by feature, and the names of their files. */
const builds = [
  { feature: 'lab', name: 'scale_drift' },
  { feature: 'paper', name: 'scale_drift_paper' },
];
const outputs = [
  ...builds.flatMap(({ name }) => [`${name}.js`, `${name}.d.ts`, `${name}_bg.wasm`]),
  'catalog.js',
];

export const buildWasm = async () =>
  doStep({
    name: 'engine (wasm)',
    inputs: [
      ...['src', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo'],
      ...['tools/wasm.mjs', 'tools/catalog.mjs'],
    ],
    also: `${await rustVersion()} ${readFileSync(inRoot('node_modules/binaryen/package.json'), 'utf8')}`,
    outputs: outputs.map((file) => `www/generated/${file}`),
    work: async () => {
      // The wasm is linked on one core; the catalogue is compiled on another meanwhile.
      const [sizes] = await Promise.all([compileAll(), writeCatalog()]);
      return `${sizes.join('; ')}; wasm-bindgen ${lockedVersion('wasm-bindgen')}`;
    },
  });

async function compileAll() {
  const sizes = [];
  for (const { feature, name } of builds) {
    await compile('scale-drift', generatedFolder, { feature, name });
    sizes.push(`${feature} ${kilobytes(join(generatedFolder, `${name}_bg.wasm`))} gzip`);
  }
  return sizes;
}

/**
 * Compiles the library of a crate of this workspace into a folder: optimized wasm, and the
 * glue that loads it.
 * @param {string} crate
 * @param {string} folder
 * @param {{feature?: string, name?: string}} [options] the one feature to build with, and a name
 *   for the files other than the crate's
 */
export async function compile(crate, folder, options = {}) {
  const program = crate.replaceAll('-', '_');
  const { feature, name = program } = options;
  const only = feature ? ['--no-default-features', '--features', feature] : [];
  await mustRun(
    'cargo',
    [
      ...['build', '--package', crate, '--lib', '--release', '--target', 'wasm32-unknown-unknown'],
      ...only,
    ],
    {
      // The folder is named here, because the next step must find the output of this step.
      env: { CARGO_TARGET_DIR: inRoot('target') },
      remedy: 'The compiler’s messages are above.',
    },
  );
  mkdirSync(folder, { recursive: true });
  await mustRun(toolPath('wasm-bindgen'), [
    '--target',
    'web',
    '--out-dir',
    folder,
    '--out-name',
    name,
    inRoot(`target/wasm32-unknown-unknown/release/${program}.wasm`),
  ]);
  await optimize(join(folder, `${name}_bg.wasm`));
}

/** @param {string} file */
async function optimize(file) {
  const smaller = `${file}.optimized`;
  await mustRun(process.execPath, [
    inRoot('node_modules/binaryen/bin/wasm-opt'),
    '-O3',
    // Nothing lies in the first kilobyte, so constants can move from additions into the offsets
    // of loads: steps of dense networks became a twentieth faster.
    '--low-memory-unused',
    ...features,
    file,
    '-o',
    smaller,
  ]);
  rmSync(file);
  renameSync(smaller, file);
}

/** @param {string} file */
function kilobytes(file) {
  const size = gzipSync(readFileSync(file), { level: 9 }).length;
  return `${Math.round(statSync(file).size / 1000)} kB, ${Math.round(size / 1000)} kB`;
}
