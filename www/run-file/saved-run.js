/** Turns a run at rest into a file, and a file into a run. */

import { formatHash, runSpec } from '../link/spelling.js';
import { columnsFor, History, LINES } from '../run/history.js';
import { frame, mostPacked, unpack } from './container.js';
import {
  checkHeader,
  FORMAT,
  linesOf,
  MOST_NAME,
  MOST_RUN_BYTES,
  MOST_SAVED_CHECKPOINTS,
  rowsOf,
  sumOf,
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
 * @param {number} [most]
 */
export function someOf(list, most = MOST_SAVED_CHECKPOINTS) {
  if (list.length <= most) return list;
  return Array.from(
    { length: most },
    (_, index) => list[Math.ceil(((index + 1) * list.length) / most) - 1],
  );
}

/** @param {Checkpoint[][]} lists */
const bytesIn = (lists) => sumOf(lists.flat().map(({ bytes }) => bytes.length));

/**
 * The checkpoints of each lane that fit into the room: fewer where they are large. A lane that
 * goes on keeps the newest in any case; a lane that has ended can train again from its start.
 * @param {{list: Checkpoint[], hasEnded: boolean}[]} lanes
 * @param {number} room in bytes
 * @returns {Checkpoint[][] | {lacking: number}} the bytes that even the fewest have too many
 */
export function fitting(lanes, room) {
  for (let most = MOST_SAVED_CHECKPOINTS; most >= 1; most -= 1) {
    const some = lanes.map(({ list }) => someOf(list, most));
    if (bytesIn(some) <= room) return some;
  }
  const fewest = lanes.map(({ list, hasEnded }) => (hasEnded ? [] : someOf(list, 1)));
  const lacking = bytesIn(fewest) - room;
  return lacking > 0 ? { lacking } : fewest;
}

/** Numbers of bytes as a visitor reads them. @param {number} bytes */
const megabytes = (bytes) => `${Math.ceil(bytes / 1e6)} MB`;

/**
 * @param {LaneRecord | undefined} record
 * @param {State['lanes'][number]} choice
 * @param {State} state
 */
function headerOf(record, choice, state) {
  const history = record?.history;
  if (!record || !history) return null;
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
    stride: history.stride,
    length: history.length,
  };
}

/**
 * The numbers of a lane that its header announces, without its checkpoints.
 * @param {LaneRecord} record
 * @returns {ArrayBufferView[]}
 */
function numbersOf({ startNorms, history }) {
  if (!history) return [];
  const { length, rows } = history;
  const lines = LINES.map((line) => history[line].subarray(0, length));
  return [startNorms, ...lines, history.drift.subarray(0, length * rows)];
}

/**
 * The bytes of a run, not packed yet. Whatever comes out is within the limits of `readRun`: the run
 * gives up older checkpoints where they are too large, and is refused where that is not enough.
 * @param {{data: string, state: State, step: number, records: LaneRecord[],
 *   checkpointsOf: (id: string) => Checkpoint[]}} run
 * @param {Catalog} catalog
 * @param {number} [most] bytes after the header
 * @returns {{pieces: ArrayBufferView<ArrayBuffer>[]} | {fault: string}}
 */
export function frameRun(
  { data, state, step, records, checkpointsOf },
  catalog,
  most = MOST_RUN_BYTES,
) {
  const lanes = [];
  for (const choice of state.lanes) {
    const record = records.find(({ id }) => id === choice.id);
    const header = headerOf(record, choice, state);
    if (!record || !header) {
      return { fault: `lane ${choice.id} has not started; remove it, or press Retry` };
    }
    const list = checkpointsOf(choice.id).filter((kept) => kept.step <= record.step);
    // Without the weights of the last step, the lane trains again from its newest checkpoint.
    if (list.at(-1)?.step !== step) header.hash = '';
    lanes.push({ header, numbers: numbersOf(record), list, hasEnded: record.end !== '' });
  }
  const numbers = sumOf(lanes.flatMap((lane) => lane.numbers.map((part) => part.byteLength)));
  const kept = fitting(lanes, most - numbers);
  if ('lacking' in kept) {
    const size = megabytes(most + kept.lacking);
    return {
      fault: `the weights of this run take ${size}, and a file holds at most ${megabytes(most)}; remove a lane, or choose fewer neurons or layers. Its link replays the run without a file`,
    };
  }
  const header = {
    format: FORMAT,
    page: catalog.version,
    data: data.slice(0, MOST_NAME),
    link: formatHash(state, catalog),
    step,
    lanes: lanes.map((lane, place) => ({
      ...lane.header,
      checkpoints: kept[place].map((one) => ({ step: one.step, bytes: one.bytes.length })),
    })),
  };
  // The page that opens the file checks the same header.
  const checked = checkHeader(JSON.parse(JSON.stringify(header)), catalog, most);
  if ('fault' in checked) return { fault: `no page would open the file: ${checked.fault}` };
  const parts = lanes.flatMap((lane, place) => [
    ...lane.numbers,
    ...kept[place].map(({ bytes }) => bytes),
  ]);
  return { pieces: frame(header, parts) };
}

/**
 * @param {Blob} file
 * @param {Catalog} catalog
 * @param {number} [most] bytes after the header
 * @returns {Promise<{run: SavedRun} | {fault: string}>} never rejects
 */
export async function readRun(file, catalog, most = MOST_RUN_BYTES) {
  if (file.size > mostPacked(most)) {
    return { fault: 'it is larger than any run that this page saves' };
  }
  const found = await unpack(file, (json) => checkHeader(json, catalog, most));
  if ('fault' in found) return found;
  const { saved, state } = found.header;
  const parts = found.parts.values();
  const take = () => /** @type {Uint8Array<ArrayBuffer>} */ (parts.next().value);
  const lanes = [];
  for (const header of saved.lanes) {
    const rows = rowsOf(header);
    const history = new History(rows, columnsFor(rows));
    const startNorms = new Float32Array(take().buffer);
    history.twinAccuracy.fill(Number.NaN);
    for (const line of linesOf(saved.format)) history[line].set(new Float64Array(take().buffer));
    history.drift.set(new Float32Array(take().buffer));
    Object.assign(history, { stride: header.stride, length: header.length, version: 1 });
    if (!isInOrder(history, header)) return { fault: 'the steps of its history are damaged' };
    const checkpoints = header.checkpoints.map(({ step }) => ({ step, bytes: take() }));
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
