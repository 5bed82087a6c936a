/** How fast the run goes, and where it stops by itself. Neither changes a result. */
import { readBudget, stepOf } from '../link/budget.js';
import { refusalText } from '../link/settings.js';
import { byId, element, setText } from '../page/element.js';
import { explainButton } from '../page/explain.js';
import { accept, numberField, refuse, showValue, typedIn } from '../page/input.js';
import { formatInteger } from '../words/format.js';

/** @typedef {import('../run/view.js').View} View */
/** @typedef {import('../link/state.js').Speed} Speed */
/** @typedef {import('../link/budget.js').Budget} Budget */

/** @param {import('../link/settings.js').Setting} limits */
const ruleText = ({ kind, minimum = 0, maximum = Number.POSITIVE_INFINITY }) =>
  kind === 'integer'
    ? `a whole number from ${minimum} to ${formatInteger(maximum)}`
    : `a percentage above ${minimum} and at most ${maximum}`;

export class PaceView {
  /**
   * @param {import('../link/state.js').Catalog} catalog
   * @param {{onSpeed: (speed: Speed) => void, onBudget: (budget: Budget | null) => void}} actions
   */
  constructor(catalog, actions) {
    this.catalog = catalog;
    this.actions = actions;
    this.refusal = '';
    const { speeds, budgets } = catalog.link;
    const options = speeds.map(({ value, label }) => element('option', { value }, label));
    this.speed = element('select', { id: 'speed', name: 'speed' }, ...options);
    this.speed.addEventListener('change', () =>
      actions.onSpeed(/** @type {Speed} */ (this.speed.value)),
    );
    const byHand = element('option', { value: '' }, 'by hand');
    const kinds = budgets.map(({ key, label }) => element('option', { value: key }, label));
    this.kind = element('select', { id: 'stop', name: 'stop' }, byHand, ...kinds);
    this.kind.addEventListener('change', () => this.#choose());
    this.amount = numberField('number', {
      id: 'stop-at',
      name: 'stop-at',
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

  /** The limits of the chosen kind of budget; undefined while the run is stopped by hand. */
  get #limits() {
    return this.catalog.link.budgets.find(({ key }) => key === this.kind.value);
  }

  #choose() {
    const limits = this.#limits;
    this.refusal = '';
    accept(this.amount);
    const read = limits && readBudget(`${limits.key}:${limits.default}`, this.catalog);
    this.actions.onBudget(read && 'budget' in read ? read.budget : null);
  }

  #take() {
    const limits = this.#limits;
    if (!limits) return;
    const read = readBudget(`${limits.key}:${typedIn(this.amount)}`, this.catalog);
    if ('message' in read) {
      const kept = this.budget?.value ?? '';
      this.refusal = refusalText(ruleText(limits), kept);
      refuse(this.amount, kept);
    } else {
      this.refusal = '';
      accept(this.amount);
      this.actions.onBudget(read.budget);
    }
    setText(this.note, this.refusal);
  }

  /** @param {View} view */
  update({ speed, budget, step, stepsPerEpoch }) {
    this.budget = budget;
    showValue(this.speed, speed);
    showValue(this.kind, budget?.kind ?? '');
    const row = /** @type {HTMLElement} */ (this.amount.parentElement);
    row.hidden = !budget;
    const isPassed = step > stepOf(budget, stepsPerEpoch);
    setText(
      this.note,
      this.refusal || (isPassed ? 'Already passed: the run will not stop there.' : ''),
    );
    if (budget) showValue(this.amount, budget.value);
  }
}
