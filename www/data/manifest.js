/** Reads the list of data files, and checks it before the page uses anything in it. */

/**
 * @typedef {{file: string, first: number, count: number, bytes: number, rawBytes: number,
 *   sha256: string, rawSha256: string}} ShardEntry
 * @typedef {{count: number, shards: ShardEntry[]}} Part
 * @typedef {{training: Part, test: Part}} Manifest
 */

export const FORMAT = 1;

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/**
 * @param {any} part
 * @param {string} name
 * @returns {string} the fault, or ''
 */
function faultOfPart(part, name) {
  if (!part || !isCount(part.count) || !Array.isArray(part.shards)) return `“${name}” is missing`;
  let first = 0;
  for (const shard of part.shards) {
    if (typeof shard?.file !== 'string' || !/^[\w.-]+$/.test(shard.file)) {
      return `a file name in “${name}” is missing or odd`;
    }
    if (![shard.sha256, shard.rawSha256].every((hash) => /^[0-9a-f]{64}$/.test(hash)))
      return `${shard.file} has no SHA-256`;
    if (!isCount(shard.bytes) || !isCount(shard.rawBytes) || !isCount(shard.count)) {
      return `${shard.file} has no sizes`;
    }
    if (shard.first !== first) return `${shard.file} does not begin at item ${first}`;
    first += shard.count;
  }
  return first === part.count
    ? ''
    : `the files of “${name}” hold ${first} items, not ${part.count}`;
}

/**
 * @param {any} value parsed JSON
 * @returns {{manifest: Manifest} | {fault: string}}
 */
export function checkManifest(value) {
  if (value === null || typeof value !== 'object') return { fault: 'it is not a JSON object' };
  if (value.format !== FORMAT) return { fault: `its format is ${value.format}, not ${FORMAT}` };
  if (value.rows !== 28 || value.columns !== 28 || value.classes !== 10) {
    return { fault: 'its images are not 28 × 28 with 10 classes' };
  }
  const fault = faultOfPart(value.training, 'training') || faultOfPart(value.test, 'test');
  return fault ? { fault } : { manifest: { training: value.training, test: value.test } };
}

/**
 * The training files that hold the first `images` images.
 * @param {Manifest} manifest
 * @param {number} images
 */
export function trainingShardsFor(manifest, images) {
  return manifest.training.shards.filter((shard) => shard.first < images);
}
