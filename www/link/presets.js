/**
 * Named experiments, each a link: what it sets, and what to look at. The build makes the list of
 * links from them; `tests/js/presets.test.js` runs each and holds it to its sentence.
 */

/** @typedef {{id: string, name: string, sentence: string, hash: string}} Preset */

/** @type {Preset[]} */
export const PRESETS = [
  {
    id: 'same-function',
    name: 'Same function',
    sentence:
      'SGD’s gap leaves 0 at the first step; those of SM and UN stay 0 exactly. To see that step by itself: Reset, then One step.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05',
  },
  {
    id: 'unlucky-scale',
    name: 'An unlucky scale',
    sentence:
      'The factors go up to 64. SGD’s network learns and its twin, the same function, does not: its loss stays at that of a blind guess, 2.3, its test accuracy near 10 %. SM and UN notice nothing.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&strength=6',
  },
  {
    id: 'one-neuron',
    name: 'Rescale one neuron',
    sentence:
      'The twins are copies until step 20. Then one neuron of the twin gets 16 times larger and what it feeds 16 times smaller: no output changes, and yet from the next step on SGD’s twins part.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&strength=0&rescalings=20:0:5:4',
  },
  {
    id: 'adam',
    name: 'Adam',
    sentence:
      'Adam moves every weight about as far, however large it is, so it parts the twins too, from the first step on.',
    hash: 'lanes=adam:0.002,un:0.05',
  },
  {
    id: 'not-powers',
    name: 'Powers of two, or not',
    sentence:
      'With factors that are no powers of two the twins differ from the start, by rounding. Under SM and UN the gap grows slowly, and after 1,000 steps is still below 0.01; with powers of two it is 0.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&twin=random',
  },
  {
    id: 'bold-driver',
    name: 'Bold driver',
    sentence:
      'Ten steps are an epoch here. Watch each lane’s rate: a tenth more after every epoch, halved as soon as the loss has risen.',
    hash: 'lanes=sgd:0.1:bold,un:0.1:bold&images=1000',
  },
  {
    id: 'effective-rate',
    name: 'Batch norm and the effective rate',
    sentence:
      'With batch normalization only a filter’s direction counts. SGD turns long filters slower than short ones, more than twofold here; UN turns all at the rate that was set. SGD’s twins part all the same.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05&architecture=arch2',
  },
  {
    id: 'sm-rows',
    name: 'SM against SM by rows',
    sentence:
      'The code published with the paper looks at a row’s own norm alone. That forgives one factor per layer, not one per neuron: its twins part, SM’s do not.',
    hash: 'lanes=sm:0.05,sm_rows:0.05&strength=2',
  },
  {
    id: 'sm-rows-normalized',
    name: 'SM by rows, with batch norm',
    sentence:
      'With batch normalization SM and SM by rows are one rule: both gaps stay 0, and when you pause, the hashes of the weights are the same.',
    hash: 'lanes=sm:0.05,sm_rows:0.05&strength=2&architecture=arch2',
  },
  {
    id: 'pooled-groups',
    name: 'Pooled groups',
    sentence:
      'Neurons compete in pairs, and a pair shares its factor. SM and UN still keep the twins equal to the last bit; SGD and SM by rows do not.',
    hash: 'lanes=sgd:0.05,sm:0.05,un:0.05,sm_rows:0.05&group=2',
  },
  {
    id: 'momentum',
    name: 'Momentum',
    sentence:
      'Momentum does not cure it: SGD’s twins part as before. UN with momentum keeps them equal to the last bit.',
    hash: 'lanes=sgd_momentum:0.02,un_momentum:0.02',
  },
  {
    id: 'too-high',
    name: 'A rate too high',
    sentence:
      'SM, at 0.5, diverges within ten steps. SGD and UN, at 2, end as dead networks that answer nearly every image alike: a loss of 2.303, and twins that agree only because they are dead.',
    hash: 'lanes=sgd:2,sm:0.5,un:2',
  },
];
