// `npm run figure -- RESULTS SVG` draws the test error against how unbalanced the start was, one line
// per rule, from the results of `cargo run --release --bin paper`. Equal results give equal pictures,
// so a difference between pictures is a difference between results.

import { readFileSync, writeFileSync } from 'node:fs';
import { ruleStyle } from '../www/charts/palette.js';
import { Failure, runAsProgram } from './failure.mjs';
import { inRoot } from './paths.mjs';

/**
 * A finished run, as far as the figure reads it.
 * @typedef {object} Run
 * @property {string} architecture
 * @property {number} depth
 * @property {number} width
 * @property {string} rule
 * @property {string} protocol
 * @property {number} spread
 * @property {number} seed
 * @property {number} most_epochs
 * @property {number} images
 * @property {[number, number]} grid_half_decades
 * @property {number | null} test_errors null if it diverged
 * @property {number} test_images
 */

/**
 * The runs of one rule and spread.
 * @typedef {object} Point
 * @property {number} spread
 * @property {number[]} errors in per cent, of the runs that did not diverge
 * @property {number} runs
 */

const NAMES = /** @type {Record<string, string>} */ ({
  sgd: 'SGD',
  sm: 'SM',
  sm_rows: 'SM by rows',
  un: 'UN',
  pbwn: 'PBWN',
});
/** The paper's grid of rates; runs over a wider grid are another experiment. */
const GRID = '0,-10';

const size = { width: 720, height: 400 };
const plot = { left: 64, right: 700, top: 64, bottom: 340 };

/** @param {string} text one JSON object per line */
export function readRuns(text) {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => /** @type {Run} */ (JSON.parse(line)));
}

/** Runs stand in one figure if these settings are equal. @param {Run} run */
const setting = ({ architecture, depth, width, protocol, most_epochs, images }) =>
  JSON.stringify({ architecture, depth, width, protocol, most_epochs, images });

/**
 * The points of each rule, for the setting with the most runs from unbalanced starts.
 * @param {Run[]} runs
 */
export function spreadPoints(runs) {
  const own = runs.filter((run) => String(run.grid_half_decades) === GRID);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const run of own.filter(({ spread }) => spread > 0)) {
    counts.set(setting(run), (counts.get(setting(run)) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const [chosen, ...others] = [...counts].filter(([, count]) => count === most);
  if (!chosen || others.length > 0) {
    throw new Failure(
      `${counts.size} settings have runs with unbalanced starts, none of them more than the others, ` +
        'and a figure shows one: run paper with --spreads 0,1,2,4 for one architecture, depth and protocol',
    );
  }
  const shown = own.filter((run) => setting(run) === chosen[0]);
  const unbalanced = new Set(shown.filter(({ spread }) => spread > 0).map(({ rule }) => rule));
  const rules = Object.keys(NAMES).filter((rule) => unbalanced.has(rule));
  const points = rules.map((rule) => ({ rule, points: pointsOf(shown, rule) }));
  return { first: shown[0], points };
}

/**
 * @param {Run[]} runs
 * @param {string} rule
 * @returns {Point[]} by rising spread
 */
function pointsOf(runs, rule) {
  const own = runs.filter((run) => run.rule === rule).sort((a, b) => a.seed - b.seed);
  const spreads = [...new Set(own.map(({ spread }) => spread))].sort((a, b) => a - b);
  return spreads.map((spread) => {
    const alike = own.filter((run) => run.spread === spread);
    const finished = alike.filter(({ test_errors }) => test_errors !== null);
    const errors = finished.map((run) => (100 * Number(run.test_errors)) / run.test_images);
    return { spread, errors, runs: alike.length };
  });
}

/**
 * The mean, and the standard deviation (n − 1), which is 0 for a single run.
 * @param {number[]} values
 */
export function spreadOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/**
 * Round values that cover a range: four to eight of them.
 * @param {number} low
 * @param {number} high
 */
export function ticks(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
  const from = Math.floor(low / step + 1e-9);
  const to = Math.ceil(high / step - 1e-9);
  return Array.from({ length: to - from + 1 }, (_, i) => Number(((from + i) * step).toFixed(9)));
}

const px = (/** @type {number} */ value) => String(Number(value.toFixed(1)));

/**
 * The figure.
 * @param {Run[]} runs
 * @returns {string} SVG that reads on light and on dark ground
 */
export function spreadFigure(runs) {
  const { first, points } = spreadPoints(runs);
  const all = points.flatMap(({ points }) => points);
  const reach = all
    .filter(({ errors }) => errors.length > 0)
    .flatMap(({ errors }) => {
      const { mean, deviation } = spreadOf(errors);
      return [...errors, mean - deviation, mean + deviation];
    });
  const marks = ticks(Math.min(...reach), Math.max(...reach));
  const widest = Math.max(...all.map(({ spread }) => spread));
  const scaleX = (/** @type {number} */ spread) =>
    plot.left + 40 + ((plot.right - plot.left - 80) * spread) / widest;
  const [lowest, highest] = [marks[0], marks[marks.length - 1]];
  const share = (/** @type {number} */ error) => (error - lowest) / (highest - lowest);
  const scaleY = (/** @type {number} */ error) =>
    plot.bottom - (plot.bottom - plot.top) * share(error);
  const perPoint = [...new Set(all.map(({ runs }) => runs))].sort((a, b) => a - b).join(' to ');
  const network = `${first.architecture === 'arch2' ? 'Arch2' : 'Arch1'}, ${first.depth} × ${first.width}`;
  const schedule = first.protocol === 'bold' ? 'bold driver' : 'exponential decay';
  const title =
    `Test error against the spread of the start: ${network}, ${schedule}. ` +
    `Mean ± standard deviation over ${perPoint} runs; small dots are runs.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    style,
    `<text x="${plot.left}" y="20">Test error, %</text>`,
    ...divergence(points),
    legend(points.map(({ rule }) => rule)),
    ...marks.map((mark) => line(plot.left, plot.right, scaleY(mark), String(mark))),
    ...[...new Set(all.map(({ spread }) => spread))].map((spread) =>
      label(scaleX(spread), plot.bottom + 20, spread === 0 ? 'balanced' : `±${spread}`),
    ),
    label((plot.left + plot.right) / 2, plot.bottom + 42, 'spread of the start, in doublings'),
    ...points.map(({ rule, points }, index) => series(rule, points, index * 7, scaleX, scaleY)),
    '</svg>\n',
  ].join('\n');
}

const style = `<style>
text { font: 14px system-ui, sans-serif; fill: #333; }
.scale { stroke: #ccc; stroke-width: 1; }
@media (prefers-color-scheme: dark) { text { fill: #ddd; } .scale { stroke: #555; } }
</style>`;

/** @param {string[]} rules */
function legend(rules) {
  const entries = rules.map((rule, index) => {
    const x = plot.left + index * 126;
    const { hue, dash } = ruleStyle(rule);
    return (
      `<path d="M${x} 40h32" stroke="${hue}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>` +
      `<text x="${x + 40}" y="45">${NAMES[rule]}</text>`
    );
  });
  return entries.join('\n');
}

/**
 * Which runs diverged, at the top right.
 * @param {{rule: string, points: Point[]}[]} series
 */
function divergence(series) {
  const notes = series.flatMap(({ rule, points }) =>
    points
      .filter(({ errors, runs }) => errors.length < runs)
      .map(({ spread, errors, runs }) => {
        const start = spread === 0 ? 'balanced' : `±${spread}`;
        return `${runs - errors.length} of ${runs} ${NAMES[rule]} at ${start}`;
      }),
  );
  if (notes.length === 0) return [];
  return [`<text x="${plot.right}" y="20" text-anchor="end">diverged: ${notes.join(', ')}</text>`];
}

/** A level of the scale. @param {number} from @param {number} to @param {number} y @param {string} text */
const line = (from, to, y, text) =>
  `<path class="scale" d="M${from} ${px(y)}H${to}"/><text x="${from - 8}" y="${px(y + 5)}" text-anchor="end">${text}</text>`;

/** @param {number} x @param {number} y @param {string} text */
const label = (x, y, text) => `<text x="${px(x)}" y="${px(y)}" text-anchor="middle">${text}</text>`;

/**
 * One rule: its line through the means, a whisker of one standard deviation each way, and a small dot
 * per run. Rules stand a little beside each other.
 * @param {string} rule
 * @param {Point[]} points
 * @param {number} aside
 * @param {(spread: number) => number} scaleX
 * @param {(error: number) => number} scaleY
 */
function series(rule, points, aside, scaleX, scaleY) {
  const { hue, dash } = ruleStyle(rule);
  const drawn = points.filter(({ errors }) => errors.length > 0);
  const parts = drawn.map(({ spread, errors }) => {
    const x = scaleX(spread) + aside;
    const { mean, deviation } = spreadOf(errors);
    const dots = errors.map(
      (error) => `<circle cx="${px(x)}" cy="${px(scaleY(error))}" r="1.5" opacity="0.5"/>`,
    );
    return (
      `<path d="M${px(x)} ${px(scaleY(mean - deviation))}V${px(scaleY(mean + deviation))}" stroke="${hue}" stroke-width="1.5"/>` +
      `<circle cx="${px(x)}" cy="${px(scaleY(mean))}" r="4"/>${dots.join('')}`
    );
  });
  const path = drawn.map(({ spread, errors }, index) => {
    const [x, y] = [scaleX(spread) + aside, scaleY(spreadOf(errors).mean)];
    return `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`;
  });
  return (
    `<g fill="${hue}"><path d="${path.join('')}" fill="none" stroke="${hue}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>` +
    `${parts.join('')}</g>`
  );
}

if (process.argv[1] === import.meta.filename) {
  await runAsProgram(async () => {
    const [results = inRoot('results/paper.jsonl'), svg = inRoot('results/spread.svg')] =
      process.argv.slice(2);
    writeFileSync(svg, spreadFigure(readRuns(readFileSync(results, 'utf8'))));
    console.log(svg);
  });
}
