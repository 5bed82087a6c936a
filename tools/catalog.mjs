// The engine's catalogue of settings, rules and limits, as a module for the page. Rust declares them
// once. The page needs them before any worker has loaded, so a native program prints them at build
// time; no visitor downloads that program.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { generatedFolder, inRoot } from './paths.mjs';

export async function writeCatalog() {
  await mustRun('cargo', ['build', '--profile', 'catalog', '--bin', 'catalog'], {
    // The folder is named here, because the next step must find the output of this step.
    env: { CARGO_TARGET_DIR: inRoot('target') },
    remedy: 'The compiler’s messages are above.',
  });
  const catalog = JSON.parse(await mustRun(inRoot('target/catalog/catalog'), []));
  mkdirSync(generatedFolder, { recursive: true });
  writeFileSync(
    join(generatedFolder, 'catalog.js'),
    `// Written by the build from the engine's own catalogue.
/** @type {import('../link/state.js').Catalog} */
const catalog = ${JSON.stringify(catalog, null, 2)};
export default catalog;
`,
  );
}
