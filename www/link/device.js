/** Gives a weak machine less work than the defaults, unless the link says otherwise. */

import { reconcile } from './couplings.js';

/** @typedef {import('./state.js').Catalog} Catalog */
/** @typedef {import('./state.js').State} State */

/** Gigabytes, as `navigator.deviceMemory` rounds them; a browser without it counts as well off. */
const LITTLE_MEMORY = 1;
const WIDTH = 16;
const FEW_CORES = 2;

/**
 * @param {{hardwareConcurrency?: number, deviceMemory?: number}} device
 * @returns {string} why the device should have less to do, or ''
 */
export function weaknessOf({ hardwareConcurrency = 2, deviceMemory = 8 }) {
  if (hardwareConcurrency <= 1) return 'has one processor core';
  return deviceMemory <= LITTLE_MEMORY ? 'has little memory' : '';
}

/**
 * How many lanes may train at a time. On few cores, one core is left for the page, which would
 * stutter otherwise; at full speed the lanes take all cores.
 * @param {{hardwareConcurrency?: number}} device
 * @param {import('./state.js').Speed} speed
 */
export function lanesAtOnce({ hardwareConcurrency = 2 }, speed) {
  return speed === 'full' || hardwareConcurrency > FEW_CORES ? Number.POSITIVE_INFINITY : 1;
}

/**
 * Takes lanes and neurons out of a state that was read from a link, but keeps what the link names.
 * @param {State} state
 * @param {string} hash
 * @param {Catalog} catalog
 * @param {string} weakness
 * @returns {{text: string, link: {href: string, text: string}} | null} what to tell the visitor
 */
export function ease(state, hash, catalog, weakness) {
  const named = new URLSearchParams(hash.replace(/^#/, ''));
  const width = catalog.settings.find((setting) => setting.key === 'width')?.default;
  if (weakness === '' || width === undefined) return null;
  const { rules } = catalog.defaults;
  const parts = [];
  if (!named.has('lanes') && state.lanes.length > 2) {
    // The first rule pulls the twins apart, the last rule does not.
    state.lanes = [state.lanes[0], state.lanes[state.lanes.length - 1]];
    parts.push(`2 lanes instead of ${rules.length}`);
  }
  const isFitting = reconcile({ ...state.values, width: WIDTH }, catalog).problems.length === 0;
  if (!named.has('width') && Number(width) > WIDTH && isFitting) {
    state.values.width = WIDTH;
    parts.push(`${WIDTH} neurons a layer instead of ${width}`);
  }
  if (parts.length === 0) return null;
  if (!named.has('lanes')) named.set('lanes', rules.join(','));
  if (!named.has('width')) named.set('width', String(width));
  return {
    text: `This device ${weakness}, so the page starts with ${parts.join(' and ')}.`,
    link: { href: `#${named}`, text: 'Start the full setting' },
  };
}
