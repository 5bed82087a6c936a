/** The rail: one control per setting of the catalogue, in its order, and one box per rule. */
import { lineSample } from '../charts/figure.js';
import { formatPlain } from '../format.js';
import { ruleStyle } from '../palette.js';
import { MOST_RULES, rangeText, readValue } from '../state.js';
import { byId, element, setAttribute, setText } from './element.js';

/** @typedef {import('../state.js').Setting} Setting */
/** @typedef {import('../state.js').Catalog} Catalog */
/** @typedef {import('../state.js').Problem} Problem */
/** @typedef {import('../view.js').View} View */
/** @typedef {{row: HTMLElement, input: HTMLInputElement | HTMLSelectElement, note: HTMLElement}} Field */

/** Settings that mean nothing without a twin. */
const OF_TWIN = ['strength'];

/** The rules of the paper and their next of kin; all others are a fold away. */
const RULES_IN_VIEW = 5;

/** @param {Setting} setting */
function makeInput(setting) {
  const attributes = { name: setting.key, id: `set-${setting.key}` };
  if (setting.kind === 'choice') {
    const options = (setting.choices ?? []).map(({ value, label }) =>
      element('option', { value }, label),
    );
    return element('select', attributes, ...options);
  }
  const step = setting.kind === 'integer' ? '1' : 'any';
  const inputMode = setting.kind === 'integer' ? 'numeric' : 'decimal';
  const input = element('input', { ...attributes, type: 'number', step, inputmode: inputMode });
  if (setting.minimum !== undefined) input.min = String(setting.minimum);
  if (setting.maximum !== undefined) input.max = String(setting.maximum);
  return input;
}

export class ControlsView {
  /**
   * @param {Catalog} catalog
   * @param {{onChange: (key: string, value: number|string) => Problem[],
   *   onRules: (rules: string[]) => void}} actions
   */
  constructor(catalog, actions) {
    this.catalog = catalog;
    this.actions = actions;
    /** @type {Map<string, Field>} */
    this.fields = new Map();
    /** @type {Map<string, HTMLInputElement>} */
    this.boxes = new Map();
    const boxes = catalog.rules.map((rule) => this.#makeBox(rule));
    byId('rules').append(...boxes.slice(0, RULES_IN_VIEW));
    byId('more-rules').append(...boxes.slice(RULES_IN_VIEW));
    const going = catalog.settings.filter((setting) => !setting.restarts);
    const restarting = catalog.settings.filter((setting) => setting.restarts);
    byId('going').append(...going.map((setting) => this.#makeField(setting)));
    byId('restarting').append(...restarting.map((setting) => this.#makeField(setting)));
  }

  /** @param {import('../state.js').Rule} rule */
  #makeBox(rule) {
    const box = element('input', { type: 'checkbox', name: 'rules', value: rule.id });
    const { hue, dash } = ruleStyle(rule.id);
    const label = element('label', { class: 'rule-box', title: rule.summary });
    label.append(box, lineSample(hue, dash), rule.name);
    if (this.boxes.size >= RULES_IN_VIEW) {
      label.append(element('span', { class: 'unit' }, `rate ${formatPlain(rule.learningRate)}`));
    }
    box.addEventListener('change', () => {
      const chosen = this.catalog.rules.filter(({ id }) => this.boxes.get(id)?.checked);
      this.actions.onRules(chosen.map(({ id }) => id));
    });
    this.boxes.set(rule.id, box);
    return label;
  }

  /** @param {Setting} setting */
  #makeField(setting) {
    const input = makeInput(setting);
    const help = element('p', { class: 'help', id: `help-${setting.key}` }, setting.help);
    const note = element('p', { class: 'field-note', id: `note-${setting.key}`, role: 'status' });
    input.setAttribute('aria-describedby', `${help.id} ${note.id}`);
    const label = element('label', { for: input.id }, setting.label);
    const isNamed = setting.label.toLowerCase().includes(setting.unit.toLowerCase());
    if (!isNamed) label.append(' ', element('span', { class: 'unit' }, setting.unit));
    input.addEventListener('change', () => this.#take(setting));
    const row = element('div', { class: 'field' }, label, input, note, help);
    this.fields.set(setting.key, { row, input, note });
    return row;
  }

  /**
   * A value out of range is refused in words and the last good one comes back: never a silent clamp.
   * @param {Setting} setting
   */
  #take(setting) {
    const field = /** @type {Field} */ (this.fields.get(setting.key));
    for (const other of this.fields.values()) setText(other.note, '');
    const text = field.input.value;
    const read = readValue(setting, text);
    if ('message' in read) {
      setText(field.note, `Needs ${rangeText(setting)}; kept as it was.`);
      field.input.value = String(this.values?.[setting.key] ?? setting.default);
      return;
    }
    for (const problem of this.actions.onChange(setting.key, read.value)) {
      const place = this.fields.get(problem.key);
      if (place) setText(place.note, problem.message);
    }
  }

  /** @param {View} view */
  update(view) {
    this.values = view.values;
    for (const [key, { input, row }] of this.fields) {
      const text = String(view.values[key]);
      if (input.value !== text && document.activeElement !== input) input.value = text;
      if (input.value !== text && Number(input.value) !== view.values[key]) {
        // The visitor is typing here; what stands in the field becomes a value on change.
        if (input instanceof HTMLSelectElement) input.value = text;
      }
      const isIdle = OF_TWIN.includes(key) && view.values.twin === 'off';
      input.disabled = isIdle;
      setAttribute(row, 'data-idle', String(isIdle));
    }
    for (const [id, box] of this.boxes) {
      box.checked = view.rules.includes(id);
      box.disabled = box.checked ? view.rules.length === 1 : view.rules.length >= MOST_RULES;
    }
  }
}
