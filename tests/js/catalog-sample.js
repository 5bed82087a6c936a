/** A small catalogue of the real form, so that these tests need no built engine. */

const normalized = { key: 'architecture', is: 'arch2' };

/** @type {import('../../www/link/state.js').Catalog} */
export const sampleCatalog = {
  version: '0',
  settings: [
    integer('batch', 1, 1000, 100),
    choice('network', ['dense', 'conv'], 'dense'),
    choice('architecture', ['arch1', 'arch2'], 'arch1'),
    of(['dense'], integer('depth', 1, 6, 2)),
    integer('width', 1, 1024, 32),
    of(['dense'], integer('group', 1, 4, 1)),
    of(['conv'], stages('8:3:max,16:3:max')),
    integer('images', 1, 60000, 4096),
    integer('seed', 0, 4294967295, 1),
    choice('twin', ['off', 'powers', 'random'], 'powers'),
  ],
  laneSettings: [
    goesOn(number('rate', { minimum: 0, exclusiveMinimum: true, maximum: 10, default: 0.1 })),
    goesOn(choice('schedule', ['constant', 'exponential', 'bold', 'steps'], 'constant')),
    number('momentum', { minimum: 0, maximum: 0.999, default: 0.9 }),
  ],
  rules: ['sgd', 'sm', 'sm_rows', 'un', 'pbwn', 'sgd_momentum'].map((id) => ({
    id,
    name: id.toUpperCase(),
    label: '',
    formula: '',
    summary: '',
    divergence: `Why ${id} ends.`,
    invariance: id.startsWith('sgd') ? 'nothing' : 'unit',
    fixesNorms: id === 'un',
    learningRate: 0.1,
    reads: ['rate', 'schedule', ...(id.endsWith('momentum') ? ['momentum'] : [])],
  })),
  couplings: [
    {
      key: 'group',
      kind: 'divides',
      whole: 'width',
      otherwise: 1,
      problem: '{group} into {width}',
    },
    { key: 'batch', kind: 'atMost', most: 'images', problem: '{batch} of {images}' },
    { key: 'batch', kind: 'atLeast', least: 2, when: normalized, problem: 'too few' },
  ],
  networkDefaults: [{ network: 'conv', key: 'width', value: 64 }],
  memory: {
    ...{ most: 2 ** 28, bytes: 8, perActivation: 2, perWeight: 5 },
    ...{ segmentNumbers: 158, digits: 10 },
  },
  segmentFilters: [16, 32],
  byHand: { changes: 32, rescalings: 32, doublings: 20 },
  link: {
    version: '2',
    laneIds: 'abcd',
    speeds: [
      { value: 'slow', label: 'slow' },
      { value: 'one', label: 'one' },
      { value: 'fast', label: 'fast' },
      { value: 'full', label: 'full' },
    ],
    budgets: [
      integer('steps', 1, 1e9, 1000),
      integer('epochs', 1, 1e6, 5),
      number('accuracy', { minimum: 0, exclusiveMinimum: true, maximum: 100, default: 95 }),
    ],
  },
  defaults: { rules: ['sgd', 'sm', 'un'], speed: 'fast' },
};

/**
 * @param {string[]} networks
 * @param {import('../../www/link/state.js').Setting} setting
 */
function of(networks, setting) {
  return { ...setting, networks };
}

/**
 * @param {string} usual
 * @returns {import('../../www/link/state.js').Setting}
 */
function stages(usual) {
  const poolings = ['none', 'max', 'average'].map((value) => ({ value, label: value }));
  const limits = { most: 4, filters: 64, kernels: [3, 5], poolings, pool: 2, side: 28 };
  return number('stages', { kind: 'stages', stages: limits, default: usual });
}

/** @param {import('../../www/link/state.js').Setting} setting */
function goesOn(setting) {
  return { ...setting, restarts: false };
}

/**
 * @param {string} key
 * @param {Partial<import('../../www/link/state.js').Setting> & {default: number|string}} rest
 * @returns {import('../../www/link/state.js').Setting}
 */
function number(key, rest) {
  const networks = ['dense', 'conv', 'segment'];
  const words = { label: key, unit: '', help: '' };
  return { key, kind: 'number', restarts: true, networks, ...words, ...rest };
}

/**
 * @param {string} key
 * @param {number} minimum
 * @param {number} maximum
 * @param {number} usual
 */
function integer(key, minimum, maximum, usual) {
  return number(key, { kind: 'integer', minimum, maximum, default: usual });
}

/**
 * @param {string} key
 * @param {string[]} values
 * @param {string} usual
 */
function choice(key, values, usual) {
  const choices = values.map((value) => ({ value, label: value }));
  return number(key, { kind: 'choice', choices, default: usual });
}
