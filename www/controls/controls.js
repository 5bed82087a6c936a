/** The rail's settings that all lanes share: one control per entry of the catalogue, in that order. */
import { isOffered } from '../link/networks.js';
import { rangeText, readValue, refusalText } from '../link/settings.js';
import { byId, element, setAttribute, setText } from '../page/element.js';
import { explainButton } from '../page/explain.js';
import { accept, makeInput, refuse, showValue, typedIn } from '../page/input.js';

/** @typedef {import('../link/settings.js').Setting} Setting */
/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('../link/settings.js').Problem} Problem */
/** @typedef {import('../run/view.js').View} View */
/** @typedef {{row: HTMLElement, input: HTMLInputElement | HTMLSelectElement, note: HTMLElement}} Field */

/** Settings that mean nothing without a twin. */
const OF_TWIN = ['strength'];

export class ControlsView {
  /**
   * @param {Catalog} catalog
   * @param {{onChange: (key: string, value: number|string) => Problem[]}} actions
   */
  constructor(catalog, actions) {
    this.catalog = catalog;
    this.actions = actions;
    /** @type {Map<string, Field>} */
    this.fields = new Map();
    for (const setting of catalog.settings.filter((each) => isOffered(each, catalog))) {
      byId(setting.restarts ? 'restarting' : 'going').append(this.#makeField(setting));
    }
  }

  /** @param {Setting} setting */
  #makeField(setting) {
    const input = makeInput(setting, `set-${setting.key}`);
    const help = element('p', { class: 'help', id: `help-${setting.key}` }, setting.help);
    const note = element('p', { class: 'field-note', id: `note-${setting.key}`, role: 'status' });
    input.setAttribute('aria-describedby', `${help.id} ${note.id}`);
    const label = element('label', { for: input.id }, setting.label);
    const isNamed = setting.label.toLowerCase().includes(setting.unit.toLowerCase());
    if (!isNamed) label.append(' ', element('span', { class: 'unit' }, setting.unit));
    input.addEventListener('change', () => this.#take(setting));
    const name = element('span', { class: 'field-name' }, label);
    name.append(explainButton(setting.key, setting.label));
    const row = element('div', { class: 'field' }, name, input, note, help);
    this.fields.set(setting.key, { row, input, note });
    return row;
  }

  /**
   * Refuses a value out of range in words; what was typed stays, so that it can be corrected.
   * @param {Setting} setting
   */
  #take(setting) {
    const field = /** @type {Field} */ (this.fields.get(setting.key));
    const read = readValue(setting, typedIn(field.input));
    if ('message' in read) {
      const kept = this.values?.[setting.key] ?? setting.default;
      setText(field.note, refusalText(rangeText(setting), kept));
      refuse(field.input, kept);
      return;
    }
    accept(field.input);
    for (const { input, note } of this.fields.values()) {
      if (input.ariaInvalid !== 'true') setText(note, '');
    }
    for (const problem of this.actions.onChange(setting.key, read.value)) {
      const place = this.fields.get(problem.key);
      if (place) setText(place.note, problem.message);
    }
  }

  /** @param {View} view */
  update(view) {
    this.values = view.values;
    for (const [key, { input, row, note }] of this.fields) {
      const wasRefused = input.ariaInvalid === 'true';
      showValue(input, view.values[key]);
      if (wasRefused && input.ariaInvalid !== 'true') setText(note, '');
      const isIdle = OF_TWIN.includes(key) && view.values.twin === 'off';
      input.disabled = isIdle;
      setAttribute(row, 'data-idle', String(isIdle));
    }
  }
}
