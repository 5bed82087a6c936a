/** Turns a run at rest into a file, and a file into a run. */

import { formatHash, runSpec } from '../link/spelling.js';
import { columnsFor, History, LINES } from '../run/history.js';
import { pack, unpack } from './container.js';
import {
  checkHeader,
  FORMAT,
  linesOf,
  MOST_NAME,
  MOST_SAVED_CHECKPOINTS,
  rowsOf,
} from './header.js';

/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('../link/state.js').State} State */
/** @typedef {import('../run/lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../worker/protocol.js').Checkpoint} Checkpoint */
/** @typedef {import('./header.js').LaneHeader} LaneHeader */
/**
 * @typedef {{header: LaneHeader, startNorms: Float32Array, history: History,
 *   checkpoints: Checkpoint[]}} SavedLane
 * @typedef {{data: string, state: State, step: number, lanes: SavedLane[]}} SavedRun
 */

/** @param {number} value */
const orNull = (value) => (Number.isFinite(value) ? value : null);

/**
 * The newest checkpoint, and a few older checkpoints spread evenly.
 * @param {Checkpoint[]} list
 */
export function someOf(list) {
  const most = MOST_SAVED_CHECKPOINTS;
  if (list.length <= most) return list;
  return Array.from(
    { length: most },
    (_, index) => list[Math.ceil(((index + 1) * list.length) / most) - 1],
  );
}

/**
 * @param {{data: string, state: State, step: number, records: LaneRecord[],
 *   checkpointsOf: (id: string) => Checkpoint[]}} run
 * @param {Catalog} catalog
 * @returns {Promise<Blob>}
 */
export function saveRun({ data, state, step, records, checkpointsOf }, catalog) {
  /** @type {ArrayBufferView[]} */
  const parts = [];
  const lanes = state.lanes.map((choice) => {
    const record = records.find(({ id }) => id === choice.id);
    const history = record?.history;
    if (!record || !history) throw new RangeError(`lane ${choice.id} has not started`);
    const { rows, stride, length } = history;
    const checkpoints = someOf(checkpointsOf(choice.id).filter((kept) => kept.step <= record.step));
    parts.push(record.startNorms);
    for (const line of LINES) parts.push(history[line].subarray(0, length));
    parts.push(history.drift.subarray(0, length * rows), ...checkpoints.map(({ bytes }) => bytes));
    const hasEnded = record.end === 'diverged';
    return {
      spec: runSpec(state, choice),
      step: record.step,
      end: hasEnded ? record.end : '',
      message: hasEnded ? record.message : '',
      hash: record.end === '' ? record.hash : '',
      rate: orNull(record.rate),
      startGap: orNull(record.startGap),
      hasTwin: record.hasTwin,
      layerUnits: record.layerUnits,
      stride,
      length,
      checkpoints: checkpoints.map((kept) => ({ step: kept.step, bytes: kept.bytes.length })),
    };
  });
  const link = formatHash(state, catalog);
  const named = data.slice(0, MOST_NAME);
  return pack({ format: FORMAT, page: catalog.version, data: named, link, step, lanes }, parts);
}

/**
 * @param {Blob} file
 * @param {Catalog} catalog
 * @returns {Promise<{run: SavedRun} | {fault: string}>} never rejects
 */
export async function readRun(file, catalog) {
  const found = await unpack(file, (json) => checkHeader(json, catalog));
  if ('fault' in found) return found;
  const { saved, state } = found.header;
  let at = 0;
  /** @param {number} length */
  const take = (length) => {
    at += length;
    return found.body.slice(at - length, at);
  };
  const lanes = [];
  for (const header of saved.lanes) {
    const rows = rowsOf(header);
    const history = new History(rows, columnsFor(rows));
    const startNorms = new Float32Array(take(4 * rows).buffer);
    history.twinAccuracy.fill(Number.NaN);
    for (const line of linesOf(saved.format))
      history[line].set(new Float64Array(take(8 * header.length).buffer));
    history.drift.set(new Float32Array(take(4 * rows * header.length).buffer));
    Object.assign(history, { stride: header.stride, length: header.length, version: 1 });
    if (!isInOrder(history, header)) return { fault: 'the steps of its history are damaged' };
    const checkpoints = header.checkpoints.map(({ step, bytes }) => ({ step, bytes: take(bytes) }));
    lanes.push({ header, startNorms, history, checkpoints });
  }
  return { run: { data: saved.data, state, step: saved.step, lanes } };
}

/**
 * @param {History} history
 * @param {LaneHeader} lane a lane that diverged between two columns ends with the earlier column
 */
function isInOrder({ steps, length, stride }, { step, end }) {
  const last = end === '' ? step : Math.min(step, steps[length - 1]);
  for (let index = 0; index < length - 1; index += 1) {
    if (steps[index] !== index * stride) return false;
  }
  const before = length > 1 ? steps[length - 2] : -1;
  return steps[length - 1] === last && last > before && last <= (length - 1) * stride;
}
