/**
 * The integer bits that fixed-point arithmetic would need for the sums that enter each layer's
 * neurons, at the start and now. They show the cost of drift.
 */
import { drawDumbbells } from '../../charts/dumbbells.js';
import { laneStyle } from '../../charts/palette.js';
import { isNormalized } from '../../link/settings.js';
import { bitsOf, bitsText, costsText, layerName, NEVER } from './bit-words.js';
import { CanvasChart } from './canvas-chart.js';

/** @typedef {import('../../run/view.js').View['lanes'][number]} Lane */
/** @typedef {import('./bit-words.js').Bits} Bits */

/** @param {{lanes: Lane[], moment: number | null}} view */
function rowsOf({ lanes, moment }) {
  // A lane that has ended cannot answer questions about the past.
  const known = moment === null ? lanes : lanes.filter(({ end }) => end === '');
  return known.flatMap((lane) => {
    const { network, twin } = bitsOf(lane, moment);
    return network.map((bits, layer) => ({
      lane,
      name: layerName(layer, network.length),
      ...bits,
      twin: twin[layer] ?? null,
    }));
  });
}

/** @param {{lanes: Lane[], moment: number | null}} view */
function whenOf({ lanes, moment }) {
  if (moment === null) return 'now';
  const living = lanes.filter(({ end }) => end === '');
  const steps = new Set(living.map(({ inspection }) => inspection.at(moment).bits?.step));
  return steps.size === 1 ? `step ${[...steps][0]}` : 'then';
}

/** @param {Bits} bits */
function endsOf({ start, now }) {
  const [from, to] = [start, now].map((bits) => (bits === NEVER ? Number.POSITIVE_INFINITY : bits));
  return { from, to };
}

/** @param {Bits} bits */
const pairText = ({ start, now }) =>
  start === now ? bitsText(now) : `${bitsText(start)} → ${bitsText(now)}`;

/** @param {Bits & {twin: Bits | null}} bits */
const numbersOf = ({ start, now, twin }) => [
  bitsText(start),
  bitsText(now),
  twin ? bitsText(twin.start) : '–',
  twin ? bitsText(twin.now) : '–',
];

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 */
export function bitsChart(root, services) {
  return new CanvasChart(root, services, {
    title: 'Integer bits',
    explain: 'bits',
    name: 'bits',
    keyed: ({ lanes }) => lanes,
    words: (view) => [
      `bits that hold every ${isNormalized(view) ? 'sum before normalization' : 'neuron’s sum'} in fixed point, for pixels from 0 to 1: hollow dots at the start, full dots ${view.moment === null ? 'now' : 'then'}${view.lanes.some(({ hasTwin }) => hasTwin) ? '; small dots and second numbers: the twin' : ''}`,
      costsText(view.lanes, view.moment),
    ],
    draw: (context, size, inks, view) => {
      const rows = rowsOf(view);
      const names = [...new Set(rows.map(({ name }) => name))];
      const blocks = names.map((name) => ({
        name,
        bells: rows
          .filter((row) => row.name === name)
          .map(({ lane, twin, ...network }) => ({
            hue: laneStyle(lane).hue,
            ...endsOf(network),
            second: twin && endsOf(twin),
            text: [network, ...(twin ? [twin] : [])].map(pairText).join(', '),
          })),
      }));
      if (blocks.length > 0)
        drawDumbbells(context, { blocks, nameX: 'integer bits, sign included' }, size, inks);
    },
    table: (view) => ({
      head: ['lane and layer', 'start', whenOf(view), 'twin at the start', `twin ${whenOf(view)}`],
      rows: rowsOf(view).map(({ lane, name, ...bits }) => [
        `${lane.label}, ${name}`,
        ...numbersOf(bits),
      ]),
    }),
    columns: (view) => ({
      head: ['lane', 'layer', 'start', whenOf(view), 'twin start', `twin ${whenOf(view)}`],
      rows: rowsOf(view).map(({ lane, name, ...bits }) => [lane.label, name, ...numbersOf(bits)]),
    }),
    wants: () => ({ bits: true }),
    remembers: true,
    follows: true,
  });
}
