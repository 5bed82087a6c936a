/**
 * Named experiments: each has a link that sets it, and a sentence that tells what to look at. The
 * build makes the list of links from them; `tests/js/presets.test.js` runs each experiment and
 * checks its sentence.
 */

/** @typedef {{id: string, name: string, sentence: string, hash: string}} Preset */

/** @type {Preset[]} */
export const PRESETS = [
  {
    id: 'same-function',
    name: 'Same function',
    sentence:
      'SGD’s gap leaves 0 at the first step; the gaps of SM and UN stay exactly 0. To see the first step by itself, press Reset, then One step.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05',
  },
  {
    id: 'unlucky-scale',
    name: 'An unlucky scale',
    sentence:
      'The factors go up to 64. SGD’s network learns, but its twin, which is the same function at the start, does not: the twin’s loss stays at 2.3 and its test accuracy near 10 %, as with blind guessing. SM and UN notice no factor.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&strength=6',
  },
  {
    id: 'one-neuron',
    name: 'Rescale one neuron',
    sentence:
      'The twins are copies until step 20. Then one neuron’s incoming weights in the twin become 16 times larger and its outgoing weights 16 times smaller. No output changes, yet SGD’s twins part from the next step on.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&strength=0&rescalings=20:0:5:4',
  },
  {
    id: 'adam',
    name: 'Adam',
    sentence:
      'Adam moves large and small weights about equally far, so Adam parts the twins too, from the first step on.',
    hash: 'lanes=adam:0.002,un:0.05',
  },
  {
    id: 'not-powers',
    name: 'Powers of two, or not',
    sentence:
      'If the factors are not powers of two, rounding makes the twins differ from the start. Under SM and UN the gap grows slowly and is still below 0.01 after 1,000 steps; with powers of two it is 0.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&twin=random',
  },
  {
    id: 'bold-driver',
    name: 'Bold driver',
    sentence:
      'Ten steps make an epoch here. Watch each lane’s rate: it grows by a tenth after every epoch, and halves as soon as the loss has risen.',
    hash: 'lanes=sgd:0.1:bold,un:0.1:bold&images=1000',
  },
  {
    id: 'effective-rate',
    name: 'Batch norm and the effective rate',
    sentence:
      'With batch normalization only a filter’s direction counts. SGD turns long filters more slowly than short filters, here by more than a factor of two; UN turns all filters at the rate that you set. SGD’s twins still part.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&architecture=arch2',
  },
  {
    id: 'sm-rows',
    name: 'SM against SM by rows',
    sentence:
      'The code published with the paper (SM by rows) looks only at each row’s own norm. It ignores one factor per layer, but not one factor per neuron: its twins part, SM’s twins do not.',
    hash: 'lanes=sm:0.05,sm_rows:0.05&strength=2',
  },
  {
    id: 'sm-rows-normalized',
    name: 'SM by rows, with batch norm',
    sentence:
      'With batch normalization SM and SM by rows are the same rule: both gaps stay 0, and when you pause, both lanes show the same hash of the weights.',
    hash: 'lanes=sm:0.05,sm_rows:0.05&strength=2&architecture=arch2',
  },
  {
    id: 'pooled-groups',
    name: 'Pooled groups',
    sentence:
      'Neurons compete in pairs, and the two neurons of a pair share one factor. SM and UN still keep the twins equal to the last bit; SGD and SM by rows do not.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05,sm_rows:0.05&group=2',
  },
  {
    id: 'momentum',
    name: 'Momentum',
    sentence:
      'Momentum does not help: SGD’s twins part as before. UN with momentum keeps its twins equal to the last bit.',
    hash: 'lanes=sgd_momentum:0.02,un_momentum:0.02',
  },
  {
    id: 'too-high',
    name: 'A rate too high',
    sentence:
      'SM, at rate 0.5, diverges within ten steps. SGD and UN, at rate 2, end as dead networks that give nearly every image the same answer: their loss is 2.303, and their twins agree only because they are dead.',
    hash: 'lanes=sgd:2,sm:0.5,un:2',
  },
];
