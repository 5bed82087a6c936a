// `npm run bench` measures how fast the engine is, compared with the machine's limit and with the
// libraries that a user would pick instead. `--quick` only shows that the bench runs: its numbers are
// worth little.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { runAsProgram } from '../failure.mjs';
import { serve } from '../serve.mjs';
import { doStep } from '../steps.mjs';
import { installBrowsers } from '../system-packages.mjs';
import { buildBench, outputFolder, pageFolder } from './build.mjs';
import { chromium, firefox, native, webkit } from './contenders.mjs';
import { goals } from './goals.mjs';
import { measure } from './measure.mjs';
import { parseOptions } from './options.mjs';
import { table, tables } from './tables.mjs';

await runAsProgram(async () => {
  const { pace, quick, out } = parseOptions(process.argv.slice(2), outputFolder);
  await buildBench();
  await doStep({ name: 'browsers', work: installBrowsers });

  const loadBefore = loadavg()[0];
  const server = await serve(pageFolder);
  /** @type {import('./contenders.mjs').Place[]} */
  const places = [];
  try {
    places.push(await native());
    for (const open of [chromium, firefox, webkit]) places.push(await open(server.url));
    const contenders = places.flatMap((place) => place.contenders);
    const measured = await measure(contenders, pace, (line) => console.error(`  ${line}`));
    const machine = {
      processor: cpus()[0]?.model ?? 'unknown',
      processors: cpus().length,
      system: `${process.platform} ${process.arch}`,
      load: { before: loadBefore, after: loadavg()[0] },
    };
    const found = goals(measured);
    console.log(`\n${machine.processor}, ${machine.processors} processors, ${machine.system}`);
    console.log(
      `load ${machine.load.before.toFixed(2)} before, ${machine.load.after.toFixed(2)} after`,
    );
    for (const { name, version } of measured) console.log(`${name}: ${version}`);
    console.log(
      `medians of ${pace.rounds} samples of ≥ ${pace.milliseconds} ms${quick ? ': a quick run, not a measurement' : ''}`,
    );
    console.log(tables(measured));
    console.log(
      table(
        'Goals',
        ['goal', 'wanted', 'found', ''],
        found.map(({ what, wanted, found, met }) => [what, wanted, found, met ? 'met' : 'not met']),
      ),
    );
    mkdirSync(dirname(out), { recursive: true });
    const record = { date: new Date().toISOString(), machine, pace, quick, measured, goals: found };
    writeFileSync(out, `${JSON.stringify(record, null, 2)}\n`);
    console.log(`\n${found.filter(({ met }) => met).length} of ${found.length} goals met; ${out}`);
  } finally {
    for (const place of places) await place.close();
    await server.close();
  }
});
