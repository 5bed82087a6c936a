/**
 * Looking back through the run: a slider under the lanes' time axis moves the cursor of all
 * pictures, a table gives the numbers at that step, and a button takes the run itself back to it.
 */

import { retell } from '../charts/table.js';
import { byId, element, setAttribute, setText } from '../page/element.js';
import { explainButton } from '../page/explain.js';
import { holding } from '../page/input.js';
import { instantOf } from '../run/moment.js';
import { formatInteger, formatNumber, formatPercent, formatSigned } from '../words/format.js';
import { factorText, gapText } from '../words/phrases.js';

/** @typedef {import('../run/view.js').View} View */
/** @typedef {import('../run/moment.js').Instant} Instant */

/** @type {{head: string, text: (value: number) => string, change: (change: number) => string, of: (instant: Instant) => number}[]} */
const COLUMNS = [
  { head: 'Loss', of: ({ loss }) => loss, text: formatNumber, change: signedNumber },
  { head: 'Twin gap', of: ({ gap }) => gap, text: gapText, change: signedNumber },
  {
    head: 'Test accuracy',
    of: ({ accuracy }) => accuracy,
    text: formatPercent,
    change: points,
  },
  {
    head: 'Twin’s accuracy',
    of: ({ twinAccuracy }) => twinAccuracy,
    text: formatPercent,
    change: points,
  },
  {
    head: 'Largest drift',
    of: ({ drift }) => drift,
    text: factorText,
    change: factorText,
  },
];

/** @param {number} change of a share */
function points(change) {
  return `${formatSigned(100 * change, 1)} points`;
}

/** @param {number} change */
function signedNumber(change) {
  if (change === 0) return 'no change';
  return `${change > 0 ? '+' : ''}${formatNumber(change)}`;
}

export class MomentView {
  /**
   * @param {{moveTo: (step: number | null) => void, setPin: (step: number | null) => void,
   *   goBack: (step: number) => void}} actions
   */
  constructor(actions) {
    this.actions = actions;
    this.slider = element('input', { type: 'range', id: 'moment-slider', min: '0' });
    const label = element('label', { for: 'moment-slider' }, 'Look back');
    this.where = element('span', { class: 'detail', id: 'moment-step' });
    byId('look-back').append(
      element(
        'div',
        { class: 'look-back-name' },
        label,
        explainButton('history', 'Look back'),
        this.where,
      ),
      this.slider,
    );
    const button = (/** @type {string} */ id, /** @type {string} */ text) =>
      element('button', { type: 'button', id }, text);
    this.pin = button('moment-pin', 'Pin this step');
    this.now = button('moment-now', 'Show now');
    this.stepBack = button('step-back', 'One step back');
    this.goBack = button('go-back', 'Go back to this step');
    this.note = element('p', { class: 'detail' });
    this.frame = element('div', { class: 'table-frame' });
    const root = byId('moment');
    this.stage = /** @type {HTMLElement} */ (root.parentElement);
    root.append(
      element(
        'div',
        { class: 'moment-buttons' },
        ...[this.stepBack, this.goBack, this.pin, this.now],
        explainButton('history', 'Going back'),
      ),
      this.note,
      this.frame,
    );
    this.isHeld = holding(this.slider);
    this.slider.addEventListener('input', () => this.#slide());
    this.now.addEventListener('click', () => actions.moveTo(null));
    this.stepBack.addEventListener('click', () => actions.goBack((this.view?.step ?? 0) - 1));
    this.goBack.addEventListener('click', () => {
      if (this.view) actions.goBack(this.view.moment ?? this.view.step);
    });
    this.pin.addEventListener('click', () => {
      const { pin = null, moment = null, step = 0 } = this.view ?? {};
      actions.setPin(pin === null ? (moment ?? step) : null);
    });
    this.drawn = '';
  }

  /** The visitor can look only at steps that the run has done and the history has kept. */
  #slide() {
    const wanted = Number(this.slider.value);
    const history = this.#longest;
    if (!this.view || !history) return;
    const isNow = wanted >= history.lastStep;
    this.actions.moveTo(isNow ? null : history.steps[history.indexAt(wanted)]);
    this.slider.value = String(Math.min(wanted, history.lastStep));
  }

  /** @param {number} by number of kept steps, the slider's unit */
  move(by) {
    this.slider.valueAsNumber += by * Number(this.slider.step);
    this.#slide();
  }

  get #longest() {
    const histories = (this.view?.lanes ?? []).map((lane) => lane.history);
    return histories.reduce(
      (longest, history) =>
        (history?.lastStep ?? -1) > (longest?.lastStep ?? -1) ? history : longest,
      null,
    );
  }

  /** @param {View} view */
  update(view) {
    // A run that begins again or goes back has no moment: the figures drop the mark.
    if (view.moment === null && this.view?.moment !== null) this.actions.moveTo(null);
    this.view = view;
    const { step, moment, pin, end, isRunning } = view;
    const shown = moment ?? step;
    this.stage.toggleAttribute('data-back', moment !== null);
    if (!this.isHeld()) {
      this.slider.max = String(end);
      this.slider.step = String(this.#longest?.stride ?? 1);
      if (Number(this.slider.value) !== shown) this.slider.value = String(shown);
    }
    this.slider.disabled = step === 0;
    const at = moment === null ? 'now' : `step ${formatInteger(moment)}`;
    const text = step === 0 ? '' : `${at} of ${formatInteger(step)}`;
    setText(this.where, moment === null ? '' : text);
    setAttribute(this.slider, 'aria-valuetext', text || 'no steps yet');
    this.stepBack.disabled = step === 0;
    this.goBack.disabled = moment === null || moment >= step;
    this.now.disabled = moment === null;
    this.pin.disabled = step === 0;
    setText(this.pin, pin === null ? 'Pin this step' : `Unpin step ${formatInteger(pin)}`);
    this.#compare(view, shown, isRunning);
  }

  /**
   * @param {View} view
   * @param {number} shown
   * @param {boolean} isRunning
   */
  #compare(view, shown, isRunning) {
    const { moment, pin, lanes } = view;
    const isShown = moment !== null || pin !== null;
    this.frame.hidden = !isShown;
    setText(this.note, isShown ? noteOf(view, shown) : '');
    const versions = lanes.map(({ id, history }) => `${id}${history?.version}`);
    const drawn = [isShown, moment, pin, isRunning && moment === null ? 0 : versions].join();
    if (!isShown || drawn === this.drawn) return;
    this.drawn = drawn;
    const head = ['Lane', ...COLUMNS.map((column) => column.head)].map((text) =>
      element('th', { scope: 'col' }, text),
    );
    const rows = lanes.map((lane) => {
      const there = instantOf(lane, shown);
      const before = pin === null || pin === shown ? null : instantOf(lane, pin);
      const cells = COLUMNS.map(({ of, text, change }) => {
        const cell = element('td', {}, there ? text(of(there)) : '–');
        const difference = there && before ? of(there) - of(before) : Number.NaN;
        if (!Number.isNaN(difference)) {
          cell.append(element('span', { class: 'unit moment-change' }, change(difference)));
        }
        return cell;
      });
      return element(
        'tr',
        { 'data-lane': lane.id },
        element('th', { scope: 'row' }, lane.label),
        ...cells,
      );
    });
    const body = element('tbody', {}, ...rows);
    const table = element('table', {}, element('thead', {}, element('tr', {}, ...head)), body);
    const [shownTable] = this.frame.children;
    if (shownTable) retell(shownTable, table);
    else this.frame.append(table);
  }
}

/**
 * @param {View} view
 * @param {number} shown
 */
function noteOf({ moment, pin, step }, shown) {
  const at = moment === null ? `step ${formatInteger(step)}, now` : `step ${formatInteger(moment)}`;
  const rest =
    moment === null
      ? ''
      : ' (confusion and drawn digits stay at now; filters, charges and bits are measured at the last snapshot before this step)';
  const where = `At ${at}${rest}; the largest drift is over all neurons of network and twin`;
  if (pin === null || pin === shown) return `${where}.`;
  return `${where}; below each number stands its change since step ${formatInteger(pin)}.`;
}
