// Makes the table of the committed native runs, which the paper's page shows beside its own table.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NATIVE_EXTENT } from '../www/paper/plan.js';
import { generatedFolder, inRoot } from './paths.mjs';
import { doStep } from './steps.mjs';

const RESULTS = 'results/paper.jsonl';

export const buildNativeResults = () =>
  doStep({
    name: 'native results',
    inputs: [RESULTS, 'tools/native-results.mjs', 'www/paper/plan.js', 'src'],
    outputs: ['www/generated/native-results.json'],
    work: async () => {
      const lines = readFileSync(inRoot(RESULTS), 'utf8').split('\n').filter(isShown);
      // The query makes a second build in the same process load the new glue.
      const glue = pathToFileURL(join(generatedFolder, 'scale_drift_paper.js')).href;
      const engine = await import(`${glue}?${Date.now()}`);
      engine.initSync({ module: readFileSync(join(generatedFolder, 'scale_drift_paper_bg.wasm')) });
      const csv = engine.paper_table(lines.join('\n'));
      writeFileSync(join(generatedFolder, 'native-results.json'), `${JSON.stringify({ csv })}\n`);
      return `${lines.length} runs`;
    },
  });

/** @param {string} line a run, or the part of a line that an interruption has left */
function isShown(line) {
  try {
    const { most_epochs: epochs, images } = JSON.parse(line);
    return epochs === NATIVE_EXTENT.epochs && images === NATIVE_EXTENT.images;
  } catch {
    return false;
  }
}
