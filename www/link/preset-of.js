/** Which named experiment a page is at. */

/** What a visitor may change without leaving the experiment. */
const FREE = new Set(['v', 'seed', 'autoplay', 'speed', 'stop', 'changes', 'budget']);

/** @param {string} hash */
function fixedPart(hash) {
  const pairs = hash.split('&').filter((pair) => !FREE.has(pair.split('=')[0]));
  return pairs.sort().join('&');
}

/**
 * The place of a page's experiment in a list of them; −1 when it is none.
 * @param {string[]} hashes of the experiments
 * @param {string} hash of the page, in its own spelling
 * @param {(hash: string) => string} respell a hash as the page would spell it
 */
export function presetOf(hashes, hash, respell) {
  const wanted = fixedPart(hash);
  return hashes.findIndex((each) => fixedPart(respell(each)) === wanted);
}
