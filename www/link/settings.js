/**
 * Settings against their table. The table comes from the engine's catalogue, so page and engine
 * cannot disagree about limits.
 */

/**
 * @typedef {{key: string, label: string, kind: 'integer'|'number'|'choice', minimum?: number,
 *   maximum?: number, exclusiveMinimum?: boolean, choices?: {value: string, label: string}[],
 *   default: number|string, unit: string, restarts: boolean, help: string}} Setting
 * @typedef {Record<string, number|string>} Values
 * @typedef {{key: string, message: string}} Problem
 */

/**
 * Whether the network has batch normalization.
 * @param {{values: Values}} state
 */
export function isNormalized({ values }) {
  return values.architecture === 'arch2';
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
 * @returns {{value: number|string} | {message: string, nearest?: number}} nearest: the allowed
 *   number next to one that is out of range
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
  if (value > maximum) return { ...refusal, nearest: maximum };
  if (!low) return { value };
  return setting.exclusiveMinimum ? refusal : { ...refusal, nearest: minimum };
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
