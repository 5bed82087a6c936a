/** The visitor's choices, and how the page reads them from the URL hash: `key=value&…`. */
import { readBudget } from './budget.js';
import { reconcile } from './couplings.js';
import { laneOf, readLanes, takeChanges } from './lane-choice.js';
import { usualValue, withDefaults } from './networks.js';
import { fittingIn, readRescalings } from './rescaling.js';
import { readValue } from './settings.js';

/** @typedef {import('./settings.js').Setting} Setting */
/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./settings.js').Problem} Problem */
/** @typedef {import('./lane-choice.js').LaneChoice} LaneChoice */
/**
 * @typedef {{id: string, name: string, label: string, formula: string, summary: string,
 *   divergence: string, invariance: 'nothing' | 'layer' | 'unit',
 *   fixesNorms: boolean, learningRate: number, reads: string[]}} Rule
 *   divergence: why too high a rate ends its run; invariance: the rescalings that leave the rule's
 *   path alone, by layer or by unit; fixesNorms: every filter keeps its length; learningRate: a rate
 *   at which the rule trains the default network; reads: keys of the rule's lane settings
 * @typedef {'slow' | 'one' | 'fast' | 'full'} Speed
 * @typedef {{version: string, settings: Setting[], laneSettings: Setting[],
 *   couplings: import('./couplings.js').Coupling[],
 *   networkDefaults: {network: string, key: string, value: number|string}[],
 *   memory: {most: number, bytes: number, perActivation: number, perWeight: number,
 *     segmentNumbers: number, digits: number}, segmentFilters: number[],
 *   byHand: {changes: number, rescalings: number, doublings: number}, rules: Rule[],
 *   link: {version: string, laneIds: string, speeds: {value: Speed, label: string}[],
 *     budgets: Setting[]},
 *   defaults: {rules: string[], speed: Speed}}} Catalog
 *   networkDefaults: defaults that a network changes; memory: the most bytes of a run, and what the
 *   estimate counts; segmentFilters: of each hidden layer of the encoder-decoder;
 *   byHand: the most changes of pace of a lane, rescalings of a run, and |log2| of a rescaling;
 *   link.version: the form in which the page writes links; it names another form as a problem, but
 *   reads the link all the same
 * @typedef {{values: Values, lanes: LaneChoice[], rescalings: import('./rescaling.js').ByHand[],
 *   budget: import('./budget.js').Budget | null, speed: Speed, autoplay: boolean}} State
 */

/**
 * @param {Catalog} catalog
 * @returns {State}
 */
export function defaultState(catalog) {
  /** @type {Values} */
  const values = {};
  for (const setting of catalog.settings) values[setting.key] = setting.default;
  const { defaults, link } = catalog;
  const lanes = defaults.rules.map((rule, place) => laneOf(catalog, link.laneIds[place], rule));
  return { values, lanes, rescalings: [], budget: null, speed: defaults.speed, autoplay: true };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Splits a hash into its pairs, in their order, each key once.
 * @param {string} hash with or without the leading #
 */
function readPairs(hash) {
  /** @type {Map<string, string>} */
  const pairs = new Map();
  /** @type {Problem[]} */
  const problems = [];
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const cut = part.indexOf('=');
    const key = decode(cut < 0 ? part : part.slice(0, cut));
    const text = cut < 0 ? '' : decode(part.slice(cut + 1));
    if (pairs.has(key)) problems.push({ key, message: 'stands twice; the first value counts.' });
    else pairs.set(key, text);
  }
  return { pairs, problems };
}

/**
 * Reads a hash. A number out of range becomes the nearest allowed number, and every other faulty
 * setting keeps its default; `problems` names both. The rest of the hash counts.
 * @param {string} hash with or without the leading #
 * @param {Catalog} catalog
 * @returns {{state: State, problems: Problem[]}}
 */
export function parseHash(hash, catalog) {
  const state = defaultState(catalog);
  const { pairs, problems } = readPairs(hash);
  const inOrder = [...pairs].sort(([one], [other]) => rank(one) - rank(other));
  for (const [key, text] of inOrder) {
    const message = take(state, key, text, catalog);
    if (message) problems.push({ key, message });
  }
  const named = withDefaults(state.values, (key) => pairs.has(key), catalog);
  const checked = reconcile(named, catalog);
  state.values = checked.values;
  const fitting = fittingIn(state.values, state.rescalings, catalog);
  if (fitting.length < state.rescalings.length) {
    problems.push({ key: 'rescalings', message: 'name neurons that this network does not have.' });
    state.rescalings = fitting;
  }
  return { state, problems: [...problems, ...checked.problems] };
}

/**
 * The network is read first, because defaults follow it; changes last, because they belong to lanes.
 * @param {string} key
 */
function rank(key) {
  if (key === 'network') return 0;
  return key === 'changes' ? 2 : 1;
}

/** @type {Record<string, (state: State, text: string, catalog: Catalog) => string>} */
const takers = {
  v: (_, text, { link }) =>
    text === link.version ? '' : `is ${text}; this page writes version ${link.version}.`,
  autoplay: (state, text) => {
    if (text !== '0' && text !== '1') return 'must be 0 or 1.';
    state.autoplay = text === '1';
    return '';
  },
  lanes: (state, text, catalog) => {
    const { lanes, problems } = readLanes(text, catalog);
    if (lanes.length > 0) state.lanes = lanes;
    else problems.push(`${catalog.defaults.rules.join(', ')} are used.`);
    return problems.join(' ');
  },
  changes: (state, text, catalog) => takeChanges(text, state.lanes, catalog),
  rescalings: (state, text, catalog) => {
    const read = readRescalings(text, catalog);
    if ('message' in read) return read.message;
    state.rescalings = read.rescalings;
    return '';
  },
  speed: (state, text, { link: { speeds } }) => {
    const known = speeds.find(({ value }) => value === text);
    if (!known) return `must be one of ${speeds.map(({ value }) => value).join(', ')}.`;
    state.speed = known.value;
    return '';
  },
  stop: (state, text, catalog) => {
    const read = readBudget(text, catalog);
    if ('message' in read) return read.message;
    state.budget = read.budget;
    return '';
  },
};

/**
 * Puts one pair of the hash into the state, or says why not.
 * @param {State} state
 * @param {string} key
 * @param {string} text
 * @param {Catalog} catalog
 * @returns {string} '' when the state took the pair
 */
function take(state, key, text, catalog) {
  if (Object.hasOwn(takers, key)) return takers[key](state, text, catalog);
  const setting = catalog.settings.find((candidate) => candidate.key === key);
  if (!setting) return 'is not a setting of this page.';
  const read = readValue(setting, text);
  if ('value' in read) state.values[key] = read.value;
  else state.values[key] = read.nearest ?? usualValue(setting, state.values, catalog);
  return 'value' in read ? '' : `${read.message} ${state.values[key]} is used.`;
}
