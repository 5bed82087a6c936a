/** The engine of the paper's page and all of MNIST in Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { inRoot } from '../../tools/paths.mjs';
import { initSync, Paper } from '../../www/generated/scale_drift_paper.js';

initSync({ module: readFileSync(inRoot('www/generated/scale_drift_paper_bg.wasm')) });
const folder = inRoot('www/public/data');

/** All digits, sealed; and the SHA-256 of their images. */
export function paperOfMnist() {
  const paper = new Paper();
  for (const file of readdirSync(folder).sort()) {
    const bytes = () => gunzipSync(readFileSync(`${folder}/${file}`));
    if (file.startsWith('training-')) paper.add_training_shard(bytes());
    if (file.startsWith('test-')) paper.add_test_shard(bytes());
  }
  return { paper, data: paper.seal() };
}

/**
 * Does a unit of work and returns its lines.
 * @param {Paper} paper
 */
export function finish(paper) {
  const lines = [];
  for (let what = ''; what !== 'done'; ) {
    what = paper.advance(() => undefined);
    if (what === 'finished') lines.push(paper.record(Number.NaN, Number.NaN));
  }
  return lines;
}

export {
  paper_table as paperTable,
  paper_work as paperWork,
} from '../../www/generated/scale_drift_paper.js';
