/**
 * How long a worker may be silent while it takes a step of a network. It shows life between two
 * layers, but a layer of a large network takes a weak or busy machine seconds.
 */
import { sizeOf } from './network-size.js';

/** Products a second of the slowest machine that counts: a healthy one makes fifty times as many. */
const SLOWEST = 0.2e9;
/** Products per weight beside those of the batch: the gap's images, the update, hash and checkpoint. */
const BESIDE = 200;
/** A worker that will never answer must still be found. */
export const MOST_PATIENCE_MS = 60_000;

/**
 * @param {string} spec of a run, with all its settings
 * @returns {number} milliseconds; 0 for a spec that names no network
 */
export function patienceFor(spec) {
  const settings = new URLSearchParams(spec);
  const size = sizeOf((key) => settings.get(key));
  const networks = settings.get('twin') === 'off' ? 1 : 2;
  const ofBatch = 3 * Number(settings.get('batch')) * size.products;
  const products = networks * (ofBatch + BESIDE * size.weights);
  const milliseconds = (1000 * products) / SLOWEST;
  return Number.isFinite(milliseconds) ? Math.min(milliseconds, MOST_PATIENCE_MS) : 0;
}
