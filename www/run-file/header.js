/** Reads the header of a saved run, and checks every field before the page uses anything in it. */

import { runSpec } from '../link/spelling.js';
import { parseHash } from '../link/state.js';
import { columnsFor, LINES } from '../run/history.js';

/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('../link/state.js').State} State */
/**
 * @typedef {{spec: string, step: number, end: '' | 'diverged', message: string, hash: string,
 *   rate: number | null, startGap: number | null, hasTwin: boolean, layerUnits: number[],
 *   stride: number, length: number, checkpoints: {step: number, bytes: number}[]}} LaneHeader
 *   hash: '' for a lane that must train again from its last checkpoint to its step
 * @typedef {{format: number, page: string, data: string, link: string, step: number, lanes: LaneHeader[]}} Header
 */

/** Format 1 had no tests of twins. */
export const FORMAT = 2;
export const MOST_SAVED_CHECKPOINTS = 4;
/**
 * The most unpacked bytes after a header. The page that saves heeds it as the page that opens does:
 * every saved run opens again.
 */
export const MOST_RUN_BYTES = 384 * 1024 * 1024;
const MOST_STEPS = 1e9;
/** The longest name of a data set, in characters; a file may have given the name. */
export const MOST_NAME = 500;

/** @param {unknown} value @param {number} least @param {number} most */
function isCount(value, least, most) {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** @param {unknown} value @param {number} most */
function isText(value, most) {
  return typeof value === 'string' && value.length <= most;
}

/** @param {unknown} value */
function isNumberOrNull(value) {
  return value === null || (typeof value === 'number' && Number.isFinite(value));
}

/** @param {LaneHeader} lane */
export function rowsOf({ layerUnits, hasTwin }) {
  return layerUnits.reduce((sum, units) => sum + units, 0) * (hasTwin ? 2 : 1);
}

/** The lines of a history in a file of this format. @param {number} format */
export const linesOf = (format) => LINES.slice(0, LINES.length - FORMAT + format);

/**
 * The bytes of each part of a lane after the header, in their order.
 * @param {LaneHeader} lane
 * @param {number} format
 */
function sizesOf(lane, format) {
  const rows = rowsOf(lane);
  const lines = linesOf(format).map(() => 8 * lane.length);
  const kept = lane.checkpoints.map(({ bytes }) => bytes);
  return [4 * rows, ...lines, 4 * rows * lane.length, ...kept];
}

/** @param {number[]} sizes */
export const sumOf = (sizes) => sizes.reduce((sum, size) => sum + size, 0);

/**
 * The check of each field of a lane. The order matters: later checks rely on fields checked before.
 * @type {Record<string, (lane: any, step: number) => boolean>}
 */
const FIELDS = {
  spec: ({ spec }) => isText(spec, 8192),
  step: (lane, step) => isCount(lane.step, 0, step),
  end: ({ end }) => end === '' || end === 'diverged',
  message: ({ message }) => isText(message, 1024),
  hash: ({ hash }) => isText(hash, 64) && /^([0-9a-f]{64})?$/.test(hash),
  rate: ({ rate }) => isNumberOrNull(rate),
  startGap: ({ startGap }) => isNumberOrNull(startGap),
  hasTwin: ({ hasTwin }) => typeof hasTwin === 'boolean',
  layerUnits: ({ layerUnits: units }) =>
    Array.isArray(units) &&
    isCount(units.length, 1, 64) &&
    units.every((count) => isCount(count, 1, 65_536)),
  stride: ({ stride }) => isCount(stride, 1, 2 ** 30),
  length: (lane) => isCount(lane.length, 1, columnsFor(rowsOf(lane))),
  checkpoints: (lane, step) => areCheckpoints(lane, step),
};

/**
 * @param {any} lane
 * @param {number} step of the run
 */
function areCheckpoints({ checkpoints, hash, step: last }, step) {
  if (!Array.isArray(checkpoints) || checkpoints.length > MOST_SAVED_CHECKPOINTS) return false;
  let before = -1;
  for (const checkpoint of checkpoints) {
    if (!isCount(checkpoint?.step, before + 1, last)) return false;
    if (!isCount(checkpoint.bytes, 1, MOST_RUN_BYTES)) return false;
    before = checkpoint.step;
  }
  return hash === '' || (before === step && last === step);
}

/**
 * @param {any} json
 * @param {Catalog} catalog
 * @param {number} most bytes after the header
 * @returns {{header: {saved: Header, state: State}, sizes: number[]} | {fault: string}}
 */
export function checkHeader(json, catalog, most) {
  if (json === null || typeof json !== 'object') return { fault: 'its header is damaged' };
  if (!isCount(json.format, 1, FORMAT)) {
    const format = isCount(json.format, 0, 1e6) ? json.format : 'unknown';
    return { fault: `its format is ${format}, and this page reads formats up to ${FORMAT}` };
  }
  if (!isText(json.link, 8192)) return { fault: 'it has no link' };
  if (!isText(json.data, MOST_NAME)) return { fault: 'it does not say which images it used' };
  if (!isCount(json.step, 0, MOST_STEPS)) return { fault: 'it has no step' };
  const { state, problems } = parseHash(json.link, catalog);
  const [problem] = problems;
  if (problem) return { fault: `its link, ${problem.key}: ${problem.message.replace(/\.$/, '')}` };
  if (!Array.isArray(json.lanes) || json.lanes.length !== state.lanes.length)
    return { fault: 'its lanes differ from the lanes of its link' };
  const sizes = [];
  for (const [place, lane] of json.lanes.entries()) {
    const name = `its lane ${place + 1}`;
    if (lane === null || typeof lane !== 'object') return { fault: `${name} is damaged` };
    const wrong = Object.keys(FIELDS).find((key) => !FIELDS[key](lane, json.step));
    if (wrong) return { fault: `${name} has no valid ${wrong}` };
    if (lane.spec !== runSpec(state, state.lanes[place])) {
      const page = isText(json.page, 40) ? ` (it was saved by version ${json.page})` : '';
      return { fault: `${name} has a spec that differs from its link${page}` };
    }
    sizes.push(...sizesOf(lane, json.format));
  }
  if (sumOf(sizes) > most) return { fault: 'it announces more numbers than this page takes' };
  return { header: { saved: json, state }, sizes };
}
