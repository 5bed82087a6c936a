/** The outputs of every lane's network against the outputs of its twin, lane beside lane. */

import { drawPairs, FOOT } from '../../charts/pairs.js';
import { laneStyle } from '../../charts/palette.js';
import { Pen } from '../../charts/pen.js';
import { formatInteger, formatPlain } from '../../words/format.js';
import { gapText } from '../../words/phrases.js';
import { CanvasChart } from '../pictures/canvas-chart.js';
import { pairsOf } from './cells.js';
import { diagonalText, distancesOf, noteText } from './diagonal-words.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {import('../pictures/canvas-chart.js').Size} Size */

const HEAD = 20;
const GAP = 32;

/**
 * The squares of some panels: as many beside each other as make the squares largest.
 * @param {number} count
 * @param {Size} size
 */
export function squaresIn(count, { width, height }) {
  let best = { across: 1, side: 0 };
  for (let across = 1; across <= count; across += 1) {
    const side = Math.floor(
      Math.min(
        (width - (across - 1) * GAP) / across,
        height / Math.ceil(count / across) - HEAD - FOOT,
      ),
    );
    if (side > best.side) best = { across, side };
  }
  const { across, side } = best;
  const pitch = Math.min(side + 3 * GAP, (width - side) / Math.max(1, across - 1));
  return Array.from({ length: count }, (_, at) => ({
    left: Math.floor((at % across) * pitch),
    top: HEAD + Math.floor(at / across) * (side + HEAD + FOOT),
    side,
  }));
}

/** @param {View} view */
const twinned = ({ lanes }) => lanes.filter((lane) => lane.hasTwin);

/**
 * @param {HTMLElement} root
 * @param {import('../../page/services.js').Services} services
 */
export function diagonalPicture(root, services) {
  return new CanvasChart(root, services, {
    title: 'Diagonal',
    explain: 'diagonal',
    name: 'diagonals',
    keyed: () => [],
    words: (view) => [noteText(view), diagonalText(view)],
    draw: (context, size, inks, view) => {
      const lanes = twinned(view);
      squaresIn(lanes.length, size).forEach((square, at) => {
        const lane = lanes[at];
        const { hue, dash } = laneStyle(lane);
        const [left, middle] = [square.left, square.top - 11];
        context.save();
        context.setLineDash(dash);
        context.lineWidth = 2.5;
        context.strokeStyle = hue;
        context.beginPath();
        context.moveTo(left, middle);
        context.lineTo(left + 28, middle);
        context.stroke();
        context.restore();
        new Pen(context, inks).write(inks.text, lane.label, left + 36, middle, 'left');
        const names = { nameX: 'network →', nameY: 'twin ↑' };
        drawPairs(context, { ...pairsOf(lane, view.moment), ...names }, square, inks);
      });
    },
    table: (view) => ({
      head: ['lane', 'outputs', 'equal', 'largest difference', 'axes end at'],
      rows: twinned(view).map((lane) => {
        const { across, end } = pairsOf(lane, view.moment);
        const logits = lane.inspection.at(view.moment).logits?.numbers;
        const { equal, largest } = logits ? distancesOf(logits) : { equal: 0, largest: Number.NaN };
        const counts = [across.length, equal].map(formatInteger);
        return [lane.label, ...counts, gapText(largest), formatPlain(end)];
      }),
    }),
    columns: (view) => ({
      head: ['lane', 'image', 'output', 'network', 'twin', 'difference'],
      rows: twinned(view).flatMap((lane) => {
        const logits = lane.inspection.at(view.moment).logits?.numbers;
        if (!logits?.twin) return [];
        const { images, network, twin } = logits;
        const outputs = network.length / images;
        return Array.from(network, (output, at) => {
          const place = [1 + Math.floor(at / outputs), at % outputs];
          return [lane.label, ...place, output, twin[at], output - twin[at]];
        });
      }),
    }),
    wants: () => ({ logits: true }),
    follows: true,
    instead: ({ lanes }) =>
      lanes.some((lane) => lane.hasTwin || !lane.isStarted)
        ? null
        : 'No twin in this run, so there is nothing to compare.',
  });
}
