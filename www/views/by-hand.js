/**
 * Rescaling by hand: a neuron of every twin is made larger or smaller, and each lane says what
 * became of its outputs (nothing) and of its gradients (not the same).
 */
import { lineSample } from '../charts/figure.js';
import { formatInteger, formatNumber } from '../format.js';
import { laneStyle } from '../palette.js';
import { doublings } from '../rescaling.js';
import { factorText, gapText } from '../summaries.js';
import { element, setAttribute, setText } from './element.js';
import { explainButton } from './explain.js';
import { showValue } from './input.js';

/** @typedef {import('../view.js').View} View */
/** @typedef {import('../lane-record.js').LaneRecord} LaneRecord */

const EVERY_UNIT = 'all';
/** Most doublings of the slider, either way. */
const REACH = 6;

/**
 * A gradient's norm, and when it changed what it was before.
 * @param {number} before
 * @param {number} after
 */
function gradientText(before, after) {
  if (before === 0) return '0 (a dead neuron)';
  const log2 = Math.log2(after / before);
  if (isNone(log2)) return formatNumber(after);
  return `${formatNumber(before)} → ${formatNumber(after)} (${factorText(log2)})`;
}

/** @param {number} log2 what rounding alone leaves of no change */
const isNone = (log2) => Math.abs(log2) < 1e-3;

/**
 * Whether an answer is about a rescaling, not about the gradients as they are.
 * @param {ArrayLike<number>} numbers
 */
const isOfChange = (numbers) =>
  !isNone(Math.log2(numbers[4] / numbers[3])) || !isNone(Math.log2(numbers[6] / numbers[5]));

/**
 * What the engine answered about this place; see the protocol for the order of the numbers.
 * @param {LaneRecord} lane
 * @param {{layer: number, unit: number}} place
 */
function previewOf({ shown: { preview } }, place) {
  const isOfPlace = preview?.want?.layer === place.layer && preview.want.unit === place.unit;
  return isOfPlace ? preview.numbers : null;
}

class LaneRow {
  /** @param {LaneRecord} lane */
  constructor(lane) {
    const { hue, dash } = laneStyle(lane);
    this.cells = Array.from({ length: 4 }, () => element('td', {}));
    /** What the latest rescaling by hand did, kept while the run goes on. */
    this.kept = { change: '', numbers: /** @type {ArrayLike<number> | null} */ (null) };
    const name = element('th', { scope: 'row' }, lineSample(hue, dash), lane.label);
    this.row = element('tr', { 'data-lane': lane.id }, name, ...this.cells);
  }

  /**
   * @param {LaneRecord} lane
   * @param {{layer: number, unit: number}} place
   * @param {string} change which rescaling of this place is the latest, if any
   * @param {View} view
   */
  update(lane, place, change, { isRunning, areNumbersDue }) {
    const current = previewOf(lane, place);
    if (change !== this.kept.change) this.kept = { change, numbers: null };
    if (change !== '' && current && isOfChange(current)) this.kept.numbers = current;
    // While steps are made, gradients without a change would be those of an earlier step.
    const numbers = lane.isOver ? null : (this.kept.numbers ?? (isRunning ? null : current));
    const texts = numbers
      ? [
          gapText(numbers[2]),
          gradientText(numbers[3], numbers[4]),
          gradientText(numbers[5], numbers[6]),
        ]
      : ['–', '–', '–'];
    if (areNumbersDue) setText(this.cells[0], gapText(lane.livingGap));
    for (const [index, text] of texts.entries()) setText(this.cells[index + 1], text);
    setAttribute(this.row, 'data-change', current ? String(current[2]) : '');
  }
}

export class ByHandView {
  /**
   * @param {HTMLElement} root
   * @param {{onLook: (place: {layer: number, unit: number}) => void,
   *   onRescale: (wanted: {layer: number, unit: number, log2: number}) => void}} actions
   */
  constructor(root, actions) {
    this.actions = actions;
    this.root = root;
    this.layer = element('select', { id: 'by-hand-layer' });
    this.unit = element('select', { id: 'by-hand-unit' });
    this.slider = element('input', {
      id: 'by-hand-factor',
      type: 'range',
      min: String(-REACH),
      max: String(REACH),
      step: '1',
      value: '0',
    });
    this.factor = element('output', { class: 'figure-value', for: 'by-hand-factor' });
    this.undo = element('button', { type: 'button' }, 'Back to × 1');
    this.said = element('p', { class: 'by-hand-now', role: 'status' });
    this.body = element('tbody', {});
    /** @type {Map<string, LaneRow>} */
    this.rows = new Map();
    this.matched = '';
    this.#build();
    this.#listen();
  }

  #build() {
    const label = (/** @type {string} */ id, /** @type {string} */ text) =>
      element('label', { for: id }, text);
    const heads = [
      'Update rule',
      'twin gap now',
      'outputs changed by',
      'gradient of incoming weights',
      'gradient of outgoing weights',
    ];
    const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
    this.root.append(
      element(
        'div',
        { class: 'explained' },
        element('h2', { class: 'chart-title' }, 'Rescale a neuron yourself'),
        explainButton('by-hand', 'Rescale a neuron yourself'),
      ),
      element(
        'p',
        { class: 'lead' },
        'Multiply what comes into one neuron of every twin and divide what goes out. The function stays; watch in the twin gap whether the training does. It shows best from copies: set the rescaling strength to 0, then move this, then One step.',
      ),
      element(
        'div',
        { class: 'by-hand-controls' },
        element('div', {}, label('by-hand-layer', 'Layer'), this.layer),
        element('div', {}, label('by-hand-unit', 'Neuron'), this.unit),
        element(
          'div',
          { class: 'by-hand-slider' },
          label('by-hand-factor', 'Incoming weights'),
          element('div', {}, this.slider, this.factor),
        ),
        this.undo,
      ),
      this.said,
      element(
        'div',
        { class: 'table-frame' },
        element('table', { class: 'by-hand-table' }, element('thead', {}, head), this.body),
      ),
    );
  }

  #listen() {
    const look = () => this.actions.onLook(this.chosen);
    this.layer.addEventListener('change', look);
    this.unit.addEventListener('change', look);
    // While the run goes on each position would be a rescaling of its own; the last one counts.
    this.slider.addEventListener('input', () => {
      this.#show(Number(this.slider.value));
      if (!this.isRunning) this.#rescale(Number(this.slider.value));
    });
    this.slider.addEventListener('change', () => this.#rescale(Number(this.slider.value)));
    this.undo.addEventListener('click', () => this.#rescale(0));
  }

  get chosen() {
    const unit = this.unit.value === EVERY_UNIT ? -1 : Number(this.unit.value);
    return { layer: Number(this.layer.value), unit };
  }

  /** @param {number} log2 */
  #rescale(log2) {
    this.actions.onRescale({ ...this.chosen, log2 });
  }

  /** @param {number} log2 */
  #show(log2) {
    setText(this.factor, factorText(log2));
    setAttribute(this.slider, 'aria-valuetext', `times ${2 ** log2}`);
  }

  /** @param {View} view */
  update(view) {
    const twins = view.lanes.filter((lane) => lane.hasTwin);
    this.root.hidden = twins.length === 0 && view.lanes.some((lane) => lane.isStarted);
    this.isRunning = view.isRunning;
    this.#match(view);
    const { place } = view;
    showValue(this.layer, place.layer);
    showValue(this.unit, place.unit < 0 ? EVERY_UNIT : place.unit);
    const log2 = doublings(view.rescalings, place);
    const isDragged = document.activeElement === this.slider && view.isRunning;
    if (!isDragged) {
      this.slider.value = String(log2);
      this.#show(log2);
    }
    this.undo.disabled = log2 === 0;
    const here = view.rescalings.filter(
      ({ layer, unit }) => layer === place.layer && unit === place.unit,
    );
    const last = here[here.length - 1];
    const change = last ? `${place.layer} ${place.unit} ${last.step} ${last.log2}` : '';
    for (const lane of twins) {
      this.rows.get(lane.id)?.update(lane, place, change, view);
    }
    const wanted = Number(this.slider.value);
    setText(
      this.said,
      isDragged && wanted !== log2
        ? `Let go: incoming weights ${factorText(wanted)}, outgoing weights ${factorText(-wanted)}.`
        : this.#sentence(view, last?.step),
    );
  }

  /**
   * @param {View} view
   * @param {number | undefined} step of the latest rescaling of this place
   */
  #sentence({ rescalings, place, lanes }, step) {
    const who = place.unit < 0 ? 'every neuron' : `neuron ${place.unit + 1}`;
    const where = `${who} of layer ${place.layer + 1}`;
    if (step === undefined) {
      const isPart = rescalings.some(
        ({ layer, unit }) => layer === place.layer && Math.min(unit, place.unit) < 0,
      );
      if (!isPart) return `No change by hand: ${where} is as it was. Move the slider.`;
      const by = place.unit < 0 ? 'only single neurons of it were' : 'only its whole layer was';
      return `No change by hand of ${where} as such: ${by}. Move the slider.`;
    }
    const log2 = doublings(rescalings, place);
    if (log2 === 0) {
      return `Since step ${formatInteger(step)} ${where} is back at × 1. What a twin learned in between stays.`;
    }
    const before = doublings(rescalings, place, step);
    /** @param {number} sign */
    const factor = (sign) => {
      const from = before === 0 ? '' : `from ${factorText(sign * before)} to `;
      return from + factorText(sign * log2);
    };
    const changes = lanes.flatMap((lane) => this.rows.get(lane.id)?.kept.numbers?.[2] ?? []);
    const most = changes.some((change) => change !== 0)
      ? 'Outputs changed by rounding at most.'
      : '';
    const outputs = changes.length > 0 ? most || 'Not one output changed.' : '';
    const what = `incoming weights ${factor(1)}, outgoing weights ${factor(-1)}`;
    return `In every twin at step ${formatInteger(step)}: ${where}, ${what}. ${outputs}`.trim();
  }

  /** @param {View} view */
  #match({ lanes, place }) {
    const twins = lanes.filter((lane) => lane.hasTwin);
    const layers = lanes.find((lane) => lane.isStarted)?.layerUnits ?? [];
    const units = layers[place.layer] ?? 0;
    const names = twins.map(({ id, label }) => `${id} ${label}`);
    const signature = [layers.length, units, ...names].join();
    if (signature === this.matched) return;
    this.matched = signature;
    this.layer.replaceChildren(
      ...layers.map((_, index) => element('option', { value: String(index) }, String(index + 1))),
    );
    const choices = Array.from({ length: units }, (_, index) =>
      element('option', { value: String(index) }, String(index + 1)),
    );
    const all = element('option', { value: EVERY_UNIT }, 'all of the layer');
    this.unit.replaceChildren(all, ...choices);
    this.rows = new Map(twins.map((lane) => [lane.id, new LaneRow(lane)]));
    this.body.replaceChildren(...[...this.rows.values()].map(({ row }) => row));
  }
}
