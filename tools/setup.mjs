// Installs what a fresh machine lacks for building. `test.mjs` installs what tests need besides.

import { installNodePackages, requireNode } from './node-packages.mjs';
import { installWasmBindgen, prepareRust } from './rust-tools.mjs';
import { doStep } from './steps.mjs';

export async function setUpNode() {
  requireNode();
  await doStep({ name: 'npm packages', work: () => installNodePackages() });
}

export async function setUpRust() {
  await doStep({ name: 'Rust', work: prepareRust });
  await doStep({ name: 'wasm-bindgen', work: installWasmBindgen });
}
