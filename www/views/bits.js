/**
 * How many integer bits fixed-point arithmetic would need for what enters each layer's neurons, at
 * the start and now: the drift of scales, paid in bits.
 */
import { drawDumbbells } from '../charts/dumbbells.js';
import { bitsOf, bitsText, costsText, layerName, NEVER } from '../findings.js';
import { laneStyle } from '../palette.js';
import { isNormalized } from '../settings.js';
import { CanvasChart } from './canvas-chart.js';

/** @typedef {import('../view.js').View['lanes'][number]} Lane */

/** @param {{lanes: Lane[]}} view */
function rowsOf({ lanes }) {
  return lanes.flatMap((lane) => {
    const bits = bitsOf(lane);
    return bits.map(({ start, now }, layer) => ({
      lane,
      name: layerName(layer, bits.length),
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
    words: (view) => [
      `to hold every ${isNormalized(view) ? 'sum before normalization' : 'neuron’s sum'} in fixed point, pixels from 0 to 1: hollow at the start, full now`,
      costsText(view.lanes),
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
