// The project's goals for speed, and whether they are met. They are printed and never asserted, because
// machines differ.

import { extraUpdate, meanKernelRatio, median, partOfPeak, rules, subjects } from './readings.mjs';

/**
 * @typedef {import('./measure.mjs').Measured} Measured
 * @typedef {import('./page/respond.js').Memory} Memory
 *
 * @typedef {object} Goal
 * @property {string} what
 * @property {string} wanted
 * @property {string} found
 * @property {boolean} met
 */

const percent = (/** @type {number} */ part) => `${(part * 100).toFixed(1)} %`;
const times = (/** @type {number} */ ratio) => `${ratio.toFixed(2)} ×`;

/**
 * The least part of the peak, by browser; natively there is no goal.
 * @type {Record<string, {dense: number, conv: number}>}
 */
const partsOfPeak = {
  Chromium: { dense: 0.75, conv: 0.4 },
  Firefox: { dense: 0.6, conv: 0.4 },
  WebKit: { dense: 0.6, conv: 0.4 },
};
const mostExtraUpdate = 0.05;
const leastOverTensorflow = 12;
const leastOverMatrixmultiply = 1.15;

const isDense = (/** @type {string} */ net) => /^[\d-]+$/.test(net);

/**
 * @param {Measured[]} measured
 * @returns {Goal[]}
 */
export function goals(measured) {
  const engines = measured.filter(({ isEngine }) => isEngine);
  return [
    ...engines.flatMap(speed),
    ...engines.flatMap(updates),
    ...engines.filter(({ name }) => name in partsOfPeak).map(kernel),
    ...overTensorflow(measured),
    ...engines.flatMap(memory),
  ];
}

/** @param {Measured} engine */
function speed(engine) {
  const wanted = partsOfPeak[engine.name];
  if (!wanted) return [];
  return subjects(engine, 'step')
    .filter((net) => isDense(net) || net === 'conv')
    .map((net) => {
      const parts = rules.map((rule) => partOfPeak(engine, `step/${net}/${rule}`));
      const least = isDense(net) ? wanted.dense : wanted.conv;
      const what = `${engine.name}: ${net}: part of P, under the slowest rule`;
      return atLeast(what, Math.min(...parts), least, percent);
    });
}

/** @param {Measured} engine */
const updates = (engine) =>
  subjects(engine, 'update').flatMap((net) =>
    rules
      .filter((rule) => rule !== 'sgd')
      .map((rule) => {
        const what = `${engine.name}: ${net}: update of ${rule} beyond sgd’s, of sgd’s step`;
        return atMost(what, extraUpdate(engine, net, rule), mostExtraUpdate, percent);
      }),
  );

/** @param {Measured} engine */
const kernel = (engine) =>
  atLeast(
    `${engine.name}: our kernel over matrixmultiply (geometric mean of the shapes)`,
    meanKernelRatio(engine),
    leastOverMatrixmultiply,
    times,
  );

/** @param {Measured[]} measured */
function overTensorflow(measured) {
  const ours = measured.find(({ name }) => name === 'Chromium');
  const theirs = measured.find(({ name }) => name === 'TensorFlow.js wasm');
  if (!ours || !theirs) return [];
  return subjects(ours, 'step')
    .filter(isDense)
    .map((net) => {
      const id = `step/${net}/sgd`;
      const ratio = (median(theirs, id) ?? Number.NaN) / (median(ours, id) ?? Number.NaN);
      return atLeast(
        `Chromium: ${net}: over TensorFlow.js wasm`,
        ratio,
        leastOverTensorflow,
        times,
      );
    });
}

/** @param {Measured} engine */
function memory({ name, workloads }) {
  const memories = Object.values(workloads).flatMap(({ memory }) => memory ?? []);
  const most = (/** @type {(of: Memory) => number} */ of) => Math.max(...memories.map(of));
  return [
    atMost(
      `${name}: most bytes of memory gained after step 2`,
      most(({ before, after }) => after - before),
      0,
      String,
    ),
    atMost(
      `${name}: most allocated bytes not given back`,
      most(({ gained }) => gained),
      0,
      String,
    ),
    atMost(
      `${name}: most allocations per step`,
      most((of) => of.allocations),
      0,
      String,
    ),
  ];
}

/**
 * @param {string} what
 * @param {number} found
 * @param {number} least
 * @param {(value: number) => string} show
 * @returns {Goal}
 */
const atLeast = (what, found, least, show) => ({
  what,
  wanted: `≥ ${show(least)}`,
  found: show(found),
  met: found >= least,
});

/**
 * @param {string} what
 * @param {number} found
 * @param {number} most
 * @param {(value: number) => string} show
 * @returns {Goal}
 */
const atMost = (what, found, most, show) => ({
  what,
  wanted: `≤ ${show(most)}`,
  found: show(found),
  met: found <= most,
});
