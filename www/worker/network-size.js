/** Roughly how large a network is: enough to wait for it, and to warn of its memory. */

const PIXELS = 784;
const SIDE = 28;
const CLASSES = 10;
/** Of the encoder-decoder: weights, and for each pixel of a scene products and numbers. */
const SEGMENT = { weights: 30_096, products: 5904, numbers: 164 };

/**
 * @typedef {{weights: number, products: number, numbers: number}} Size
 *   products: multiplications of a forward pass over one example; numbers: computed for one example
 */

/**
 * @param {(key: string) => string | number | null | undefined} read a setting of the run
 * @returns {Size} of a network, without its twin
 */
export function sizeOf(read) {
  const number = (/** @type {string} */ key) => Number(read(key));
  const network = read('network');
  if (network === 'segment') {
    const pixels = number('side') ** 2;
    const { weights, products, numbers } = SEGMENT;
    return { weights, products: products * pixels, numbers: numbers * pixels };
  }
  const width = number('width');
  if (network === 'conv') return convolutional(String(read('stages')), width);
  const [depth, passedOn] = [number('depth'), width / number('group')];
  const weights = PIXELS * width + (depth - 1) * passedOn * width + CLASSES * passedOn;
  return { weights, products: weights, numbers: 2 * depth * width + PIXELS };
}

/**
 * @param {string} stages as a link spells them
 * @param {number} width neurons of the dense layer
 * @returns {Size}
 */
function convolutional(stages, width) {
  const size = { weights: 0, products: 0, numbers: PIXELS };
  let [side, channels] = [SIDE, 1];
  for (const stage of stages.split(',')) {
    const [filters, kernel, pooling] = stage.split(':');
    const weights = Number(filters) * channels * Number(kernel) ** 2;
    channels = Number(filters);
    size.weights += weights;
    size.products += weights * side ** 2;
    size.numbers += 3 * channels * side ** 2;
    if (pooling !== 'none') side /= 2;
  }
  const behind = (channels * side ** 2 + CLASSES) * width;
  size.weights += behind;
  size.products += behind;
  return size;
}
