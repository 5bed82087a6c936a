/** The gap between the outputs of each lane's twins, on a logarithmic axis with a floor for 0. */
import { logAxis, toLog } from '../../charts/scale.js';
import { formatPowerOfTen } from '../../words/format.js';
import { gapText } from '../../words/phrases.js';
import { gapNow } from './gap-words.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../../run/history.js').History} History */

/**
 * The ticks: decades, or every second decade, and the floor, which stands for exact zeros.
 * @param {{floor: number, top: number}} axis
 */
function splits({ floor, top }) {
  const size = top - floor > 8 ? 2 : 1;
  const decades = [];
  for (let power = top - (top % size); power > floor + 0.5; power -= size) decades.unshift(power);
  return [floor, ...decades];
}

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 */
export function gapChart(root, services) {
  let axis = logAxis([]);
  /** @type {import('./lane-chart.js').Field<History>} */
  const gap = {
    head: (name) => name,
    read: (history, at) => history.gap[at],
    format: gapText,
    width: 2,
  };
  return new LaneChart(root, services, {
    title: 'Twin gap',
    explain: 'twin-gap',
    record: (lane) => lane.life,
    fields: [gap],
    instead: ({ lanes }) =>
      lanes.some((lane) => lane.hasTwin || !lane.isStarted)
        ? null
        : 'No twin in this run, so there is no gap.',
    scale: (gaps) => {
      axis = logAxis(gaps.flat().map((value) => value ?? Number.NaN));
      const { floor, top } = axis;
      const lines = gaps.map((line) =>
        line.map((value) => (value === null ? null : toLog(value, floor))),
      );
      return { lines, low: floor - 0.6, high: top };
    },
    words: ({ lanes }) => {
      const twins = lanes.filter((lane) => lane.hasTwin);
      const parts = twins.map((lane) => `${lane.label} ${gapNow(lane)}`);
      const none = lanes.some((lane) => !lane.isStarted) ? 'No steps yet.' : 'No twin in this run.';
      const now = twins.length === 0 ? none : `Now: ${parts.join('; ')}.`;
      return ['largest difference between the twins’ outputs before softmax (logits)', now];
    },
    formatY: (power) => (power === axis.floor ? '0 exactly' : formatPowerOfTen(power)),
    splitsY: () => splits(axis),
  });
}
