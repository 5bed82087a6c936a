/** The loss of all lanes: network as a full line, twin as a thin pale one of the same hue. */
import { formatInteger, formatNumber } from '../format.js';
import { LaneChart } from './lane-chart.js';
import { lineOf } from './lines.js';

/** Losses far above this say no more than that something went wrong. */
const TOP = 10;
/** A little more than the loss of guessing among ten classes. */
const LOWEST_TOP = 2.5;

/** @param {import('../view.js').View['lanes'][number]} lane */
function lossText({ loss, twinLoss, hasTwin }) {
  return hasTwin ? `${formatNumber(loss)}, twin ${formatNumber(twinLoss)}` : formatNumber(loss);
}

/** @param {HTMLElement} root */
export function lossChart(root) {
  return new LaneChart(root, {
    title: 'Loss',
    strokes: [
      { width: 2, alpha: 1 },
      { width: 1, alpha: 0.6 },
    ],
    picture: (leading, histories) => {
      const lines = histories.flatMap((history) => [
        lineOf(leading, history, 'loss'),
        lineOf(leading, history, 'twinLoss'),
      ]);
      let high = LOWEST_TOP;
      for (const line of lines) for (const value of line) high = Math.max(high, value ?? 0);
      return { lines, low: 0, high: Math.min(TOP, high * 1.04) };
    },
    words: ({ lanes, values }) => {
      const trained = lanes.filter((lane) => !Number.isNaN(lane.loss));
      const parts = trained.map((lane) => `${lane.label} ${lossText(lane)}`);
      const now = parts.length > 0 ? `Now: ${parts.join('; ')}.` : 'No steps yet.';
      return [
        `cross-entropy of each batch of ${formatInteger(Number(values.batch))}; twins thin`,
        now,
      ];
    },
    heads: (name) => [name, `${name} twin`],
    cells: (history, at) => [formatNumber(history.loss[at]), formatNumber(history.twinLoss[at])],
    formatY: (value) => String(value),
  });
}
