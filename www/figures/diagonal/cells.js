/** The first cell of every lane: each output of the network against the same output of its twin. */

import { drawPairs, FOOT, roundEnd } from '../../charts/pairs.js';
import { laneStyle } from '../../charts/palette.js';
import { onResize } from '../../charts/resize.js';
import { inksOf, surfaceOf } from '../../charts/surface.js';
import { element, setAttribute, setText } from '../../page/element.js';
import { formatInteger, formatPlain } from '../../words/format.js';
import { disagreementText } from './disagreement.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {View['lanes'][number]} Lane */

/**
 * The pairs of a lane, and their style. The axes hold every output that the run has shown so far.
 * @param {Lane} lane
 * @param {number | null} moment the moment that the visitor looks back to; null: now
 */
export function pairsOf(lane, moment) {
  const logits = lane.inspection.at(moment).logits?.numbers;
  const { network = [], twin } = logits ?? {};
  return {
    across: twin ? network : [],
    up: twin ?? [],
    end: roundEnd(lane.inspection.reach),
    hue: laneStyle(lane).hue,
    isHollow: lane.repetition > 0,
    format: formatPlain,
  };
}

export class DiagonalCells {
  /**
   * @param {HTMLElement} root the element of all lanes
   * @param {import('../../page/services.js').Services} services
   */
  constructor(root, services) {
    /** @type {Map<string, {canvas: HTMLCanvasElement, count: HTMLElement, drawn: string}>} */
    this.cells = new Map();
    this.isSeen = true;
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.isSeen = isIntersecting;
    }).observe(root);
    services.watch(this, () => ({ logits: true }), { remembers: true, follows: true });
  }

  /**
   * The picture of a lane, and the words beside its largest difference.
   * @param {string} id
   */
  make(id) {
    const canvas = element('canvas', { 'data-view': 'diagonal', role: 'img' });
    const count = element('p', { class: 'detail disagreement' });
    this.cells.set(id, { canvas, count, drawn: '' });
    onResize(canvas, () => this.redraw());
    return { canvas, count };
  }

  /** @param {View} view */
  update(view) {
    this.view = view;
    for (const lane of view.lanes) {
      const cell = this.cells.get(lane.id);
      const { inspection, test, isOver, hasTwin, label } = lane;
      const { generation, isDark, moment } = view;
      const key = [label, inspection.version, generation, test?.step, isOver, hasTwin].join();
      const drawn = `${key} ${isDark} ${moment}`;
      if (!cell || cell.drawn === drawn) continue;
      cell.drawn = drawn;
      setText(cell.count, disagreementText(lane));
      draw(cell.canvas, lane, moment);
    }
  }

  redraw() {
    for (const cell of this.cells.values()) cell.drawn = '';
    if (this.view) this.update(this.view);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Lane} lane
 * @param {number | null} moment
 */
function draw(canvas, lane, moment) {
  const step = lane.inspection.at(moment).logits?.step ?? 0;
  const at = moment === null ? '' : ` at step ${formatInteger(step)}`;
  const words = disagreementText(lane, moment);
  const what = 'outputs of the network across, of its twin up';
  setAttribute(canvas, 'aria-label', `${lane.label}${at}: ${what}; ${words || 'no numbers'}.`);
  // The style sheet leaves room for the foot below a square, and the room grows with the type.
  const surface = surfaceOf(canvas, (canvas.clientHeight - canvas.clientWidth) / FOOT);
  if (!surface) return;
  const { context, width: side } = surface;
  const names = lane.hasTwin || !lane.isStarted ? ['network →', `twin ↑${at}`] : ['', 'no twin'];
  const pairs = { ...pairsOf(lane, moment), nameX: names[0], nameY: names[1] };
  drawPairs(context, pairs, { left: 0, top: 0, side }, inksOf(canvas));
}
