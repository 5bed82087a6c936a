// TensorFlow.js: the same networks by its core operations and its SGD.

import {
  batches,
  classes,
  entries,
  learningRate,
  loadImages,
  nets,
  pixels,
  runScript,
} from './nets.js';
import { respond } from './respond.js';

respond(async () => {
  await runScript('rivals/tf.min.js');
  await runScript('rivals/tf-backend-wasm.min.js');
  const { tf } = /** @type {any} */ (globalThis);
  tf.wasm.setWasmPaths(new URL('rivals/', import.meta.url).href);
  if (!(await tf.setBackend(new URLSearchParams(location.search).get('backend')))) {
    throw new Error('TensorFlow.js could not start this back end');
  }
  const images = await loadImages();
  const ready = nets.map((net) => prepare(tf, net, images));
  return {
    entries,
    run: (index, passes) => {
      for (let pass = 0; pass < passes; pass += 1) ready[index](pass);
    },
  };
});

/**
 * @param {any} tf
 * @param {import('./nets.js').Net} net
 * @param {Awaited<ReturnType<typeof loadImages>>} images
 * @returns {(turn: number) => void} a step
 */
function prepare(tf, { batch, hidden }, images) {
  const score = hidden ? dense(tf, [pixels, ...hidden, classes]) : convolutional(tf);
  const data = Array.from({ length: batches }, (_, index) => {
    const members = Array.from({ length: batch }, (_, member) => index * batch + member);
    const values = Float32Array.from(members.flatMap((member) => [...images.image(member)]));
    const shape = hidden ? [batch, pixels] : [batch, 28, 28, 1];
    const labels = tf.tensor1d(members.map(images.label), 'int32');
    return { x: tf.tensor(values, shape), y: tf.cast(tf.oneHot(labels, classes), 'float32') };
  });
  const optimizer = tf.train.sgd(learningRate);
  return (turn) => {
    const { x, y } = data[turn % batches];
    const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, score(x)), true);
    // Reading it makes sure that the step is done.
    if (!Number.isFinite(loss.dataSync()[0])) throw new Error('the training diverged');
    loss.dispose();
  };
}

/**
 * @param {any} tf
 * @param {number[]} shape
 * @param {number} fanIn
 */
const filters = (tf, shape, fanIn) => tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn)));

/**
 * @param {any} tf
 * @param {number[]} widths
 */
function dense(tf, widths) {
  const banks = widths.slice(1).map((width, i) => filters(tf, [widths[i], width], widths[i]));
  return (/** @type {any} */ x) =>
    banks.reduce((y, bank, i) => tf.matMul(i === 0 ? y : tf.relu(y), bank), x);
}

/** @param {any} tf */
function convolutional(tf) {
  const stages = [filters(tf, [3, 3, 1, 8], 9), filters(tf, [3, 3, 8, 16], 72)];
  const top = dense(tf, [7 * 7 * 16, 64, classes]);
  return (/** @type {any} */ x) => {
    const maps = stages.reduce(
      (y, bank) => tf.maxPool(tf.relu(tf.conv2d(y, bank, 1, 'same')), 2, 2, 'valid'),
      x,
    );
    return top(tf.reshape(maps, [-1, 7 * 7 * 16]));
  };
}
