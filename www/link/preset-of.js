/** Tells which named experiment a page shows. */

/** The settings that a visitor may change without leaving the experiment. */
const FREE = new Set(['v', 'seed', 'autoplay', 'speed', 'stop', 'changes', 'budget']);

/** @param {string} hash */
function fixedPart(hash) {
  const pairs = hash.split('&').filter((pair) => !FREE.has(pair.split('=')[0]));
  return pairs.sort().join('&');
}

/**
 * The place of a page's experiment in a list of experiments; −1 when the list lacks it.
 * @param {string[]} hashes of the experiments
 * @param {string} hash of the page, in the page's spelling
 * @param {(hash: string) => string} respell spells a hash as the page would
 */
export function presetOf(hashes, hash, respell) {
  const wanted = fixedPart(hash);
  return hashes.findIndex((each) => fixedPart(respell(each)) === wanted);
}
