/**
 * The loss of all lanes: a thick line for the network, a thin line of the same hue for its twin.
 */
import { formatInteger, formatNumber } from '../../words/format.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../../run/history.js').History} History */

/** The axis ends here: higher losses say only that something went wrong. */
const TOP = 10;
/** The axis reaches at least here: a little above the loss of guessing among ten classes. */
const LOWEST_TOP = 2.5;

/** @param {import('../../run/view.js').View['lanes'][number]} lane */
function lossText({ loss, twinLoss, hasTwin, end }) {
  if (end !== '') return end;
  return hasTwin ? `${formatNumber(loss)}, twin ${formatNumber(twinLoss)}` : formatNumber(loss);
}

/** @type {import('./lane-chart.js').Field<History>} */
const network = {
  head: (name) => name,
  read: (history, at) => history.loss[at],
  format: formatNumber,
  width: 2,
};

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 */
export function lossChart(root, services) {
  const twin = {
    ...network,
    head: (/** @type {string} */ name) => `${name} twin`,
    read: (/** @type {History} */ history, /** @type {number} */ at) => history.twinLoss[at],
    width: 1,
  };
  return new LaneChart(root, services, {
    title: 'Loss',
    explain: 'loss',
    record: (lane) => lane.history,
    fields: [network, twin],
    scale: (lines) => {
      let high = LOWEST_TOP;
      for (const line of lines) for (const value of line) high = Math.max(high, value ?? 0);
      return { lines, low: 0, high: Math.min(TOP, high * 1.04) };
    },
    words: ({ lanes, values }) => {
      const trained = lanes.filter((lane) => !Number.isNaN(lane.loss));
      const parts = trained.map((lane) => `${lane.label} ${lossText(lane)}`);
      const now = parts.length > 0 ? `Now: ${parts.join('; ')}.` : 'No steps yet.';
      return [
        `cross-entropy of each batch of ${formatInteger(Number(values.batch))} images; thin lines: twins`,
        now,
      ];
    },
    formatY: (value) => String(value),
  });
}
