// `npm run check` runs the suites that need no browser, for the time between two changes.

import { build } from './build.mjs';
import { runAsProgram } from './failure.mjs';
import { report, runSuites } from './report.mjs';
import { fastSuites } from './suites.mjs';

await runAsProgram(async () => {
  // The type check needs the generated glue, and the data tests need the shards.
  await build(['data', 'wasm']);
  const { text, failed } = report(await runSuites(fastSuites));
  console.log(`\n${text}`);
  if (failed > 0) process.exitCode = 1;
});
