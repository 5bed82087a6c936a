/** How fast the run goes, and where it stops by itself. Neither changes a result. */
import { BUDGET_LIMITS, readBudget, stepOf } from '../link/budget.js';
import { SPEEDS } from '../link/state.js';
import { byId, element, setText } from '../page/element.js';
import { explainButton } from '../page/explain.js';
import { showValue } from '../page/input.js';
import { formatInteger } from '../words/format.js';

/** @typedef {import('../run/view.js').View} View */
/** @typedef {import('../link/state.js').Speed} Speed */
/** @typedef {import('../link/budget.js').Budget} Budget */

const BUDGETS = [
  ['', 'by hand'],
  ['steps', 'after steps'],
  ['epochs', 'after epochs'],
  ['accuracy', 'at accuracy %'],
];
/** What stands in the field when a kind of budget is chosen first. */
const USUAL = { steps: 1000, epochs: 5, accuracy: 95 };

/** @param {Budget['kind']} kind */
const ruleText = (kind) =>
  kind === 'accuracy'
    ? 'a percentage above 0 and at most 100, to three decimals'
    : `a whole number from 1 to ${formatInteger(BUDGET_LIMITS[kind])}`;

export class PaceView {
  /** @param {{onSpeed: (speed: Speed) => void, onBudget: (budget: Budget | null) => void}} actions */
  constructor(actions) {
    this.actions = actions;
    this.refusal = '';
    const options = Object.entries(SPEEDS).map(([value, label]) =>
      element('option', { value }, label),
    );
    this.speed = element('select', { id: 'speed', name: 'speed' }, ...options);
    this.speed.addEventListener('change', () =>
      actions.onSpeed(/** @type {Speed} */ (this.speed.value)),
    );
    const kinds = BUDGETS.map(([value, label]) => element('option', { value }, label));
    this.kind = element('select', { id: 'stop', name: 'stop' }, ...kinds);
    this.kind.addEventListener('change', () => this.#choose());
    this.amount = element('input', {
      type: 'number',
      id: 'stop-at',
      name: 'stop-at',
      min: '0',
      step: 'any',
      'aria-label': 'Stop at',
    });
    this.amount.addEventListener('change', () => this.#take());
    this.note = element('p', { class: 'field-note', role: 'status' });
    /** @param {string} id @param {string} text @param {string} key */
    const label = (id, text, key) =>
      element(
        'span',
        { class: 'field-name' },
        element('label', { for: id }, text),
        explainButton(key, text),
      );
    byId('going').append(
      element('div', { class: 'field' }, label('speed', 'Speed', 'speed'), this.speed),
      element('div', { class: 'field' }, label('stop', 'Stop', 'budget'), this.kind),
      element('div', { class: 'field stop-at' }, element('span', {}), this.amount, this.note),
    );
  }

  #choose() {
    const kind = this.kind.value;
    this.refusal = '';
    if (kind === '') this.actions.onBudget(null);
    else {
      const known = /** @type {Budget['kind']} */ (kind);
      this.actions.onBudget({ kind: known, value: USUAL[known] });
    }
  }

  #take() {
    const kind = /** @type {Budget['kind']} */ (this.kind.value);
    const read = readBudget(`${kind}:${this.amount.value}`);
    this.refusal = 'message' in read ? `Needs ${ruleText(kind)}; kept as it was.` : '';
    setText(this.note, this.refusal);
    if ('message' in read) this.amount.value = String(this.budget?.value ?? '');
    else this.actions.onBudget(read.budget);
  }

  /** @param {View} view */
  update({ speed, budget, step, stepsPerEpoch }) {
    this.budget = budget;
    showValue(this.speed, speed);
    showValue(this.kind, budget?.kind ?? '');
    const row = /** @type {HTMLElement} */ (this.amount.parentElement);
    row.hidden = !budget;
    const isPassed = step > stepOf(budget, stepsPerEpoch);
    setText(this.note, this.refusal || (isPassed ? 'Already passed: it stops nothing now.' : ''));
    if (budget) showValue(this.amount, budget.value);
  }
}
