// Rates, parts of the peak and ratios, computed from the samples.

import { geometricMean } from './statistics.mjs';

/** @typedef {import('./measure.mjs').Measured} Measured */

export const rules = ['sgd', 'sm', 'un'];

/**
 * The median milliseconds of one pass, or null if the workload was not measured.
 * @param {Measured | undefined} measured
 * @param {string} id
 */
export const median = (measured, id) => measured?.workloads[id]?.spread?.median ?? null;

/**
 * The peak in GFLOP/s: the best sample, because nothing makes a machine faster than it is.
 * @param {Measured} measured
 */
export function peak({ workloads }) {
  const { flops, spread } = workloads.peak;
  return flops / (spread?.least ?? Number.NaN) / 1e6;
}

/**
 * GFLOP/s, by the median.
 * @param {Measured} measured
 * @param {string} id
 */
export const rate = (measured, id) =>
  measured.workloads[id].flops / (median(measured, id) ?? Number.NaN) / 1e6;

/**
 * The rate as a part of the peak.
 * @param {Measured} measured
 * @param {string} id
 */
export const partOfPeak = (measured, id) => rate(measured, id) / peak(measured);

/**
 * The time that a rule's update takes beyond SGD's update, as a part of SGD's step.
 * @param {Measured} measured
 * @param {string} net
 * @param {string} rule
 */
export function extraUpdate(measured, net, rule) {
  const of = (/** @type {string} */ id) => median(measured, id) ?? Number.NaN;
  return (of(`update/${net}/${rule}`) - of(`update/${net}/sgd`)) / of(`step/${net}/sgd`);
}

/**
 * The names between `kind/` and the last slash, in order.
 * @param {Measured} measured
 * @param {string} kind
 */
export function subjects(measured, kind) {
  const names = Object.keys(measured.workloads)
    .filter((id) => id.startsWith(`${kind}/`))
    .map((id) => id.split('/')[1]);
  return [...new Set(names)];
}

/**
 * How many times as fast our kernel is as matrixmultiply.
 * @param {Measured} measured
 * @param {string} product
 */
export const kernelRatio = (measured, product) =>
  rate(measured, `product/${product}/own`) / rate(measured, `product/${product}/matrixmultiply`);

/** @param {Measured} measured */
export const meanKernelRatio = (measured) =>
  geometricMean(subjects(measured, 'product').map((product) => kernelRatio(measured, product)));
