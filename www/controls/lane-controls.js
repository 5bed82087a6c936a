/** The rail's lanes: which rules run side by side, each with its own rate, schedule and numbers. */
import { lineSample } from '../charts/figure.js';
import { laneStyle } from '../charts/palette.js';
import { mostLanes, nextRule } from '../link/lane-choice.js';
import { rangeText, readValue, refusalText } from '../link/settings.js';
import { button, byId, element, options, setAttribute, setText } from '../page/element.js';
import { explainedLabel } from '../page/explain.js';
import { giveFocus } from '../page/focus.js';
import { accept, makeInput, refuse, showValue, typedIn } from '../page/input.js';

/** @typedef {import('../link/settings.js').Setting} Setting */
/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('../link/lane-choice.js').LaneChoice} LaneChoice */
/** @typedef {import('../run/view.js').View} View */
/** Settings that few visitors look for; the lane folds them away. */
const HIDDEN_AT_FIRST = ['decay'];

/**
 * @typedef {{onSetting: (id: string, key: string, value: number|string) => void,
 *   onRule: (id: string, rule: string) => void, onAdd: (rule: string) => void,
 *   onRemove: (id: string) => void}} Actions
 */

class LaneControls {
  /**
   * @param {Catalog} catalog
   * @param {LaneChoice} choice
   * @param {{label: string, repetition: number, actions: Actions}} options
   */
  constructor(catalog, choice, { label, repetition, actions }) {
    this.values = choice.values;
    /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
    this.inputs = new Map();
    const { id, rule } = choice;
    this.rule = element(
      'select',
      { 'aria-label': `Rule of lane ${label}`, name: 'rule', translate: 'no' },
      options(catalog.rules.map((entry) => [entry.id, entry.name])),
    );
    this.rule.value = rule;
    this.rule.addEventListener('change', () => actions.onRule(id, this.rule.value));
    this.remove = button('×', () => actions.onRemove(id), {
      class: 'quiet',
      'aria-label': `Remove lane ${label}`,
    });
    this.note = element('p.lane-note', { role: 'status' });
    const settings = catalog.laneSettings.filter(({ key }) => key in choice.values);
    const fieldsOf = (/** @type {boolean} */ areHidden) =>
      settings
        .filter(({ key }) => HIDDEN_AT_FIRST.includes(key) === areHidden)
        .map((setting) => this.#field(setting, id, label, actions));
    const [fields, more] = [false, true].map(fieldsOf);
    const fold = element(
      'details.lane-more',
      element('summary.lane-more-name', 'More'),
      element('div.lane-more-fields', more),
    );
    const { hue, dash } = laneStyle({ rule, repetition });
    this.root = element(
      'li.lane-controls',
      { 'data-lane': id },
      element('div.lane-choice', lineSample(hue, dash), this.rule, this.remove),
      element('p.lane-summary', catalog.rules.find((entry) => entry.id === rule)?.summary ?? ''),
      fields,
      more.length > 0 ? fold : [],
      this.note,
    );
  }

  /**
   * @param {Setting} setting
   * @param {string} id
   * @param {string} label
   * @param {Actions} actions
   */
  #field(setting, id, label, actions) {
    const input = makeInput(setting, `lane-${id}-${setting.key}`);
    const name = `${setting.label} of lane ${label}`;
    input.setAttribute('aria-label', name);
    input.title = setting.help;
    input.addEventListener('change', () => {
      const read = readValue(setting, typedIn(input));
      if ('message' in read) {
        const kept = this.values[setting.key];
        setText(this.note, refusalText(rangeText(setting), kept));
        refuse(input, kept);
        return;
      }
      accept(input);
      setText(this.note, '');
      actions.onSetting(id, setting.key, read.value);
    });
    this.inputs.set(setting.key, input);
    return element(
      'div.lane-field',
      explainedLabel(setting.key, input.id, setting.label, name),
      input,
    );
  }

  /**
   * @param {LaneChoice} choice
   * @param {boolean} isOnly
   */
  update(choice, isOnly) {
    this.values = choice.values;
    for (const [key, input] of this.inputs) showValue(input, choice.values[key]);
    this.remove.disabled = isOnly;
  }
}

export class LaneControlsView {
  /**
   * @param {Catalog} catalog
   * @param {Actions} actions
   */
  constructor(catalog, actions) {
    this.catalog = catalog;
    this.actions = actions;
    this.root = byId('lane-controls');
    this.add = /** @type {HTMLButtonElement} */ (byId('add-lane'));
    // The second click of a double click would add another lane of the same rule.
    this.add.addEventListener('click', ({ detail }) => {
      if (detail < 2) actions.onAdd(nextRule(this.choices, catalog));
    });
    /** @type {LaneChoice[]} */
    this.choices = [];
    /** @type {Map<string, LaneControls>} */
    this.lanes = new Map();
    this.matched = '';
  }

  /** @param {View} view */
  update(view) {
    this.choices = view.choices;
    this.#match(view);
    for (const choice of view.choices) {
      this.lanes.get(choice.id)?.update(choice, view.choices.length === 1);
    }
    const most = mostLanes(this.catalog);
    const hadFocus = document.activeElement === this.add;
    this.add.disabled = view.choices.length >= most;
    // A button that can no longer be pressed loses the focus: the lane that it added has it then.
    if (hadFocus && this.add.disabled) [...this.lanes.values()].at(-1)?.rule.focus();
    setAttribute(
      this.add,
      'title',
      this.add.disabled ? `There can be no more than ${most} lanes.` : '',
    );
  }

  /** @param {View} view */
  #match({ choices, lanes }) {
    const signature = lanes.map(({ id, label }) => `${id} ${label}`).join();
    if (signature === this.matched) return;
    this.matched = signature;
    const focused = document.activeElement?.closest('[data-lane]')?.getAttribute('data-lane');
    const place = Math.min([...this.lanes.keys()].indexOf(focused ?? ''), choices.length - 1);
    const hadRule = document.activeElement?.matches('.lane-choice select');
    this.lanes = new Map();
    for (const choice of choices) {
      const { label = choice.rule, repetition = 0 } =
        lanes.find(({ id }) => id === choice.id) ?? {};
      const options = { label, repetition, actions: this.actions };
      this.lanes.set(choice.id, new LaneControls(this.catalog, choice, options));
    }
    this.root.replaceChildren(...[...this.lanes.values()].map((lane) => lane.root));
    // The new list has replaced the element that had the focus.
    const again = focused && this.lanes.get(focused);
    if (again && hadRule) again.rule.focus();
    // The last lane cannot be removed.
    const neighbour = choices.length > 1 ? [...this.lanes.values()][place]?.remove : null;
    if (focused && !again) giveFocus([neighbour, this.add]);
  }
}
