/**
 * How many integer bits fixed-point arithmetic would need for what enters each layer's neurons, at
 * the start and now: the drift of scales, paid in bits.
 */
import { drawDumbbells } from '../charts/dumbbells.js';
import { joinWords } from '../format.js';
import { laneStyle } from '../palette.js';
import { CanvasChart } from './canvas-chart.js';

/** @typedef {import('../view.js').View['lanes'][number]} Lane */
/** What the engine says of a range that no number of bits holds. */
const NEVER = 0xffffffff;

/** @param {number} bits */
const bitsText = (bits) => (bits === NEVER ? '∞' : String(bits));

/**
 * @param {{inspection: import('../inspection.js').Inspection}} lane
 * @returns {{start: number, now: number}[]} layer by layer
 */
function bitsOf({ inspection: { first, latest } }) {
  const start = first.bits?.numbers;
  return Array.from(latest.bits?.numbers ?? [], (now, layer) => ({
    start: start?.[layer] ?? now,
    now,
  }));
}

/**
 * The last layer is the classifier.
 * @param {number} layer
 * @param {number} layers
 */
const layerName = (layer, layers) => (layer === layers - 1 ? 'classifier' : `layer ${layer + 1}`);

/**
 * What drift has cost or saved every lane.
 * @param {{label: string, inspection: import('../inspection.js').Inspection}[]} lanes
 */
export function costsText(lanes) {
  const known = lanes.filter((lane) => bitsOf(lane).length > 0);
  if (known.length === 0) return 'No numbers yet.';
  const same = [];
  const parts = [];
  for (const lane of known) {
    const bits = bitsOf(lane);
    const cost = bits.reduce((sum, { start, now }) => sum + now - start, 0);
    const moved = bits.flatMap(({ start, now }, layer) =>
      start === now
        ? []
        : [`${layerName(layer, bits.length)} ${bitsText(start)} → ${bitsText(now)}`],
    );
    if (moved.length === 0) same.push(lane.label);
    else parts.push(`${costText(lane.label, cost)} (${moved.join(', ')})`);
  }
  if (same.length > 0) parts.push(`${joinWords(same)} needs as many as at the start`);
  const text = parts.join('; ');
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/**
 * @param {string} label
 * @param {number} cost
 */
function costText(label, cost) {
  const bits = `${Math.abs(cost)} ${Math.abs(cost) === 1 ? 'bit' : 'bits'}`;
  if (cost === 0) return `${label} has moved bits between layers`;
  if (Math.abs(cost) > 1e6) return `${label} has left the range of numbers`;
  return cost > 0 ? `drift has cost ${label} ${bits}` : `${label} needs ${bits} less`;
}

/** @param {{lanes: Lane[]}} view */
function rowsOf({ lanes }) {
  return lanes.flatMap((lane) => {
    const bits = bitsOf(lane);
    return bits.map(({ start, now }, layer) => ({
      lane,
      name: layerName(layer, bits.length),
      layer,
      start,
      now,
    }));
  });
}

/**
 * @param {HTMLElement} root
 * @param {import('./services.js').Services} services
 */
export function bitsChart(root, services) {
  return new CanvasChart(root, services, {
    title: 'Integer bits',
    explain: 'bits',
    name: 'bits',
    keyed: ({ lanes }) => lanes,
    words: ({ lanes, values }) => [
      `to hold every ${values.architecture === 'arch2' ? 'sum before normalization' : 'neuron’s sum'} in fixed point, pixels from 0 to 1: hollow at the start, full now`,
      costsText(lanes),
    ],
    draw: (context, size, inks, view) => {
      const rows = rowsOf(view);
      const names = [...new Set(rows.map(({ name }) => name))];
      const blocks = names.map((name) => ({
        name,
        bells: rows
          .filter((row) => row.name === name)
          .map(({ lane, start, now }) => ({
            hue: laneStyle(lane).hue,
            from: start === NEVER ? Number.POSITIVE_INFINITY : start,
            to: now === NEVER ? Number.POSITIVE_INFINITY : now,
            text: start === now ? bitsText(now) : `${bitsText(start)} → ${bitsText(now)}`,
          })),
      }));
      if (blocks.length > 0)
        drawDumbbells(context, { blocks, nameX: 'integer bits, sign included' }, size, inks);
    },
    table: (view) => ({
      head: ['lane and layer', 'start', 'now'],
      rows: rowsOf(view).map(({ lane, name, start, now }) => [
        `${lane.label}, ${name}`,
        bitsText(start),
        bitsText(now),
      ]),
    }),
    columns: (view) => ({
      head: ['lane', 'layer', 'start', 'now'],
      rows: rowsOf(view).map(({ lane, name, start, now }) => [
        lane.label,
        name,
        bitsText(start),
        bitsText(now),
      ]),
    }),
    wants: () => ({ bits: true }),
    remembers: true,
  });
}
