/**
 * The rate at which batch-normalized filters turn: λ/‖w‖² for plain descent, λ where the update
 * cancels the norm. The chart shows the smallest, median and largest rate of each lane's filters.
 */
import { logarithmic } from '../../charts/scale.js';
import { isNormalized } from '../../link/settings.js';
import { element } from '../../page/element.js';
import { RATE } from '../../run/inspection.js';
import { formatNumber } from '../../words/format.js';
import { ratesText } from './effective-rate-words.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../../run/trace.js').Trace} Trace */

/**
 * @param {string} name
 * @param {number} column
 * @returns {import('./lane-chart.js').Field<Trace>}
 */
function field(name, column) {
  const isMiddle = column === RATE.median;
  return {
    head: (lane) => `${lane} ${name}`,
    read: (trace, at) => trace.at(at, column),
    format: formatNumber,
    width: isMiddle ? 2 : 1,
  };
}

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 * @param {{onNormalize: () => void}} actions
 */
export function effectiveRateChart(root, services, { onNormalize }) {
  const action = element(
    'button',
    { type: 'button', 'data-action': 'arch2' },
    'Switch to Arch2 (starts again at step 0)',
  );
  action.addEventListener('click', onNormalize);
  return new LaneChart(root, services, {
    title: 'Effective rate',
    explain: 'effective-rate',
    record: ({ inspection: { rates } }) => rates,
    fields: [
      field('median', RATE.median),
      field('smallest', RATE.smallest),
      field('largest', RATE.largest),
    ],
    band: [2, 1],
    ...logarithmic(),
    words: (view) => [
      'how fast filters turn: the line is the median, the band holds all filters',
      isNormalized(view) ? ratesText(view.lanes) : 'This network is Arch1: nothing to show.',
    ],
    formatY: (power) => formatNumber(10 ** power),
    wants: () => ({ effectiveRates: true }),
    instead: (view) =>
      isNormalized(view)
        ? null
        : 'With batch normalization the norm of a filter has only one effect: SGD turns the filter ' +
          'at the rate λ/‖w‖², so drift changes the rate. This network, Arch1, has no batch ' +
          'normalization, so this rate means nothing here.',
    action,
  });
}
