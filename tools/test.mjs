// `npm test` installs what the tests need, builds the site, and runs every suite.
// `npm test -- Firefox` runs only the suites that have this word in their name.

import { build } from './build.mjs';
import { Failure, runAsProgram } from './failure.mjs';
import { report, runSuites } from './report.mjs';
import { installGeckodriver, installWasmPack } from './rust-tools.mjs';
import { doStep } from './steps.mjs';
import { allSuites } from './suites.mjs';
import { installBrowsers } from './system-packages.mjs';

await runAsProgram(async () => {
  const words = process.argv.slice(2);
  const suites = allSuites.filter(({ name }) => words.every((word) => name.includes(word)));
  if (suites.length === 0) {
    throw new Failure(
      `No suite is called “${words.join(' ')}”.`,
      `Suites:\n${allSuites.map(({ name }) => name).join('\n')}`,
    );
  }
  await build();
  await doStep({ name: 'browsers', work: installBrowsers });
  await doStep({ name: 'wasm-pack', work: installWasmPack });
  await doStep({ name: 'geckodriver', work: installGeckodriver });

  const { text, failed } = report(await runSuites(suites));
  console.log(`\n${text}`);
  if (failed > 0) process.exitCode = 1;
});
