// The networks that the other libraries train too, and the images they train on.

export const pixels = 28 * 28;
export const classes = 10;
/** Batches that a training goes round. */
export const batches = 8;
/** As low as the engine's, so that no gradient becomes denormal. */
export const learningRate = 1e-4;

/** @typedef {{name: string, batch: number, hidden: number[] | null}} Net no `hidden`: the convolutional one */

/** @type {Net[]} */
export const nets = [
  { name: '784-128-128-10', batch: 100, hidden: [128, 128] },
  { name: '784-512-512-10', batch: 100, hidden: [512, 512] },
  { name: 'conv', batch: 64, hidden: null },
];

export const entries = nets.map(({ name }) => ({ id: `step/${name}/sgd`, flops: 0 }));

/** An IDX file of images, then one of labels. */
export async function loadImages() {
  const bytes = new Uint8Array(await (await fetch('images.bin')).arrayBuffer());
  const count = new DataView(bytes.buffer).getUint32(4);
  const labels = 16 + count * pixels + 8;
  return {
    /** @param {number} index */
    image: (index) =>
      Float32Array.from(bytes.subarray(16 + index * pixels).subarray(0, pixels), (x) => x / 255),
    /** @param {number} index */
    label: (index) => bytes[labels + index],
  };
}

/**
 * Runs a script of the kind that was written before there were modules.
 * @param {string} address
 * @param {object} [module] what it may take for Node's `module`
 */
export async function runScript(address, module) {
  const text = await (await fetch(address)).text();
  new Function('module', text).call(globalThis, module);
}
