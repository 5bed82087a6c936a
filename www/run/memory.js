/**
 * How much memory a run needs, and a warning where that is more than the device may have. It is an
 * estimate, so it warns and never forbids.
 */
import { formatPlain } from '../words/format.js';
import { sizeOf } from '../worker/network-size.js';

/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('../link/state.js').State} State */

const FLOAT = 4;
const PIXELS = 784;
const TEST_IMAGES = 10_000;
/** The page with its pictures, and each worker before it has any data. */
const PAGE_BYTES = 80e6;
const WORKER_BYTES = 15e6;
/** The most that a lane's history takes. */
const HISTORY_BYTES = 17e6;
/** The engine grows a checkpoint's bytes by doubling, and copies them for the page. */
const CHECKPOINT_COPIES = 3.5;
/** What a page can count on: the system and the other pages take the rest. */
const SHARE = 0.5;
/** Gigabytes of a device whose browser does not tell. */
const USUAL_GIGABYTES = 4;

/** Numbers that a rule remembers for each weight. @param {string} rule */
function momentsOf(rule) {
  if (rule.startsWith('ada')) return 2;
  return /_(momentum|nesterov)$/.test(rule) ? 1 : 0;
}

/**
 * @param {State} state
 * @returns {number} bytes, roughly
 */
export function memoryFor({ values, lanes }) {
  const [batch, images] = [Number(values.batch), Number(values.images)];
  const size = sizeOf((key) => values[key]);
  const networks = values.twin === 'off' ? 1 : 2;
  const weights = FLOAT * networks * size.weights;
  const activations = FLOAT * networks * batch * size.numbers;
  const data = (images + TEST_IMAGES) * (PIXELS + 1);
  const perLane = lanes.map(({ rule }) => {
    const moments = momentsOf(rule);
    const checkpoint = weights * (1 + moments) * CHECKPOINT_COPIES;
    return weights * (2 + moments) + checkpoint + activations + data + WORKER_BYTES + HISTORY_BYTES;
  });
  return perLane.reduce((sum, bytes) => sum + bytes, PAGE_BYTES + data);
}

/** @param {number} bytes */
const gigabytes = (bytes) => formatPlain(Math.round(bytes / 1e8) / 10);

/**
 * @param {State} state
 * @param {number | undefined} deviceMemory gigabytes, as `navigator` tells them in some browsers
 * @returns {string} one sentence with the size and the remedy, or '' where the run fits
 */
export function memoryWarning(state, deviceMemory) {
  const need = memoryFor(state);
  if (need <= SHARE * 1e9 * (deviceMemory ?? USUAL_GIGABYTES)) return '';
  const who =
    state.lanes.length === 1 ? 'This lane needs' : `These ${state.lanes.length} lanes need`;
  const has = deviceMemory
    ? `this device has ${formatPlain(deviceMemory)} GB for everything`
    : 'this browser does not tell how much this device has';
  return `${who} about ${gigabytes(need)} GB of memory, and ${has}: if the page becomes slow or ends, choose fewer lanes, layers or neurons per layer.`;
}
