/** Sums up the runs over seeds per lane, and writes them as tables. */
import { CHECKPOINT_STEPS } from '../../worker/protocol.js';
import { bandOf, summarise } from './statistics.js';

/** @typedef {import('./seed-runs.js').SeedRuns} SeedRuns */

/** @param {SeedRuns} seedRuns */
export function shownOf(seedRuns) {
  const { status, plan, runs, seedsDone, ended, secondsLeft } = seedRuns;
  const lanes = (plan?.lanes ?? []).map((lane) => {
    const own = runs.filter((run) => run.lane === lane.id);
    const [accuracy, quick] = [bandOf(own, 'accuracy'), bandOf(own, 'quick')];
    const bands = { accuracy, quick, loss: bandOf(own, 'loss') };
    return { ...lane, summary: summarise(own), bands };
  });
  const done = runs.find((run) => run.outcome === 'done');
  const tests = { accuracy: done?.testsOf('max') ?? [], quick: done?.testsOf('min') ?? [] };
  const losses = Array.from(done?.losses ?? [], (_, at) => ({ step: (at + 1) * CHECKPOINT_STEPS }));
  /** The points of the bands. */
  const points = { ...tests, loss: losses };
  const test = done?.test ?? null;
  const failure = runs.find((run) => run.outcome === 'failed')?.reason ?? '';
  const total = (plan?.seeds.length ?? 0) * lanes.length;
  const steps = plan?.steps ?? 0;
  return { status, lanes, seedsDone, total, ended, secondsLeft, steps, points, test, failure };
}

/** @typedef {ReturnType<typeof shownOf>} Shown */

/**
 * The table, one row a lane.
 * @param {SeedRuns} seedRuns
 */
export function tableOf(seedRuns) {
  const { lanes, steps, test } = shownOf(seedRuns);
  const head =
    'lane,rule,steps,runs,diverged,failed,test images,test step,accuracy mean,accuracy sd,' +
    'twin accuracy mean,twin accuracy sd,loss mean,loss sd,gaps,gaps of 0,gap least,gap most';
  const rows = lanes.map(({ label, rule, summary }) => {
    const { done, diverged, failed, accuracy, twinAccuracy: twin, loss, gap } = summary;
    const counts = [done, diverged, failed, test?.of ?? '', test?.step ?? ''];
    const spreads = [accuracy, twin, loss].flatMap(({ mean, sd }) => [mean, sd]);
    const range = gap.of > 0 ? [gap.low, gap.high] : ['', ''];
    const gaps = [gap.of, gap.zeros, ...range];
    return [label, rule, steps, ...counts, ...spreads, ...gaps];
  });
  return { head: head.split(','), rows };
}

/**
 * Every run with its whole spec, one row a run.
 * @param {SeedRuns} seedRuns
 */
export function runsOf(seedRuns) {
  const head = 'lane,seed,outcome,step,accuracy,twin accuracy,test images,test step,loss,gap,spec';
  const rows = seedRuns.runs
    .filter((run) => run.hasEnded)
    .map(({ lane, seed, outcome, step, accuracy, twinAccuracy, test, loss, gap, spec }) => {
      const isDone = outcome === 'done';
      const label = seedRuns.plan?.lanes.find(({ id }) => id === lane)?.label ?? lane;
      const tested = [accuracy, twinAccuracy, test?.of ?? '', test?.step ?? ''];
      return [label, seed, outcome, step, ...tested, isDone ? loss : '', gap, spec];
    });
  return { head: head.split(','), rows };
}
