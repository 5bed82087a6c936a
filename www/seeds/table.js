/** What the seeds came to, per lane, and as comma-separated values. */
import { bandOf, summarise } from './statistics.js';

/** @typedef {import('./seed-runs.js').SeedRuns} SeedRuns */

/** @param {SeedRuns} seedRuns */
export function shownOf(seedRuns) {
  const { status, plan, runs, seedsDone, ended, secondsLeft } = seedRuns;
  const lanes = (plan?.lanes ?? []).map((lane) => {
    const own = runs.filter((run) => run.lane === lane.id);
    const bands = { accuracy: bandOf(own, 'accuracy'), loss: bandOf(own, 'loss') };
    return { ...lane, summary: summarise(own), bands };
  });
  const test = runs.find((run) => run.outcome === 'done')?.test ?? null;
  const failure = runs.find((run) => run.outcome === 'failed')?.reason ?? '';
  const total = (plan?.seeds.length ?? 0) * lanes.length;
  const steps = plan?.steps ?? 0;
  return { status, lanes, seedsDone, total, ended, secondsLeft, steps, test, failure };
}

/** @typedef {ReturnType<typeof shownOf>} Shown */

/** @param {(string | number)[][]} rows */
function csv(rows) {
  const cell = (/** @type {string | number} */ value) => {
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
    return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  return `${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

/**
 * The table, one row a lane.
 * @param {SeedRuns} seedRuns
 */
export function tableCsv(seedRuns) {
  const { lanes, steps, test } = shownOf(seedRuns);
  const head =
    'lane,rule,steps,runs,diverged,failed,test images,test step,accuracy mean,accuracy sd,' +
    'loss mean,loss sd,gaps,gaps of 0,gap least,gap most';
  const rows = lanes.map(({ label, rule, summary }) => {
    const { done, diverged, failed, accuracy, loss, gap } = summary;
    const counts = [done, diverged, failed, test?.of ?? '', test?.step ?? ''];
    const spreads = [accuracy.mean, accuracy.sd, loss.mean, loss.sd];
    const gaps = [gap.of, gap.zeros, gap.low, gap.high];
    return [label, rule, steps, ...counts, ...spreads, ...gaps];
  });
  return csv([head.split(','), ...rows]);
}

/**
 * Every run with its whole spec, one row a run.
 * @param {SeedRuns} seedRuns
 */
export function runsCsv(seedRuns) {
  const head = 'lane,seed,outcome,step,accuracy,test images,test step,loss,gap,spec';
  const rows = seedRuns.runs
    .filter((run) => run.hasEnded)
    .map(({ lane, seed, outcome, step, accuracy, test, loss, gap, spec }) => {
      const isDone = outcome === 'done';
      const label = seedRuns.plan?.lanes.find(({ id }) => id === lane)?.label ?? lane;
      const tested = [accuracy, test?.of ?? '', test?.step ?? ''];
      return [label, seed, outcome, step, ...tested, isDone ? loss : '', gap, spec];
    });
  return csv([head.split(','), ...rows]);
}
