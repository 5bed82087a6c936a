/**
 * What settings demand of each other, as the engine's catalogue lists it. The engine refuses values
 * that break a demand; the page corrects them.
 */
import { largestBatch } from './networks.js';

/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./settings.js').Problem} Problem */
/**
 * @typedef {{key: string, is: string}} Condition holds when the setting has this value
 * @typedef {{key: string, problem: string} & (
 *   {kind: 'is', is: string, when: Condition} | {kind: 'atMost', most: string} |
 *   {kind: 'divides', whole: string, otherwise: number} |
 *   {kind: 'atLeast', least: number, when: Condition})} Coupling
 *   key: the setting that must meet the demand; whole, most: keys of other settings; problem: what
 *   is wrong when a value breaks the demand, where `{key}` stands for the value of a setting
 */

/**
 * @param {Condition} condition
 * @param {Values} values
 */
const holds = ({ key, is }, values) => values[key] === is;

/**
 * @param {Coupling} coupling
 * @param {Values} values
 */
function isBroken(coupling, values) {
  if (coupling.kind === 'is') {
    return values[coupling.key] !== coupling.is && holds(coupling.when, values);
  }
  const own = Number(values[coupling.key]);
  if (coupling.kind === 'divides') return Number(values[coupling.whole]) % own !== 0;
  if (coupling.kind === 'atMost') return own > Number(values[coupling.most]);
  return own < coupling.least && holds(coupling.when, values);
}

/**
 * The setting to change, and its new value, so that the demand is met.
 * @param {Coupling} coupling
 * @param {Values} values
 * @param {Set<string>} kept keys of settings that stay if another setting can change instead
 */
function repair(coupling, values, kept) {
  const { key } = coupling;
  if (coupling.kind === 'is') return { key, value: coupling.is };
  if (coupling.kind === 'divides') return { key, value: coupling.otherwise };
  if (coupling.kind === 'atLeast') return { key, value: coupling.least };
  const { most } = coupling;
  return kept.has(key) ? { key: most, value: values[key] } : { key, value: values[most] };
}

/**
 * Corrects settings that contradict each other, in favour of `kept`, and reports each correction.
 * @param {Values} values each within its own limits
 * @param {import('./state.js').Catalog} catalog
 * @param {string} [kept] key of the setting that the visitor has just changed
 * @returns {{values: Values, problems: Problem[]}}
 */
export function reconcile(values, catalog, kept = '') {
  const next = { ...values };
  /** @type {Problem[]} */
  const problems = [];
  const stay = new Set([kept]);
  for (;;) {
    const broken = catalog.couplings.find((coupling) => isBroken(coupling, next));
    if (!broken) {
      const problem = fitIntoMemory(next, catalog);
      if (!problem) return { values: next, problems };
      problems.push(problem);
      continue;
    }
    const { key, value } = repair(broken, next, stay);
    const problem = broken.problem.replace(/\{(\w+)\}/g, (_, name) => String(next[name]));
    problems.push({ key, message: `${problem}; ${key} set to ${value}.` });
    next[key] = value;
    // Nobody can choose less than the least value, so another limit must not lower it again.
    if (broken.kind === 'atLeast') stay.add(key);
  }
}

/**
 * Makes the batch, or else the network, small enough for the memory of a page.
 * @param {Values} values
 * @param {import('./state.js').Catalog} catalog
 * @returns {Problem | null} null where everything fits
 */
function fitIntoMemory(values, catalog) {
  const most = largestBatch(values, catalog);
  if (Number(values.batch) <= most) return null;
  const message = 'The network is too large for the memory of a page; ';
  if (most >= 2) {
    values.batch = most;
    return { key: 'batch', message: `${message}batch set to ${most}.` };
  }
  const stages = catalog.settings.find(({ key }) => key === 'stages')?.default ?? '';
  const isUsual = values.stages === stages;
  const [key, value] = isUsual ? ['width', catalog.memory.digits] : ['stages', stages];
  values[key] = value;
  return { key, message: `${message}${key} set to ${value}.` };
}
