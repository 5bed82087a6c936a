/**
 * What settings demand of each other, by the table of the engine's catalogue: the engine refuses
 * values that break a demand of the table, the page puts them right.
 */

/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./settings.js').Problem} Problem */
/**
 * @typedef {{key: string, is: string}} Condition that a setting has a value
 * @typedef {{key: string, problem: string} & (
 *   {kind: 'divides', whole: string, otherwise: number} | {kind: 'atMost', most: string} |
 *   {kind: 'atLeast', least: number, when: Condition})} Coupling
 *   key: the setting that must meet it; whole, most: keys of others; problem: what is wrong where it
 *   is not met, `{key}` stands for the value of a setting
 * @typedef {{neurons: string, sharedBy: string, unless: Condition}} OrbitUnits
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
  const own = Number(values[coupling.key]);
  if (coupling.kind === 'divides') return Number(values[coupling.whole]) % own !== 0;
  if (coupling.kind === 'atMost') return own > Number(values[coupling.most]);
  return own < coupling.least && holds(coupling.when, values);
}

/**
 * Which setting is changed so that the demand is met, and to what.
 * @param {Coupling} coupling
 * @param {Values} values
 * @param {Set<string>} kept keys of settings that stay, if another can follow
 */
function repair(coupling, values, kept) {
  const { key } = coupling;
  if (coupling.kind === 'divides') return { key, value: coupling.otherwise };
  if (coupling.kind === 'atLeast') return { key, value: coupling.least };
  const { most } = coupling;
  return kept.has(key) ? { key: most, value: values[key] } : { key, value: values[most] };
}

/**
 * Settings that contradict each other, put right in favour of `kept`, each with a word about it.
 * @param {Values} values each within its own limits
 * @param {{couplings: Coupling[]}} catalog
 * @param {string} [kept] key that the visitor has just set
 * @returns {{values: Values, problems: Problem[]}}
 */
export function reconcile(values, { couplings }, kept = '') {
  const next = { ...values };
  /** @type {Problem[]} */
  const problems = [];
  const stay = new Set([kept]);
  for (;;) {
    const broken = couplings.find((coupling) => isBroken(coupling, next));
    if (!broken) return { values: next, problems };
    const { key, value } = repair(broken, next, stay);
    const problem = broken.problem.replace(/\{(\w+)\}/g, (_, name) => String(next[name]));
    problems.push({ key, message: `${problem}; ${key} set to ${value}.` });
    next[key] = value;
    // A least value is no choice: another limit must not take it back.
    if (broken.kind === 'atLeast') stay.add(key);
  }
}

/**
 * How many numbers of each hidden layer can be rescaled without changing the function.
 * @param {Values} values
 * @param {{orbitUnits: OrbitUnits}} catalog
 */
export function orbitUnits(values, { orbitUnits: { neurons, sharedBy, unless } }) {
  const all = Number(values[neurons]);
  return holds(unless, values) ? all : all / Number(values[sharedBy]);
}
