/** Puts the filters of the first layer and the page of a neuron together. */

import { laneStyle } from '../../charts/palette.js';
import { backText } from '../../run/moment.js';
import { FiltersView, MOST_TILES } from './view.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {View['lanes'][number]} Lane */

const SIDE = 28;

/**
 * @param {HTMLElement} root
 * @param {import('../../page/lab.js').Lab} lab
 */
export function mount(root, { session, services, requestDraw }) {
  /** @type {{lane: string, first: number, unit: number | null}} */
  const chosen = { lane: '', first: 0, unit: null };
  const choose = (/** @type {Partial<typeof chosen>} */ change) => {
    Object.assign(chosen, change);
    requestDraw();
  };
  const view = new FiltersView(root, {
    onOpen: (unit) => {
      choose({ unit });
      if (unit !== null) session.choices.look({ layer: 0, unit });
    },
    onFirst: (first) => choose({ first }),
    onLane: (lane) => choose({ lane }),
    onSeen: requestDraw,
    origin: services.origin,
  });
  services.watch(
    view.figure,
    (lane) => {
      if (lane.id !== chosen.lane) return null;
      const rows = { layer: 0, first: chosen.first, count: MOST_TILES };
      const twin = lane.hasTwin ? { twinFilters: rows } : {};
      const charges = /** @type {true} */ (true);
      const unit = chosen.unit === null ? {} : { unit: { layer: 0, unit: chosen.unit }, charges };
      return { filters: rows, ...twin, ...unit };
    },
    { follows: true },
  );
  let shown = '';
  return {
    /** @param {View} page */
    update(page) {
      const lane = page.lanes.find(({ id }) => id === chosen.lane) ?? page.lanes[0];
      if (!lane) return;
      if (!lane.isStarted && page.progress < 1) {
        shown = '';
        view.wait();
        return;
      }
      const units = lane.layerUnits[0] ?? 0;
      const first = chosen.first < units ? chosen.first : 0;
      if (lane.id !== chosen.lane || first !== chosen.first) choose({ lane: lane.id, first });
      const key = [
        lane.id,
        lane.inspection.version,
        page.generation,
        page.isDark,
        chosen.unit,
        page.moment,
      ];
      if (key.join() === shown) return;
      const data = dataOf(lane, page, first);
      if (!data) return;
      shown = key.join();
      view.update(data);
      if (chosen.unit !== null) view.tellUnit(detailsOf(lane, page.moment, chosen.unit));
    },
    redraw: () => view.redraw(),
  };
}

/**
 * @param {Lane} lane
 * @param {View} page
 * @param {number} first
 * @returns {import('./view.js').FiltersData | null}
 */
function dataOf(lane, page, first) {
  const { filters, twinFilters } = lane.inspection.at(page.moment);
  const { history } = lane;
  if (!filters?.numbers || filters.want?.first !== first || !history) return null;
  const column = history.column(history.indexAt(filters.step));
  const count = filters.numbers.length / SIDE ** 2;
  const all = lane.layerUnits.reduce((sum, units) => sum + units, 0);
  const side = (/** @type {Float32Array} */ weights, /** @type {number} */ from) => ({
    weights,
    drift: column.subarray(from + first, from + first + count),
  });
  return {
    id: lane.id,
    lanes: page.lanes.map(({ id, label }) => ({ id, label })),
    style: laneStyle(lane),
    first,
    units: lane.layerUnits[0],
    rows: SIDE,
    columns: SIDE,
    network: side(filters.numbers, 0),
    twin: twinFilters?.numbers ? side(twinFilters.numbers, all) : null,
    isDark: page.isDark,
    when: backText(page.moment, filters.step),
  };
}

/**
 * @param {Lane} lane
 * @param {number | null} moment the moment that the visitor looks back to; null: now
 * @param {number} unit neuron of the first layer, from 0
 * @returns {import('./filter-words.js').UnitDetails}
 */
function detailsOf(lane, moment, unit) {
  const { history, startNorms, hasTwin } = lane;
  const all = lane.layerUnits.reduce((sum, units) => sum + units, 0);
  const { charges, filters, unit: range } = lane.inspection.at(moment);
  /** @type {import('./filter-words.js').UnitDetails} */
  const details = moment === null ? {} : { step: filters?.step };
  if (history) {
    const read = (/** @type {number} */ row) =>
      Float64Array.from({ length: history.length }, (_, index) => history.column(index)[row]);
    const network = read(unit);
    const twin = hasTwin ? read(all + unit) : null;
    const now = (/** @type {number} */ row, /** @type {Float64Array} */ powers) =>
      /** @type {[number, number]} */ ([
        startNorms[row],
        startNorms[row] * 2 ** powers[history.indexAt(filters?.step ?? history.lastStep)],
      ]);
    details.history = { steps: history.steps.slice(0, history.length), network, twin };
    details.norms = { network: now(unit, network), twin: twin && now(all + unit, twin) };
  }
  if (charges?.numbers) {
    const [measured, predicted] = charges.numbers.subarray(2 * unit, 2 * unit + 2);
    details.charge = charges.numbers.length > 0 ? { measured, predicted } : null;
  }
  if (range?.numbers && range.want?.unit === unit) {
    const [low, high] = range.numbers;
    details.range = [low, high];
  }
  return details;
}
