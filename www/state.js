/**
 * What the visitor has chosen, and its one spelling: `key=value&…` in the URL hash. The table of
 * settings comes from the engine's catalogue, so page and engine cannot disagree about limits.
 */

/**
 * @typedef {{key: string, label: string, kind: 'integer'|'number'|'choice', minimum?: number,
 *   maximum?: number, exclusiveMinimum?: boolean, choices?: {value: string, label: string}[],
 *   default: number|string, unit: string, restarts: boolean, help: string}} Setting
 * @typedef {{id: string, name: string, label: string, formula: string, summary: string,
 *   citation: string, invariant: string, learningRate: number, reads: string[]}} Rule
 *   learningRate: one it bears on the default network; reads: keys of the rule settings it has
 * @typedef {{version: string, settings: Setting[], ruleSettings: Setting[], rules: Rule[],
 *   defaults: {rules: string[]}}} Catalog
 * @typedef {Record<string, number|string>} Values
 * @typedef {{step: number, rate: number}} RateChange
 * @typedef {{values: Values, rules: string[], changes: RateChange[], autoplay: boolean}} State
 * @typedef {{key: string, message: string}} Problem
 */

export const MOST_RULES = 4;
export const MOST_CHANGES = 32;

/**
 * @param {Catalog} catalog
 * @returns {State}
 */
export function defaultState(catalog) {
  /** @type {Values} */
  const values = {};
  for (const setting of catalog.settings) values[setting.key] = setting.default;
  return { values, rules: [...catalog.defaults.rules], changes: [], autoplay: true };
}

/** @param {Setting} setting */
export function rangeText(setting) {
  if (setting.kind === 'choice') {
    return `one of ${(setting.choices ?? []).map((choice) => choice.value).join(', ')}`;
  }
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = setting;
  const noun = setting.kind === 'integer' ? 'a whole number' : 'a number';
  if (setting.exclusiveMinimum) return `${noun} above ${minimum} and at most ${maximum}`;
  return `${noun} from ${minimum} to ${maximum}`;
}

/**
 * One value against its row of the table.
 * @param {Setting} setting
 * @param {string} text
 * @returns {{value: number|string} | {message: string}}
 */
export function readValue(setting, text) {
  const refusal = { message: `${setting.label} must be ${rangeText(setting)}, not “${text}”.` };
  if (setting.kind === 'choice') {
    const known = (setting.choices ?? []).some((choice) => choice.value === text);
    return known ? { value: text } : refusal;
  }
  const spelled = setting.kind === 'integer' ? /^-?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  if (!spelled.test(text)) return refusal;
  const value = Number(text);
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = setting;
  const low = setting.exclusiveMinimum ? value <= minimum : value < minimum;
  return low || value > maximum || !Number.isFinite(value) ? refusal : { value };
}

/**
 * Settings that contradict each other, put right in favour of `kept`, each with a word about it.
 * @param {Values} values
 * @param {string} [kept] key that the visitor has just set
 * @returns {{values: Values, problems: Problem[]}}
 */
export function reconcile(values, kept = '') {
  const next = { ...values };
  /** @type {Problem[]} */
  const problems = [];
  if (Number(next.width) % Number(next.group) !== 0) {
    problems.push({
      key: 'group',
      message: `Groups of ${next.group} do not divide ${next.width} neurons; set to 1.`,
    });
    next.group = 1;
  }
  if (Number(next.batch) > Number(next.images)) {
    const key = kept === 'batch' ? 'images' : 'batch';
    const value = kept === 'batch' ? next.batch : next.images;
    problems.push({
      key,
      message: `A batch of ${next.batch} needs as many images, ${next.images} were chosen; ${key} set to ${value}.`,
    });
    next[key] = value;
  }
  if (next.architecture === 'arch2' && Number(next.batch) < 2) {
    problems.push({
      key: 'batch',
      message: 'Batch normalization needs batches of 2 or more; batch set to 2.',
    });
    next.batch = 2;
    if (Number(next.images) < 2) next.images = 2;
  }
  return { values: next, problems };
}

/**
 * @param {string} text
 * @param {Catalog} catalog
 * @returns {{rules: string[]} | {message: string}}
 */
function readRules(text, catalog) {
  const rules = text.split(',');
  const known = new Set(catalog.rules.map((rule) => rule.id));
  const unknown = rules.filter((rule) => !known.has(rule));
  if (unknown.length > 0) {
    return { message: `Unknown rule “${unknown.join(', ')}”; known are ${[...known].join(', ')}.` };
  }
  if (new Set(rules).size !== rules.length) return { message: 'A rule can have one lane only.' };
  if (rules.length > MOST_RULES) return { message: `There is room for ${MOST_RULES} rules.` };
  return { rules };
}

/**
 * @param {string} text
 * @param {Setting | undefined} rate
 * @returns {{changes: RateChange[]} | {message: string}}
 */
function readChanges(text, rate) {
  const refusal = {
    message: `changes must be step:rate pairs in order of steps, at most ${MOST_CHANGES}, not “${text}”.`,
  };
  const changes = [];
  let last = -1;
  for (const pair of text.split(',')) {
    const [step, value, more] = pair.split(':');
    const read = rate ? readValue(rate, value ?? '') : refusal;
    if (!/^\d{1,9}$/.test(step) || more !== undefined || 'message' in read) return refusal;
    if (Number(step) <= last) return refusal;
    last = Number(step);
    changes.push({ step: last, rate: Number(read.value) });
  }
  return changes.length > MOST_CHANGES ? refusal : { changes };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/**
 * Reads a hash. Whatever is wrong is named and left at its default; the rest counts.
 * @param {string} hash with or without the leading #
 * @param {Catalog} catalog
 * @returns {{state: State, problems: Problem[]}}
 */
export function parseHash(hash, catalog) {
  const state = defaultState(catalog);
  /** @type {Problem[]} */
  const problems = [];
  const seen = new Set();
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const cut = part.indexOf('=');
    const key = decode(cut < 0 ? part : part.slice(0, cut));
    const text = cut < 0 ? '' : decode(part.slice(cut + 1));
    const message = seen.has(key)
      ? 'stands twice; the first counts.'
      : take(state, key, text, catalog);
    seen.add(key);
    if (message) problems.push({ key, message });
  }
  const checked = reconcile(state.values);
  state.values = checked.values;
  return { state, problems: [...problems, ...checked.problems] };
}

/**
 * Puts one pair of the hash into the state, or says why not.
 * @param {State} state
 * @param {string} key
 * @param {string} text
 * @param {Catalog} catalog
 * @returns {string} '' when it was taken
 */
function take(state, key, text, catalog) {
  if (key === 'autoplay') {
    if (text !== '0' && text !== '1') return 'must be 0 or 1.';
    state.autoplay = text === '1';
    return '';
  }
  if (key === 'rules') {
    const read = readRules(text, catalog);
    if ('message' in read) return read.message;
    state.rules = read.rules;
    return '';
  }
  if (key === 'changes') {
    const read = readChanges(
      text,
      catalog.settings.find((setting) => setting.key === 'rate'),
    );
    if ('message' in read) return read.message;
    state.changes = read.changes;
    return '';
  }
  const setting = catalog.settings.find((candidate) => candidate.key === key);
  if (!setting) return 'is not a setting of this page.';
  const read = readValue(setting, text);
  if ('message' in read) return read.message;
  state.values[key] = read.value;
  return '';
}
