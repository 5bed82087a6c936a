/**
 * The change of each unit's charge, measured on the weights and predicted from the gradients alone.
 */
import { commonRange, drawDots, plane } from '../../charts/dots.js';
import { laneStyle } from '../../charts/palette.js';
import { isNormalized } from '../../link/settings.js';
import { formatNumber, formatPlain } from '../../words/format.js';
import { agreementText } from '../lines/charge-words.js';
import { numbersOf, plainLanes, wantsCharges, withoutCharges } from '../lines/charges.js';
import { MarkedChart } from './marked-chart.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {View['lanes'][number]} Lane */

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 */
export function chargePicture(root, services) {
  /** @type {import('./canvas-chart.js').Subject & {kind: string}} */
  const subject = {
    title: 'Charges',
    explain: 'charges',
    name: 'charges',
    kind: 'dots, a dot for each neuron',
    keyed: plainLanes,
    words: (view) => [
      `change of ${isNormalized(view) ? 'Q = ‖w‖²' : 'Q = ‖in‖² − ‖out‖²'} of every neuron since the start: dots on the diagonal agree`,
      agreementText(plainLanes(view), view.moment),
    ],
    draw: (context, size, inks, view) => {
      const groups = groupsOf(view);
      const nameX = `predicted: Σ λ²${isNormalized(view) ? '‖G‖²' : '(‖G in‖² − ‖G out‖²)'}`;
      const picture = { groups, nameX, nameY: 'measured', format: formatPlain };
      drawDots(context, picture, size, inks);
    },
    table: (view) => {
      const { head, rows } = chargeColumns(view);
      const text = rows.map((row) =>
        row.map((value) => (typeof value === 'number' ? formatNumber(value) : value)),
      );
      return { head, rows: text };
    },
    columns: chargeColumns,
    wants: wantsCharges,
    follows: true,
    instead: withoutCharges,
  };
  return new MarkedChart(root, services, subject, { across: 10, of: marksOf });
}

/**
 * @param {import('./canvas-chart.js').Size} size
 * @param {View} view
 */
function marksOf(size, view) {
  const { x, y } = plane(commonRange(groupsOf(view)), size);
  return chargeColumns(view).rows.map(([name, ...numbers]) => {
    const [predicted, measured, difference] = numbers.map(Number);
    const text = `${name}: predicted ${formatNumber(predicted)}, measured ${formatNumber(measured)}, difference ${formatNumber(difference)}`;
    return { x: x(predicted), y: y(measured), width: 10, height: 10, text };
  });
}

/** @param {{lanes: Lane[], moment: number | null}} view */
function groupsOf(view) {
  return plainLanes(view).map((lane) => ({
    hue: laneStyle(lane).hue,
    isHollow: lane.repetition > 0,
    // The engine gives the measured change first; it goes up the page.
    points: numbersOf(lane, view.moment).map((_, at, all) => all[at ^ 1]),
  }));
}

/** @param {{lanes: Lane[], moment: number | null}} view */
function chargeColumns(view) {
  const rows = plainLanes(view).flatMap((lane) => {
    const numbers = numbersOf(lane, view.moment);
    return Array.from({ length: numbers.length / 2 }, (_, unit) => {
      const [measured, predicted] = numbers.subarray(2 * unit, 2 * unit + 2);
      return [`${lane.label} neuron ${unit + 1}`, predicted, measured, measured - predicted];
    });
  });
  return { head: ['neuron', 'predicted', 'measured', 'difference'], rows };
}
