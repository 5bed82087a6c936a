// Builds what the bench runs, into target/bench: a folder to be served, and a native program.

import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from '../build.mjs';
import { mustRun } from '../command.mjs';
import { installNodePackages } from '../node-packages.mjs';
import { dataFolder, inRoot } from '../paths.mjs';
import { rustVersion } from '../rust-tools.mjs';
import { setUpRust } from '../setup.mjs';
import { doStep } from '../steps.mjs';
import { compile } from '../wasm.mjs';

const folder = inRoot('tools', 'bench');
const rust = ['src', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo', 'tools/wasm.mjs'];
const program = process.platform === 'win32' ? 'bench-native.exe' : 'bench-native';

export const outputFolder = inRoot('target', 'bench');
export const pageFolder = join(outputFolder, 'page');
export const shard = join(pageFolder, 'images.bin');
export const nativeProgram = inRoot('target', 'release', program);

/** The other libraries' files, as their packages have them. */
const rivals = [
  '@tensorflow/tfjs/dist/tf.min.js',
  '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
  'convnetjs/build/convnet.js',
];

export async function buildBench() {
  await build(['data']);
  await setUpRust();
  await doStep({ name: 'packages to compare with', work: () => installNodePackages(folder) });
  await doStep({
    name: 'bench (wasm and native)',
    inputs: [...rust, 'tools/bench/engine'],
    also: await rustVersion(),
    outputs: ['target/bench/page/engine/scale_drift_bench_bg.wasm', `target/release/${program}`],
    work: async () => {
      await compile('scale-drift-bench', join(pageFolder, 'engine'));
      const native = ['build', '--release', '--package', 'scale-drift-bench'];
      await mustRun('cargo', native, { env: { CARGO_TARGET_DIR: inRoot('target') } });
      return undefined;
    },
  });
  await doStep({
    name: 'bench (page)',
    work: async () => {
      mkdirSync(join(pageFolder, 'rivals'), { recursive: true });
      cpSync(join(folder, 'page'), pageFolder, { recursive: true });
      for (const file of rivals) {
        const name = file.slice(file.lastIndexOf('/') + 1);
        copyFileSync(join(folder, 'node_modules', file), join(pageFolder, 'rivals', name));
      }
      writeFileSync(shard, gunzipSync(readFileSync(join(dataFolder, 'training-00.gz'))));
      return undefined;
    },
  });
}

/** The versions of the other libraries, as they were installed. */
export function rivalVersions() {
  /** @param {string} name */
  const version = (name) =>
    JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  return { tensorflow: version('@tensorflow/tfjs'), convnet: version('convnetjs') };
}
