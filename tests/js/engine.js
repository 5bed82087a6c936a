/** The real engine and real digits in Node, for tests of a run's results. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { inRoot } from '../../tools/paths.mjs';
import { initSync, Trainer } from '../../www/generated/scale_drift.js';

initSync({ module: readFileSync(inRoot('www/generated/scale_drift_bg.wasm')) });

/** @param {string} name */
const shard = (name) => gunzipSync(readFileSync(inRoot(`www/public/data/${name}`)));

/** A trainer with the digits of the first visit, and no run yet. */
export function trainer() {
  const made = new Trainer();
  made.add_training_shard(shard('training-00.gz'));
  made.add_test_shard(shard('test-00.gz'));
  return made;
}

export { check_spec as checkSpec } from '../../www/generated/scale_drift.js';
