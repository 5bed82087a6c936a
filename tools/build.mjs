// `npm run build` builds the whole site into `dist/`; with `wasm` or `data`, only that part.

import { pathToFileURL } from 'node:url';
import { buildData } from './data.mjs';
import { Failure, runAsProgram } from './failure.mjs';
import { buildNativeResults } from './native-results.mjs';
import { setUpNode, setUpRust } from './setup.mjs';
import { buildSite } from './site.mjs';
import { buildWasm } from './wasm.mjs';

/** @type {Record<string, () => Promise<void>>} */
const parts = {
  data: buildData,
  wasm: async () => {
    await setUpRust();
    await buildWasm();
    await buildNativeResults();
  },
  site: buildSite,
};

/** Sets up what is missing and builds what has changed. */
export async function build(only = Object.keys(parts)) {
  await setUpNode();
  for (const name of only) {
    if (!parts[name]) {
      throw new Failure(`There is no part “${name}”.`, `Parts: ${Object.keys(parts).join(', ')}.`);
    }
    await parts[name]();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const only = process.argv.slice(2);
  await runAsProgram(() => build(only.length ? only : undefined));
}
