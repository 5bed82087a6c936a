// The tables, in Markdown that reads well as plain text too.

import {
  extraUpdate,
  kernelRatio,
  meanKernelRatio,
  median,
  partOfPeak,
  peak,
  rate,
  rules,
  subjects,
} from './readings.mjs';

/** @typedef {import('./measure.mjs').Measured} Measured */

/**
 * @param {string} title
 * @param {string[]} columns the first names the rows
 * @param {string[][]} rows
 */
export function table(title, columns, rows) {
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...rows.map((row) => row[i].length)),
  );
  /** @param {string[]} cells */
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [`\n${title}\n`, line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  if (milliseconds < 1) return `${(milliseconds * 1000).toPrecision(3)} µs`;
  return `${milliseconds < 1000 ? milliseconds.toPrecision(3) : Math.round(milliseconds)} ms`;
}

/**
 * @param {Measured} measured
 * @param {string} id
 */
function withSpread(measured, id) {
  const workload = measured.workloads[id];
  if (workload?.refused) return 'cannot';
  if (!workload?.spread) return '';
  const { median, low, high } = workload.spread;
  // The median and both quartiles have one unit.
  const [scale, unit] = median < 1 ? [1000, 'µs'] : [1, 'ms'];
  const show = (/** @type {number} */ value) => {
    const scaled = value * scale;
    return scaled < 1000 ? scaled.toPrecision(3) : String(Math.round(scaled));
  };
  return `${show(median)} ${unit} (${show(low)}–${show(high)})`;
}

const percent = (/** @type {number} */ part) => `${(part * 100).toFixed(1)} %`;

/**
 * Every table except the table of the goals.
 * @param {Measured[]} measured
 */
export function tables(measured) {
  const engines = measured.filter(({ isEngine }) => isEngine);
  const rivals = measured.filter(({ isEngine }) => !isEngine);
  const names = engines.map(({ name }) => name);
  const [first] = engines;
  /**
   * @param {string[]} labels
   * @param {(engine: Measured, label: string) => string} cell
   */
  const rows = (labels, cell) =>
    labels.map((label) => [label, ...engines.map((engine) => cell(engine, label))]);
  const trainings = subjects(first, 'step').flatMap((net) => rules.map((rule) => `${net}/${rule}`));
  const perEngine = (/** @type {string} */ corner) => [corner, ...names];

  return [
    table('Multiplications and additions, GFLOP/s', perEngine(''), [
      ['P, the best sample', ...engines.map((engine) => peak(engine).toFixed(1))],
      ['median, for how quiet it was', ...engines.map((engine) => rate(engine, 'peak').toFixed(1))],
    ]),
    table(
      'Whole steps: median (quartiles), part of P',
      perEngine('net/rule'),
      rows(trainings, (engine, label) => {
        const id = `step/${label}`;
        return `${withSpread(engine, id)} ${percent(partOfPeak(engine, id))}`;
      }),
    ),
    table(
      'The update alone, a fresh gradient copied in: median, and what it takes beyond sgd’s as a part of sgd’s step',
      perEngine('net/rule'),
      rows(trainings, (engine, label) => {
        const [net, rule] = label.split('/');
        const time = duration(median(engine, `update/${label}`) ?? Number.NaN);
        return rule === 'sgd' ? time : `${time} ${percent(extraUpdate(engine, net, rule))}`;
      }),
    ),
    table(
      'Making a batch, before a step: median (quartiles)',
      perEngine('net'),
      rows(subjects(first, 'batch'), (engine, net) => withSpread(engine, `batch/${net}`)),
    ),
    table(
      'Matrix products m×k×n: our kernel, GFLOP/s, and its ratio to matrixmultiply',
      perEngine('product'),
      [
        ...rows(
          subjects(first, 'product'),
          (engine, product) =>
            `${rate(engine, `product/${product}/own`).toFixed(1)} ${kernelRatio(engine, product).toFixed(2)} ×`,
        ),
        ['geometric mean', ...engines.map((engine) => `${meanKernelRatio(engine).toFixed(2)} ×`)],
      ],
    ),
    table(
      'Memory: allocations per step from the third on; MB after step 2 + bytes gained by step 52',
      perEngine('net/rule'),
      rows(trainings, (engine, label) => {
        const memory = engine.workloads[`step/${label}`].memory;
        if (!memory) return '';
        const megabytes = (memory.before / 1e6).toFixed(1);
        return `${memory.allocations}; ${megabytes} + ${memory.after - memory.before}`;
      }),
    ),
    ...rivalTable(measured, rivals),
  ].join('\n');
}

/**
 * @param {Measured[]} measured
 * @param {Measured[]} rivals
 */
function rivalTable(measured, rivals) {
  const ours = measured.find(({ name }) => name === 'Chromium');
  if (!ours || rivals.length === 0) return [];
  const nets = subjects(rivals[0], 'step');
  return [
    table(
      'Other libraries, SGD, in the same Chromium: median (quartiles) of a step, times ours',
      ['net', 'Scale Drift', ...rivals.map(({ name, version }) => `${name} ${version}`)],
      nets.map((net) => {
        const id = `step/${net}/sgd`;
        return [
          net,
          withSpread(ours, id),
          ...rivals.map((rival) => {
            const theirs = median(rival, id);
            const ratio = theirs && theirs / (median(ours, id) ?? Number.NaN);
            return `${withSpread(rival, id)}${ratio ? ` ${ratio.toFixed(1)} ×` : ''}`;
          }),
        ];
      }),
    ),
    ...rivals.flatMap(({ name, workloads }) =>
      Object.entries(workloads)
        .filter(([, { refused }]) => refused)
        .map(([id, { refused }]) => `\n${name} cannot do ${id}: ${refused}`),
    ),
  ];
}
