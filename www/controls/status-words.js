/** The headline and the status line in words. */
import { formatFixed, formatInteger, formatNumber, joinWords } from '../words/format.js';

/** @typedef {import('../run/session.js').Phase} Phase */

/**
 * How far all twins differed before the first step, in a sentence.
 * @param {{startGap: number, hasTwin: boolean}[]} lanes that have started
 */
export function startText(lanes) {
  const gaps = lanes.filter((lane) => lane.hasTwin).map((lane) => lane.startGap);
  if (gaps.length === 0) return 'No twins: one network per rule, all from the same start.';
  const most = Math.max(...gaps);
  if (most === 0) return 'Network and twin score every digit alike: they differ by 0, exactly.';
  return `Network and twin score every digit alike, to rounding: they differ by ${formatNumber(most)} at most.`;
}

/**
 * The page's finding in one sentence: how far the twins of every lane differ now.
 * @param {{label: string, gap: number, hasTwin: boolean, end: string, isSilent: boolean}[]} lanes
 */
export function findingText(lanes) {
  const twins = lanes.filter(
    (lane) => lane.hasTwin && !Number.isNaN(lane.gap) && lane.end === '' && !lane.isSilent,
  );
  const parted = twins.filter((lane) => lane.gap > 0);
  const together = twins.filter((lane) => lane.gap === 0).map((lane) => lane.label);
  const clauses = parted.map(
    ({ label, gap }, place) =>
      `the ${label} twins’ ${place === 0 ? 'outputs differ by up to ' : 'by '}${formatNumber(gap)}`,
  );
  const sentences = clauses.length > 0 ? [joinWords(clauses)] : [];
  if (together.length > 0) sentences.push(`the ${joinWords(together)} twins agree to the last bit`);
  const silent = lanes.filter((lane) => lane.isSilent).map((lane) => lane.label);
  if (silent.length > 0) {
    const are = silent.length > 1 ? 'are' : 'is';
    sentences.push(`${joinWords(silent)} ${are} dead, blind to nearly every image`);
  }
  const ended = lanes.filter((lane) => lane.end !== '').map((lane) => lane.label);
  if (ended.length > 0) sentences.push(`${joinWords(ended)} stopped`);
  const text = sentences.join('; ');
  return text === '' ? '' : `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/**
 * The status line.
 * @param {{phase: Phase, step: number, stepsPerEpoch: number, wasAsked: boolean,
 *   progress: number, unaskedSteps: number, notices?: {kind: string}[]}} view
 */
export function statusText(view) {
  const { phase, step } = view;
  const at = `step ${formatInteger(step)}`;
  const epoch =
    view.stepsPerEpoch > 0 ? `, epoch ${formatFixed(step / view.stepsPerEpoch, 1)}` : '';
  if (phase === 'loading') {
    const share = `${Math.round(100 * view.progress)} %`;
    const hasFailed = view.notices?.some(({ kind }) => kind === 'shard');
    if (view.progress < 1 && hasFailed) return `Waiting for images, ${share} are here`;
    if (view.progress < 1) return `Loading MNIST, ${share}`;
    return 'Starting the engine';
  }
  if (phase === 'ready') return 'Ready at step 0';
  if (phase === 'finished') return `Stopped at ${at}${epoch}`;
  if (phase === 'running') return `Running: ${at}${epoch}`;
  if (!view.wasAsked && step === view.unaskedSteps) {
    return `Paused at ${at} to spare battery`;
  }
  return `Paused at ${at}${epoch}`;
}

/**
 * What a speaker needs to know when the run rests: whether it has ended, and which key goes on.
 * @param {{phase: Phase, step: number, stepsPerEpoch: number,
 *   budget: import('../link/budget.js').Budget | null}} view
 */
export function restText({ phase, step, stepsPerEpoch, budget }) {
  if (phase === 'finished') return 'Ended: R starts again';
  if (phase !== 'paused') return '';
  const size = { steps: 1, epochs: stepsPerEpoch, accuracy: Number.NaN };
  const isDone = budget && step === budget.value * size[budget.kind];
  return `${isDone ? 'Finished' : 'Paused'}: Space goes on`;
}
