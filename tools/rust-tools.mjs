// The Rust tool chain, and Rust programs that the project installs for itself into `.tools`.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findProgram, mustRun, run } from './command.mjs';
import { Failure } from './failure.mjs';
import { inRoot, toolsBin, toolsFolder } from './paths.mjs';

const wasmTarget = 'wasm32-unknown-unknown';

/** Fails when cargo is missing; adds the wasm target when that is missing. */
export async function prepareRust() {
  // A terminal that was opened before rustup ran does not know yet where rustup put cargo.
  if (!findProgram('cargo')) process.env.PATH += `${delimiter}${join(homedir(), '.cargo', 'bin')}`;
  if (!findProgram('cargo')) {
    throw new Failure(
      'cargo was not found.',
      'Install Rust from https://rustup.rs, open a new terminal and start again.',
    );
  }
  const sysroot = (await mustRun('rustc', ['--print', 'sysroot'])).trim().split('\n').at(-1) ?? '';
  if (existsSync(join(sysroot, 'lib', 'rustlib', wasmTarget, 'lib'))) return 'already there';
  if (!findProgram('rustup')) {
    throw new Failure(
      `Rust's ${wasmTarget} target is missing, and there is no rustup to add it.`,
      'Install that target with the package manager that installed Rust, or use https://rustup.rs.',
    );
  }
  await mustRun('rustup', ['target', 'add', wasmTarget], {
    remedy: 'rustup must reach its server once: check the network and start again.',
  });
  return `added ${wasmTarget}`;
}

/**
 * The version of a crate in Cargo.lock.
 * @param {string} crate
 * @param {string} [lock]
 */
export function lockedVersion(crate, lock = readFileSync(inRoot('Cargo.lock'), 'utf8')) {
  const version = lock.match(new RegExp(`name = "${crate}"\\r?\\nversion = "([^"]+)"`))?.[1];
  if (!version)
    throw new Failure(`Cargo.lock names no ${crate}.`, 'Run `cargo generate-lockfile`.');
  return version;
}

/** The wasm-bindgen program must be exactly as new as the crate, or its output does not load. */
export const installWasmBindgen = () =>
  // Not --locked: the lock file published with it names a crate version that was withdrawn.
  installRustTool('wasm-bindgen-cli', lockedVersion('wasm-bindgen'), [
    'wasm-bindgen',
    'wasm-bindgen-test-runner',
  ]);

export const installWasmPack = () =>
  installRustTool('wasm-pack', '0.15.1', ['wasm-pack'], ['--locked']);
export const installGeckodriver = () =>
  installRustTool('geckodriver', '0.37.1', ['geckodriver'], ['--locked']);

/**
 * Installs a published Rust program into `.tools`, unless that version is there.
 * @param {string} crate
 * @param {string} version
 * @param {string[]} programs
 * @param {string[]} [flags]
 */
async function installRustTool(crate, version, programs, flags = []) {
  const record = join(toolsFolder, '.crates.toml');
  const installed = existsSync(record) ? readFileSync(record, 'utf8') : '';
  const present = programs.every((name) => existsSync(toolPath(name)));
  if (present && installed.includes(`"${crate} ${version} (`)) return `${version}, already there`;

  console.log(`  installing ${crate} ${version} (a few minutes, once)`);
  await mustRun(
    'cargo',
    ['install', '--debug', '--root', toolsFolder, crate, '--version', `=${version}`, ...flags],
    {
      // A debug build without debug info takes a third of a release build's time, and these
      // programs are quick enough.
      env: { CARGO_TARGET_DIR: join(toolsFolder, 'build'), CARGO_PROFILE_DEV_DEBUG: '0' },
      remedy: 'cargo must reach its registry once: check the network and start again.',
    },
  );
  return version;
}

/** @param {string} name a program installed into `.tools` */
export const toolPath = (name) =>
  join(toolsBin, process.platform === 'win32' ? `${name}.exe` : name);

/** The name and version that rustc prints; a build's result depends on them. */
export const rustVersion = async () =>
  (await run('rustc', ['--version'], { quiet: true })).output.trim();
