/** What each kind of network reads, and how large it is, as the engine's catalogue says. */
import { readStages } from './stages.js';

/** @typedef {import('./settings.js').Setting} Setting */
/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./state.js').Catalog} Catalog */
/** @typedef {Pick<Catalog, 'settings' | 'networkDefaults'>} Defaults */

/**
 * The catalogue of a page that offers some kinds of network only: it refuses a link of another kind.
 * @param {Catalog} catalog
 * @param {string[]} kinds the first is the default
 * @returns {Catalog}
 */
export function offering(catalog, kinds) {
  const settings = catalog.settings.map((setting) =>
    setting.key === 'network'
      ? {
          ...setting,
          choices: setting.choices?.filter(({ value }) => kinds.includes(value)),
          default: kinds[0],
        }
      : setting,
  );
  return { ...catalog, settings };
}

/**
 * Whether the page has a control for the setting: an offered network reads it, and there is a choice.
 * @param {Setting} setting
 * @param {Pick<Catalog, 'settings'>} catalog
 */
export function isOffered({ key, networks, choices }, { settings }) {
  const kinds = settings.find((setting) => setting.key === 'network')?.choices ?? [];
  // The network says the task.
  if (key === 'task' || choices?.length === 1) return false;
  return kinds.some(({ value }) => networks.includes(value));
}

/**
 * Whether the network reads the setting. In other networks the setting has its default.
 * @param {Setting} setting
 * @param {Values} values
 */
export const isRead = ({ networks }, { network }) => networks.includes(String(network));

/**
 * @param {Setting} setting
 * @param {Values} values name the network
 * @param {Defaults} catalog
 */
export function usualValue({ key, default: usual }, { network }, { networkDefaults }) {
  const own = networkDefaults.find((each) => each.network === network && each.key === key);
  return own?.value ?? usual;
}

/**
 * The values with the defaults of the network where it does not read a setting, and where nobody
 * has chosen a value.
 * @param {Values} values
 * @param {(key: string) => boolean} isChosen
 * @param {Defaults} catalog
 */
export function withDefaults(values, isChosen, catalog) {
  const next = { ...values };
  for (const setting of catalog.settings) {
    if (isChosen(setting.key) && isRead(setting, values)) continue;
    next[setting.key] = usualValue(setting, values, catalog);
  }
  return next;
}

/**
 * The values after a change of the network: what stood at its default takes the new default.
 * @param {Values} values
 * @param {string} network
 * @param {Defaults} catalog
 */
export function withNetwork(values, network, catalog) {
  const own = catalog.settings.filter(
    (setting) =>
      setting.key !== 'network' && values[setting.key] !== usualValue(setting, values, catalog),
  );
  const chosen = new Set(['network', ...own.map(({ key }) => key)]);
  return withDefaults({ ...values, network }, (key) => chosen.has(key), catalog);
}

/**
 * How many units of each hidden layer can be rescaled without changing the function.
 * @param {Values} values
 * @param {Pick<Catalog, 'settings' | 'segmentFilters'>} catalog
 */
export function orbitUnits(values, catalog) {
  const { network, architecture, depth, width, group } = values;
  if (network === 'segment') return catalog.segmentFilters;
  if (network === 'conv') {
    return [...stagesOf(values, catalog).stages.map(({ filters }) => filters), Number(width)];
  }
  // Batch normalization frees each neuron of a pooled group.
  const units = architecture === 'arch2' ? Number(width) : Number(width) / Number(group);
  return Array(Number(depth)).fill(units);
}

/**
 * @param {Values} values whose stages are right
 * @param {Pick<Catalog, 'settings'>} catalog
 */
export function stagesOf({ stages }, { settings }) {
  const limits = settings.find(({ key }) => key === 'stages')?.stages;
  const read = limits && readStages(String(stages), limits);
  return read && 'stages' in read ? read : { stages: [], sides: [0] };
}

/**
 * The numbers that a forward pass computes for one example, and the weights; 0 for a network that
 * always fits into memory.
 * @param {Values} values
 * @param {Catalog} catalog
 */
function numbersOf(values, catalog) {
  const { memory } = catalog;
  if (values.network === 'segment') {
    const classes = Number(values.classes) + 1;
    return {
      activations: Number(values.side) ** 2 * (memory.segmentNumbers + classes),
      weights: 0,
    };
  }
  if (values.network !== 'conv') return { activations: 0, weights: 0 };
  const { stages, sides } = stagesOf(values, catalog);
  const steps = values.architecture === 'arch2' ? 3 : 2;
  const width = Number(values.width);
  let [activations, weights, channels] = [0, 0, 1];
  for (const [at, { filters, kernel, pooling }] of stages.entries()) {
    weights += filters * channels * kernel ** 2;
    activations += steps * filters * sides[at] ** 2;
    if (pooling !== 'none') activations += filters * sides[at + 1] ** 2;
    channels = filters;
  }
  const inputs = channels * sides[stages.length] ** 2;
  activations += inputs + steps * width + memory.digits;
  return { activations, weights: weights + width * (inputs + memory.digits) };
}

/**
 * The largest batch whose activations fit into memory beside the weights; below 1 for none.
 * @param {Values} values
 * @param {Catalog} catalog
 */
export function largestBatch(values, catalog) {
  const { most, bytes, perActivation, perWeight } = catalog.memory;
  const { activations, weights } = numbersOf(values, catalog);
  if (activations === 0) return Number.POSITIVE_INFINITY;
  return Math.floor((most / bytes - perWeight * weights) / (perActivation * activations));
}
