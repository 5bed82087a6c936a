// Ways to hurt the page's workers from outside. The page has no switch for faults: a script that
// runs before the page's scripts puts itself between the page and `Worker`.

/** Keeps every worker the page makes, in order, so that a test can end one. */
export const keepWorkers = `
  globalThis.keptWorkers = [];
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real {
    constructor(...options) {
      super(...options);
      globalThis.keptWorkers.push(this);
    }
  };`;

/**
 * Ends a worker as a crash does: no event is fired, messages just cease.
 * @param {import('./lab-page.mjs').LabPage} lab
 * @param {number} index in order of creation; negative counts from the newest
 */
export const killWorker = (lab, index) =>
  lab.page.evaluate((position) => {
    const { keptWorkers } = /** @type {{keptWorkers: Worker[]}} */ (
      /** @type {unknown} */ (globalThis)
    );
    const worker = keptWorkers.at(position);
    if (!worker) throw new Error(`no worker ${position} of ${keptWorkers.length}`);
    worker.terminate();
  }, index);

/** @param {import('./lab-page.mjs').LabPage} lab */
export const countWorkers = (lab) =>
  lab.page.evaluate(() => /** @type {any} */ (globalThis).keptWorkers.length);
