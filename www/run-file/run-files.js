/** Saves the run that the page shows, and opens a saved run in its place. */
import { pack } from './container.js';
import { MOST_NAME } from './header.js';
import { frameRun, readRun } from './saved-run.js';
import { tryRun } from './trial.js';

/** @typedef {import('../run/session.js').Session} Session */
/** @typedef {import('../worker/runs.js').Runs} Runs */

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;

export class RunFiles {
  /**
   * @param {{session: Session, runs: Runs, catalog: import('../link/state.js').Catalog,
   *   open: Parameters<typeof tryRun>[1], now: () => number,
   *   later: (task: () => void, ms: number) => void, mostBytes?: number}} options mostBytes: of a
   *   run in a file, not packed; the same when it is saved and when it is opened
   */
  constructor(options) {
    this.options = options;
    this.isBusy = false;
  }

  /**
   * The pieces of the run as it stands between two rounds, without a word to the workers: lanes
   * train again from their newest checkpoint. It costs little, and the run plays on.
   * @param {number} most bytes after the header
   */
  glimpse(most) {
    const { session, runs, catalog } = this.options;
    const { state, step } = session;
    const { records } = session.lanes;
    const checkpointsOf = (/** @type {string} */ id) => runs.checkpointsOf(id);
    return frameRun({ data: this.#data, state, step, records, checkpointsOf }, catalog, most);
  }

  /** The name of the present images, as a file holds it. */
  get #data() {
    return (this.options.session.source?.name ?? 'MNIST').slice(0, MOST_NAME);
  }

  /**
   * Waits until a condition holds, however long a round takes.
   * @param {() => boolean} holds
   * @returns {Promise<boolean>} false when it never came to hold
   */
  async #until(holds) {
    const { now, later } = this.options;
    let since = now();
    while (!holds()) {
      if (this.options.runs.isBusy) since = now();
      if (now() - since > PATIENCE_MS) return false;
      await new Promise((resolve) => later(() => resolve(undefined), LOOK_EVERY_MS));
    }
    return true;
  }

  /**
   * Pauses the run, waits until it is at rest, and saves it.
   * @returns {Promise<{file: Blob, step: number} | {fault: string}>}
   */
  async save() {
    const { session, runs, catalog } = this.options;
    const wasPlaying = session.isPlaying;
    session.pause();
    const isAtRest = () => !runs.isBusy && !session.isPlaying && session.phase !== 'loading';
    if (!(await this.#until(isAtRest))) return { fault: 'the lanes did not come to rest' };
    const { step, generation } = session;
    runs.askSnapshots();
    runs.askCheckpoints();
    const isSame = () => session.step === step && session.generation === generation;
    const records = () => session.lanes.records;
    const isTaken = () =>
      records().every(
        ({ id, hash, end }) =>
          end !== '' || (hash !== '' && runs.checkpointsOf(id).at(-1)?.step === step),
      );
    if (!(await this.#until(() => !isSame() || isTaken())) || !isSame()) {
      return { fault: 'the run went on meanwhile; pause it and save again' };
    }
    const checkpointsOf = (/** @type {string} */ id) => runs.checkpointsOf(id);
    const { state } = session;
    const data = this.#data;
    const run = { data, state, step, records: records(), checkpointsOf };
    const framed = frameRun(run, catalog, this.options.mostBytes);
    const result = 'fault' in framed ? framed : { file: await pack(framed.pieces), step };
    if (wasPlaying && isSame()) session.playOn();
    return result;
  }

  /**
   * Opens a saved run; it replaces the present run only after every check of the file has passed.
   * @param {Blob} file
   * @returns {Promise<{step: number, lanes: number} | {fault: string}>}
   */
  async open(file) {
    const { session, catalog } = this.options;
    const read = await readRun(file, catalog, this.options.mostBytes);
    if ('fault' in read) return read;
    const { run } = read;
    if (run.data !== this.#data) {
      return { fault: `it was trained on ${run.data}, and the images here are ${this.#data}` };
    }
    const { source } = session;
    source?.need(Number(run.state.values.images));
    const isThere = await this.#until(() => source?.isReady === true);
    const fault = isThere
      ? await tryRun(run, this.options.open)
      : 'its training images could not be loaded';
    if (fault !== '') {
      source?.need(Number(session.state.values.images));
      return { fault };
    }
    session.open(run);
    return { step: run.step, lanes: run.lanes.filter((lane) => lane.header.hash !== '').length };
  }
}
