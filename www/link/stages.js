/** The stages of a convolutional network, as a link and the engine spell them: `8:3:max,16:3:none`. */

/**
 * @typedef {{filters: number, kernel: number, pooling: string}} Stage
 * @typedef {{most: number, filters: number, kernels: number[], side: number, pool: number,
 *   poolings: {value: string, label: string}[]}} StageLimits
 *   most: stages of a network; filters: the most of a stage; side: pixels of the image; pool: pixels
 *   a side of a window
 */

/**
 * Reads stages, and checks that each fits the output of the stage before it.
 * @param {string} text
 * @param {StageLimits} limits
 * @returns {{stages: Stage[], sides: number[]} | {message: string}} sides: pixels a side of the image
 *   that goes into each stage, then of the image that comes out of the last stage
 */
export function readStages(text, limits) {
  const parts = text.split(',');
  if (parts.length > limits.most) return { message: `${limits.most} stages are the most` };
  const sides = [limits.side];
  /** @type {Stage[]} */
  const stages = [];
  for (const part of parts) {
    const stage = readStage(part, limits);
    const side = sides[sides.length - 1];
    if (!stage) return { message: `“${part}” is no stage such as 8:3:max` };
    const place = `stage ${stages.length + 1}`;
    const { kernel, pooling } = stage;
    if (kernel > side) {
      return {
        message: `the kernel of ${place} is larger than the ${side}×${side} pixels before it`,
      };
    }
    const pools = pooling !== 'none';
    if (pools && side % limits.pool !== 0) {
      return { message: `${place} cannot pool ${side}×${side} pixels: choose no pooling` };
    }
    stages.push(stage);
    sides.push(pools ? side / limits.pool : side);
  }
  return { stages, sides };
}

/**
 * @param {string} text
 * @param {StageLimits} limits
 * @returns {Stage | null}
 */
function readStage(text, { filters: most, kernels, poolings }) {
  const [, filters, kernel, pooling] = /^([1-9]\d*):([1-9]\d*):([a-z]+)$/.exec(text) ?? [];
  const isKnown =
    Number(filters) <= most &&
    kernels.includes(Number(kernel)) &&
    poolings.some(({ value }) => value === pooling);
  return isKnown ? { filters: Number(filters), kernel: Number(kernel), pooling } : null;
}

/** @param {Stage[]} stages */
export const spellStages = (stages) =>
  stages.map(({ filters, kernel, pooling }) => `${filters}:${kernel}:${pooling}`).join(',');
