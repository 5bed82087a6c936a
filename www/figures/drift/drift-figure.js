/** The caption of the lanes' drift pictures: their words, their numbers and their export. */
import { ChartFigure } from '../../charts/figure.js';
import { ticks } from '../../charts/scale.js';
import { inksOf } from '../../charts/surface.js';
import { explainButton } from '../../page/explain.js';
import { formatInteger } from '../../words/format.js';
import { factorText } from '../../words/phrases.js';
import { driftSentence, FIXED, rangeOf } from './words.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {View['lanes'][number]} Lane */

const NAMES = 96;
const GAP = 12;
const AXIS = 24;

/**
 * The blocks of a lane's column: every layer of the network, then of its twin.
 * @param {Lane} lane
 */
function blocksOf(lane) {
  /** @type {{who: string, layer: number, from: number, to: number}[]} */
  const blocks = [];
  let from = 0;
  for (const who of lane.hasTwin ? ['network', 'twin'] : ['network']) {
    lane.layerUnits.forEach((units, layer) => {
      blocks.push({ who, layer: layer + 1, from, to: from + units });
      from += units;
    });
  }
  return blocks;
}

export class DriftFigure {
  /**
   * @param {HTMLElement} root
   * @param {import('../../page/services.js').Services} services
   * @param {import('./stage.js').StageView} stage the view that draws the lanes
   */
  constructor(root, services, stage) {
    this.stage = stage;
    /** @type {View | null} */
    this.view = null;
    this.figure = new ChartFigure(root, {
      title: 'Drift',
      explain: explainButton('drift', 'Drift'),
      kind: 'elsewhere',
      table: () => this.#table(),
      saved: {
        columns: () => this.#columns(),
        picture: () => this.#picture(),
        origin: services.origin,
      },
      onSeen: services.redraw,
    });
  }

  /** @param {View} view */
  update(view) {
    if (!this.figure.isSeen && !view.isForAll) return;
    this.view = view;
    const note = `norm of every filter against its start: ${this.stage.colours}; network above, rescaled twin below`;
    this.figure.describe(note, driftSentence(view.lanes));
    this.figure.refreshTable();
  }

  redraw() {}

  #table() {
    const rows = (this.view?.lanes ?? []).flatMap((lane) => {
      const { history } = lane;
      if (!history) return [];
      const column = history.column(history.length - 1);
      return blocksOf(lane).map(({ who, layer, from, to }) => {
        const { low, high } = rangeOf(column, from, to);
        const name = `${lane.label} ${who}, layer ${layer}`;
        return [name, factorText(low), factorText(high)];
      });
    });
    return { head: ['norm against its start', 'least', 'most'], rows };
  }

  /** One column per filter, one row per step that any lane has kept. */
  #columns() {
    const lanes = this.view?.lanes ?? [];
    const head = ['step'];
    const steps = new Set();
    for (const lane of lanes) {
      for (const { who, layer, from, to } of blocksOf(lane)) {
        for (let unit = 0; unit < to - from; unit += 1) {
          head.push(`${lane.label} ${who} ${layer}.${unit + 1}`);
        }
      }
      const { history } = lane;
      for (const step of history?.steps.subarray(0, history.length) ?? []) steps.add(step);
    }
    const rows = [...steps]
      .sort((one, other) => one - other)
      .map((step) => [
        step,
        ...lanes.flatMap(({ history }) => {
          if (!history) return [];
          if (step > history.lastStep) return Array(history.rows).fill(Number.NaN);
          return [...history.column(history.indexAt(step))];
        }),
      ]);
    return { head, rows };
  }

  /** The lanes' canvases, one below the other over one time axis, each with its name. */
  #picture() {
    const pictures = this.stage.pictures;
    const { lanes = [], end = 1 } = this.view ?? {};
    const [first] = pictures.filter(({ isFixed }) => !isFixed);
    if (!first || pictures.length !== lanes.length) return null;
    const { clientWidth: wide, clientHeight: high } = first.canvas;
    const source = document.createElement('canvas');
    const [width, height] = [NAMES + wide, lanes.length * (high + GAP) + AXIS];
    Object.assign(source, { width: 2 * width, height: 2 * height });
    const context = /** @type {CanvasRenderingContext2D} */ (source.getContext('2d'));
    const inks = inksOf(first.canvas);
    context.scale(2, 2);
    context.direction = 'ltr';
    context.imageSmoothingEnabled = false;
    context.font = `12px ${inks.font}`;
    context.strokeStyle = inks.line;
    lanes.forEach(({ label }, place) => {
      const top = place * (high + GAP);
      context.fillStyle = inks.text;
      context.fillText(label, 0, top + 12);
      const { canvas, panels, isFixed, seam } = pictures[place];
      if (isFixed) {
        context.fillText(FIXED, NAMES, top + 12);
        return;
      }
      context.drawImage(canvas, NAMES, top, wide, high);
      for (let panel = 0; panel < panels; panel += 1) {
        const tall = (high - seam * (panels - 1)) / panels;
        context.strokeRect(NAMES + 0.5, top + 0.5 + panel * (high - tall), wide - 1, tall - 1);
      }
    });
    context.fillStyle = inks.soft;
    for (const step of ticks(end)) {
      const share = step / end;
      context.textAlign = share === 0 ? 'left' : share > 0.94 ? 'right' : 'center';
      context.fillText(formatInteger(step), NAMES + share * wide, height - 8);
    }
    context.textAlign = 'left';
    context.fillText('steps', 0, height - 8);
    return { source, width, height };
  }
}
