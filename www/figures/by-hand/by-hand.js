/**
 * Rescaling by hand: the visitor makes a neuron of every twin larger or smaller. Each lane then
 * says how its outputs change (not at all), how its gradient changes, and how its next step
 * changes; here the rules differ.
 */
import { lineSample } from '../../charts/figure.js';
import { laneStyle } from '../../charts/palette.js';
import { doublings } from '../../link/rescaling.js';
import { isNormalized } from '../../link/settings.js';
import { button, element, options, setAttribute, setText, tableHead } from '../../page/element.js';
import { explainedTitle } from '../../page/explain.js';
import { holding, showValue } from '../../page/input.js';
import { formatInteger, formatNumber, joinWords } from '../../words/format.js';
import { factorText, gapText } from '../../words/phrases.js';

/** @typedef {import('../../run/view.js').View} View */
/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../../worker/protocol.js').Preview} Preview */

const EVERY_UNIT = 'all';
/** The slider's most doublings, up or down. */
const REACH = 6;

/** Rounding of their weights alone may turn unit vectors by this much. */
const LEAST_TURN = 2e-7;

/**
 * log2 of the factor by which a rescaling changed a number; 0 if only rounding changed it.
 * @param {import('../../worker/protocol.js').BeforeAfter} number
 * @param {number} [rounding]
 */
function changeOf({ before, after }, rounding = 0) {
  const log2 = Math.log2(after / before);
  return Math.abs(log2) < 1e-3 || Math.abs(after - before) < rounding ? 0 : log2;
}

/** @param {Preview} preview */
const gradientChange = ({ incoming }) => changeOf(incoming);
/** @param {Preview} preview */
const turnChange = ({ turn }) => changeOf(turn, LEAST_TURN);

/**
 * The texts of outputs, gradient and turn; after a rescaling they also give the earlier numbers.
 * @param {Preview} preview
 */
function cellTexts(preview) {
  const { change: outputs, incoming, turn } = preview;
  const log2 = gradientChange(preview);
  /** @param {import('../../worker/protocol.js').BeforeAfter} number @param {number} change */
  const text = (number, change) => {
    const after = formatNumber(number.after);
    if (change === 0) return after + (log2 ? ', unchanged' : '');
    // A narrow column must not split a factor over two lines.
    return `${formatNumber(number.before)} → ${after} (${factorText(change).replace(' ', '\u00a0')})`;
  };
  return [
    gapText(outputs),
    incoming.before === 0 ? '0 (a dead neuron)' : text(incoming, log2),
    turn.before < LEAST_TURN ? '0' : text(turn, turnChange(preview)),
  ];
}

/**
 * How the rescaling changes the turn of the next step, rule by rule; rules without change come last.
 * @param {[string, Preview][]} lanes
 * @param {boolean} isDone whether the lanes have made this step
 */
function turnsText(lanes, isDone) {
  const turns = lanes
    // Leaves out dead neurons, and steps that give NaN.
    .filter(([, { incoming, turn }]) => incoming.before > 0 && turn.before + turn.after >= 0)
    .map(([label, preview]) => ({ label, log2: turnChange(preview) }))
    .sort((a, b) => Math.abs(b.log2) - Math.abs(a.log2));
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const { label, log2 } of turns) {
    const times = `${factorText(log2).slice(2)} times ${log2 < 0 ? 'less' : 'further'}`;
    const how = log2 === 0 ? 'just as far' : times;
    groups.set(how, [...(groups.get(how) ?? []), label]);
  }
  const all = [...groups].map(([how, labels]) => `${how} under ${joinWords(labels)}`);
  if (all.length === 0) return '';
  return `The next step ${isDone ? 'turned' : 'turns'} the incoming weights ${joinWords(all)}.`;
}

/**
 * The engine's answer about this place.
 * @param {LaneRecord} lane
 * @param {{layer: number, unit: number}} place
 */
function previewOf({ shown: { preview } }, place) {
  const isOfPlace = preview?.want?.layer === place.layer && preview.want.unit === place.unit;
  return isOfPlace ? preview.numbers : null;
}

const HEADS = [
  'Update rule',
  'twin gap now',
  'rescaling changed outputs by',
  'gradient of incoming weights',
  'one step turns them by',
];

/** @param {number} count */
const numbered = (count) => options(Array.from({ length: count }, (_, at) => [at, at + 1]));

class LaneRow {
  /** @param {LaneRecord} lane */
  constructor(lane) {
    const { hue, dash } = laneStyle(lane);
    this.cells = Array.from({ length: 4 }, () => element('td'));
    /** The effect of the latest rescaling by hand, kept while the run goes on. */
    this.kept = { change: '', numbers: /** @type {Preview | null} */ (null) };
    const name = element(
      'th',
      { scope: 'row', translate: 'no' },
      lineSample(hue, dash),
      lane.label,
    );
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
    if (change !== '' && current && gradientChange(current) !== 0) this.kept.numbers = current;
    // In a running lane the gradients would belong to an earlier step, so only kept numbers show.
    const numbers = lane.isOver ? null : (this.kept.numbers ?? (isRunning ? null : current));
    const texts = numbers ? cellTexts(numbers) : ['–', '–', '–'];
    if (areNumbersDue) setText(this.cells[0], gapText(lane.livingGap));
    for (const [index, text] of texts.entries()) setText(this.cells[index + 1], text);
    setAttribute(this.row, 'data-change', current ? String(current.change) : '');
  }
}

export class ByHandView {
  /**
   * @param {HTMLElement} root
   * @param {{onLook: (place: {layer: number, unit: number}) => void,
   *   onRescale: (wanted: {layer: number, unit: number, log2: number}) => void,
   *   onCopies: () => void}} actions onCopies: begins again with twins that are copies
   */
  constructor(root, actions) {
    this.actions = actions;
    this.root = root;
    const look = () => actions.onLook(this.chosen);
    this.layer = element('select', { id: 'by-hand-layer', onchange: look });
    this.unit = element('select', { id: 'by-hand-unit', onchange: look });
    this.slider = element('input', {
      ...{ id: 'by-hand-factor', type: 'range', min: -REACH, max: REACH, step: 1, value: 0 },
      oninput: () => this.#slide(),
      onchange: () => this.#rescale(Number(this.slider.value)),
    });
    this.isHeld = holding(this.slider);
    this.factor = element('output.figure-value', { for: 'by-hand-factor', dir: 'ltr' });
    this.undo = button('Back to × 1', () => this.#rescale(0));
    this.copies = button('Start from copies', actions.onCopies, { id: 'by-hand-copies' });
    this.said = element('p.by-hand-now', { role: 'status' });
    this.body = element('tbody');
    /** @type {Map<string, LaneRow>} */
    this.rows = new Map();
    this.matched = '';
    root.append(
      explainedTitle('by-hand', 'Rescale a neuron yourself'),
      element(
        'p.lead',
        'Multiply the incoming weights of one neuron in every twin and divide its outgoing weights (with batch norm you need not divide). The outputs stay the same, the gradient changes. What matters is how far the next step turns the weights. To see it best, press Start from copies (the run begins anew), move the slider, then press One step.',
      ),
      element(
        'div.by-hand-controls',
        element('div', element('label', { for: 'by-hand-layer' }, 'Layer'), this.layer),
        element('div', element('label', { for: 'by-hand-unit' }, 'Neuron'), this.unit),
        element(
          'div.by-hand-slider',
          element('label', { for: 'by-hand-factor' }, 'Incoming weights'),
          element('div', this.slider, this.factor),
        ),
        this.undo,
        this.copies,
      ),
      this.said,
      element('div.table-frame', element('table.by-hand-table', tableHead(HEADS), this.body)),
    );
  }

  /** In a running lane each slider position would be a rescaling, so only the last one counts. */
  #slide() {
    const log2 = Number(this.slider.value);
    this.#show(log2);
    if (!this.isRunning) this.#rescale(log2);
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
    const isDragged = (this.isHeld() || document.activeElement === this.slider) && view.isRunning;
    if (!isDragged) {
      this.slider.value = String(log2);
      this.#show(log2);
    }
    this.undo.disabled = log2 === 0;
    this.copies.disabled = view.values.strength === 0 && view.step === 0;
    const last = view.rescalings.findLast(
      ({ layer, unit }) => layer === place.layer && unit === place.unit,
    );
    const change = last ? `${place.layer} ${place.unit} ${last.step} ${last.log2}` : '';
    for (const lane of twins) {
      this.rows.get(lane.id)?.update(lane, place, change, view);
    }
    const wanted = Number(this.slider.value);
    setText(
      this.said,
      isDragged && wanted !== log2
        ? `Let go: incoming weights ${factorText(wanted)}.`
        : this.#sentence(view, last?.step),
    );
  }

  /**
   * @param {View} view
   * @param {number | undefined} step of the latest rescaling of this place
   */
  #sentence(view, step) {
    const { rescalings, place, lanes, step: now, isRunning } = view;
    const next = isRunning ? 'Move the slider, or pause to see its gradient.' : 'Move the slider.';
    const who = place.unit < 0 ? 'every neuron' : `neuron ${place.unit + 1}`;
    const where = `${who} of layer ${place.layer + 1}`;
    if (step === undefined) {
      const isPart = rescalings.some(
        ({ layer, unit }) => layer === place.layer && Math.min(unit, place.unit) < 0,
      );
      if (!isPart) return `No change by hand: ${where} is as it was. ${next}`;
      const by =
        place.unit < 0
          ? 'you changed only single neurons of it'
          : 'you changed only its whole layer';
      return `No change by hand of ${where} itself: ${by}. ${next}`;
    }
    const log2 = doublings(rescalings, place);
    if (log2 === 0) {
      return `Since step ${formatInteger(step)} ${where} is back at × 1. The twin keeps what it learned in between.`;
    }
    const before = doublings(rescalings, place, step);
    /** @param {number} sign */
    const factor = (sign) => {
      const from = before === 0 ? '' : `from ${factorText(sign * before)} to `;
      return from + factorText(sign * log2);
    };
    /** @type {[string, Preview][]} */
    const seen = lanes.flatMap(({ id, label }) => {
      const numbers = this.rows.get(id)?.kept.numbers;
      return numbers ? [[label, numbers]] : [];
    });
    const isExact = seen.every(([, numbers]) => numbers.change === 0);
    const outputs = isExact ? 'No output changed.' : 'The outputs changed at most by rounding.';
    const found = seen.length > 0 ? ` ${outputs} ${turnsText(seen, now > step)}` : '';
    const outgoing = isNormalized(view) ? '' : `, outgoing weights ${factor(-1)}`;
    const what = `incoming weights ${factor(1)}${outgoing}`;
    return `In every twin at step ${formatInteger(step)}: ${where}, ${what}.${found}`;
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
    this.layer.replaceChildren(...numbered(layers.length));
    this.unit.replaceChildren(...options([[EVERY_UNIT, 'all of the layer']]), ...numbered(units));
    this.rows = new Map(twins.map((lane) => [lane.id, new LaneRow(lane)]));
    this.body.replaceChildren(...[...this.rows.values()].map(({ row }) => row));
  }
}
