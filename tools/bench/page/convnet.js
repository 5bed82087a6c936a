// ConvNetJS: the same networks (its layers have biases, ours here have none), one example after
// the other, the weights updated at the end of each batch.

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
  const module = { exports: /** @type {any} */ ({}) };
  await runScript('rivals/convnet.js', module);
  const images = await loadImages();
  const ready = nets.map((net) => prepare(module.exports, net, images));
  return {
    entries,
    run: (index, passes) => {
      for (let pass = 0; pass < passes; pass += 1) ready[index](pass);
    },
  };
});

/**
 * @param {any} convnetjs
 * @param {import('./nets.js').Net} net
 * @param {Awaited<ReturnType<typeof loadImages>>} images
 * @returns {(turn: number) => void} a step
 */
function prepare(convnetjs, { batch, hidden }, images) {
  const [side, depth] = hidden ? [1, pixels] : [28, 1];
  const dense = (/** @type {number} */ units) => ({
    type: 'fc',
    num_neurons: units,
    activation: 'relu',
  });
  const stage = (/** @type {number} */ filters) => [
    { type: 'conv', sx: 3, filters, stride: 1, pad: 1, activation: 'relu' },
    { type: 'pool', sx: 2, stride: 2 },
  ];
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: 'input', out_sx: side, out_sy: side, out_depth: depth },
    ...(hidden ? hidden.map(dense) : [...stage(8), ...stage(16), dense(64)]),
    { type: 'softmax', num_classes: classes },
  ]);
  const trainer = new convnetjs.Trainer(net, {
    method: 'sgd',
    learning_rate: learningRate,
    momentum: 0,
    batch_size: batch,
  });
  const examples = Array.from({ length: batches * batch }, (_, index) => {
    const volume = new convnetjs.Vol(side, side, depth, 0);
    volume.w.set(images.image(index));
    return { volume, label: images.label(index) };
  });
  return (turn) => {
    const first = (turn % batches) * batch;
    for (const { volume, label } of examples.slice(first, first + batch)) {
      const { loss } = trainer.train(volume, label);
      if (!Number.isFinite(loss)) throw new Error('the training diverged');
    }
  };
}
