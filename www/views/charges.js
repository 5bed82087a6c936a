/**
 * What gradient flow conserves and plain SGD does not: the change of each unit's charge, measured on
 * the weights and predicted from the gradients alone.
 */
import { commonRange, drawDots, plane } from '../charts/dots.js';
import { logarithmic } from '../charts/scale.js';
import { agreementText, CHARGES_SUBJECT, ratioText } from '../findings.js';
import { formatNumber, formatPlain, formatPowerOfTen } from '../format.js';
import { CHARGE } from '../inspection.js';
import { laneStyle } from '../palette.js';
import { isNormalized } from '../settings.js';
import { CanvasChart } from './canvas-chart.js';
import { LaneChart } from './lane-chart.js';

/** @typedef {import('../view.js').View['lanes'][number]} Lane */
/** @typedef {import('../trace.js').Trace} Trace */

/** @param {Lane} lane */
const numbersOf = (lane) => lane.shown.charges?.numbers ?? new Float64Array(0);

/**
 * Lanes whose rule has a prediction: the engine answers the others with nothing.
 * @param {{lanes: Lane[]}} view
 */
const plainLanes = ({ lanes }) => lanes.filter((lane) => numbersOf(lane).length > 0);

/** @param {Lane} lane */
function wants({ inspection }) {
  return inspection.first.charges?.numbers?.length === 0
    ? null
    : { charges: /** @type {true} */ (true) };
}

/** @param {{lanes: Lane[]}} view */
function instead({ lanes }) {
  const answered = lanes.every((lane) => lane.shown.charges || lane.end !== '');
  return answered && plainLanes({ lanes }).length === 0
    ? `${CHARGES_SUBJECT} No lane runs it now.`
    : null;
}

/**
 * @param {HTMLElement} root
 * @param {import('./services.js').Services} services
 */
export function chargePicture(root, services) {
  return new CanvasChart(root, services, {
    title: 'Charges',
    explain: 'charges',
    name: 'charges',
    keyed: plainLanes,
    words: (view) => [
      `change of ${isNormalized(view) ? 'Q = ‖w‖²' : 'Q = ‖in‖² − ‖out‖²'} of every neuron since the start: dots on the diagonal agree`,
      agreementText(plainLanes(view)),
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
    marks: {
      kind: 'dots, one a neuron',
      across: 10,
      of: (size, view) => {
        const { x, y } = plane(commonRange(groupsOf(view)), size);
        return chargeColumns(view).rows.map(([name, ...numbers]) => {
          const [predicted, measured, difference] = numbers.map(Number);
          const text = `${name}: predicted ${formatNumber(predicted)}, measured ${formatNumber(measured)}, difference ${formatNumber(difference)}`;
          return { x: x(predicted), y: y(measured), width: 10, height: 10, text };
        });
      },
    },
    wants,
    instead,
  });
}

/** @param {{lanes: Lane[]}} view */
function groupsOf(view) {
  return plainLanes(view).map((lane) => ({
    hue: laneStyle(lane).hue,
    isHollow: lane.repetition > 0,
    // The engine gives the measured change first; it goes up the page.
    points: numbersOf(lane).map((_, at, all) => all[at ^ 1]),
  }));
}

/** @param {{lanes: Lane[]}} view */
function chargeColumns(view) {
  const rows = plainLanes(view).flatMap((lane) => {
    const numbers = numbersOf(lane);
    return Array.from({ length: numbers.length / 2 }, (_, unit) => {
      const [measured, predicted] = numbers.subarray(2 * unit, 2 * unit + 2);
      return [`${lane.label} neuron ${unit + 1}`, predicted, measured, measured - predicted];
    });
  });
  return { head: ['neuron', 'predicted', 'measured', 'difference'], rows };
}

/**
 * @param {HTMLElement} root
 * @param {import('./services.js').Services} services
 */
export function chargeLines(root, services) {
  const field = (/** @type {string} */ name, /** @type {number} */ column) => ({
    head: (/** @type {string} */ lane) => `${lane} ${name}`,
    read: (/** @type {Trace} */ trace, /** @type {number} */ at) => trace.at(at, column),
    format: formatNumber,
    width: column === CHARGE.change ? 2 : 1,
    alpha: column === CHARGE.change ? 1 : 0.7,
  });
  return new LaneChart(root, services, {
    title: 'Charges over steps',
    explain: 'charges',
    lanes: plainLanes,
    record: ({ inspection: { charges } }) => charges,
    fields: [field('largest change', CHARGE.change), field('difference', CHARGE.difference)],
    ...logarithmic(),
    words: (view) => [
      'largest change of a charge; thin: largest difference of measured and predicted',
      ratioText(plainLanes(view)),
    ],
    formatY: (power) =>
      Number.isInteger(power) ? formatPowerOfTen(power) : formatNumber(10 ** power),
    wants,
    instead,
  });
}
