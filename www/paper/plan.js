/** The choices of a plan, the runs that a plan consists of, and the units of work for the runs. */

/**
 * @typedef {{architecture: string, depth: number, width: number, rule: string, spread: number}} Cell
 * @typedef {{epochs: number, images: number}} Extent
 * @typedef {Extent & {architectures: string[], depths: number[], rules: string[],
 *   protocols: string[], spreads: number[], runs: number, width: number}} Plan
 * @typedef {{key: string, cell: Cell, extent: Extent, seed: number, protocols: string[]}} Unit
 *   one network with one seed; all its protocols share one search for its rate
 * @typedef {{key: string, label: string, help?: string,
 *   options: {value: string, label: string}[]}} Choice
 * @typedef {{key: string, label: string, least: number, most: number}} Count
 */

/** @param {string[][]} pairs */
const options = (pairs) => pairs.map(([value, label = value]) => ({ value, label }));

/** @type {Choice[]} */
export const CHOICES = [
  {
    key: 'architectures',
    label: 'Networks',
    options: options([
      ['arch1', 'Arch1'],
      ['arch2', 'Arch2, batch normalized'],
    ]),
  },
  { key: 'depths', label: 'Hidden layers', options: options([['2'], ['4']]) },
  {
    key: 'rules',
    label: 'Rules',
    options: options([
      ['sgd', 'SGD'],
      ['sm', 'SM'],
      ['sm_rows', 'SM (rows)'],
      ['un', 'UN'],
      ['pbwn', 'PBWN'],
    ]),
  },
  {
    key: 'protocols',
    label: 'Protocols',
    options: options([
      ['bold', 'bold driver'],
      ['exponential', 'exponential decay'],
    ]),
  },
  {
    key: 'spreads',
    label: 'Spread of the start',
    help: '0: balanced, as drawn. s: every neuron is rescaled at random, by a factor from 2 to the power −s to 2 to the power s. The start has other weights but is the same function.',
    options: options([['0'], ['1'], ['2'], ['4']]),
  },
];

/** @type {Count[]} */
export const COUNTS = [
  { key: 'runs', label: 'Runs of each cell', least: 1, most: 50 },
  { key: 'epochs', label: 'Epochs at most', least: 1, most: 60 },
  { key: 'images', label: 'Training images', least: 120, most: 60_000 },
  { key: 'width', label: 'Neurons per layer', least: 1, most: 1024 },
];

/** The extent of the native tool's committed results. */
export const NATIVE_EXTENT = { epochs: 60, images: 60_000 };

/** A few minutes' work. @type {Plan} */
export const SHORT_PLAN = {
  architectures: ['arch1'],
  depths: [2],
  rules: ['sgd', 'sm', 'un'],
  protocols: ['bold'],
  spreads: [0],
  runs: 3,
  epochs: 5,
  images: 6000,
  width: 100,
};

/** The paper's table. @type {Plan} */
export const WHOLE_PLAN = {
  architectures: ['arch1', 'arch2'],
  depths: [2, 4],
  rules: ['sgd', 'sm', 'sm_rows', 'un', 'pbwn'],
  protocols: ['bold', 'exponential'],
  spreads: [0],
  runs: 10,
  ...NATIVE_EXTENT,
  width: 100,
};

/** @param {string} key @param {string} value */
export const labelOf = (key, value) =>
  CHOICES.find((choice) => choice.key === key)?.options.find((one) => one.value === value)?.label ??
  value;

/**
 * Checks the choices and numbers in the form.
 * @param {Record<string, string[]>} choices
 * @param {Record<string, string>} counts
 * @returns {{plan: Plan} | {problems: Record<string, string>}} problems in words, by key
 */
export function readPlan(choices, counts) {
  /** @type {Record<string, string>} */
  const problems = {};
  /** @type {Record<string, unknown>} */
  const plan = {};
  for (const { key, label, options: known } of CHOICES) {
    const chosen = known.map(({ value }) => value).filter((value) => choices[key]?.includes(value));
    const isNumber = known.every(({ value }) => /^\d+$/.test(value));
    plan[key] = isNumber ? chosen.map(Number) : chosen;
    if (chosen.length === 0) problems[key] = `${label}: choose at least one.`;
  }
  for (const { key, label, least, most } of COUNTS) {
    const text = (counts[key] ?? '').trim();
    const value = Number(text);
    plan[key] = value;
    if (!/^\d+$/.test(text) || value < least || value > most) {
      problems[key] = `${label} must be a whole number from ${least} to ${most}, not “${text}”.`;
    }
  }
  if (Object.keys(problems).length > 0) return { problems };
  return { plan: /** @type {Plan} */ (plan) };
}

/**
 * Checks a plan from the store; null if the value is no plan.
 * @param {any} value
 * @returns {Plan | null}
 */
export function checkedPlan(value) {
  if (value === null || typeof value !== 'object') return null;
  const texts = (/** @type {unknown} */ list) => (Array.isArray(list) ? list.map(String) : []);
  const choices = Object.fromEntries(CHOICES.map(({ key }) => [key, texts(value[key])]));
  const counts = Object.fromEntries(COUNTS.map(({ key }) => [key, String(value[key])]));
  const read = readPlan(choices, counts);
  return 'plan' in read ? read.plan : null;
}

/**
 * Lists all cells of run 1 first, then of run 2, so that an interrupted table is balanced too.
 * @param {Plan} plan
 * @returns {Unit[]}
 */
export function unitsOf(plan) {
  const { architectures, depths, rules, spreads, width, epochs, images, protocols } = plan;
  /** @type {Unit[]} */
  const units = [];
  for (let seed = 1; seed <= plan.runs; seed += 1) {
    for (const spread of spreads) {
      for (const architecture of architectures) {
        for (const depth of depths) {
          for (const rule of rules) {
            const cell = { architecture, depth, width, rule, spread };
            const extent = { epochs, images };
            const key = unitKey({ ...cell, ...extent, seed });
            units.push({ key, cell, extent, seed, protocols });
          }
        }
      }
    }
  }
  return units;
}

/** @param {Cell & Extent & {seed: number}} run */
const unitKey = ({ architecture, depth, width, rule, spread, epochs, images, seed }) =>
  [architecture, depth, width, rule, spread, epochs, images, seed].join(' ');

/**
 * @param {Unit} unit
 * @param {string} protocol
 */
export const runKey = (unit, protocol) => `${unit.key} ${protocol}`;

/** @param {Plan} plan */
export const runKeysOf = (plan) =>
  unitsOf(plan).flatMap((unit) => unit.protocols.map((protocol) => runKey(unit, protocol)));

/** @typedef {Cell & {protocol: string, most_epochs: number, images: number, seed: number}} Run */

/**
 * Reads a line of results, as far as the page itself must understand it.
 * @param {string} line
 * @returns {{key: string, unit: string, run: Run, line: string} | null} null if it is no such line
 */
export function readLine(line) {
  try {
    const run = JSON.parse(line);
    const [highest, lowest] = run.grid_half_decades;
    if (run.format !== 1 || highest !== 0 || lowest !== -10) return null;
    if (!/^[0-9a-f]{64}$/.test(run.weights_sha256)) return null;
    const unit = unitKey({ ...run, epochs: run.most_epochs });
    return { key: `${unit} ${run.protocol}`, unit, run, line };
  } catch {
    return null;
  }
}
