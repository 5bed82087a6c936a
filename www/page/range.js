/** A slider with its name and its value in words. */
import { element, setText } from './element.js';

export class RangeField {
  /**
   * @param {HTMLElement} root
   * @param {{label: string, minimum: number, maximum: number, step?: number, value: number,
   *   format: (value: number) => string, onInput: (value: number) => void}} options
   */
  constructor(root, options) {
    this.options = options;
    const { minimum, maximum, step = 1 } = options;
    const range = { min: String(minimum), max: String(maximum), step: String(step) };
    this.input = element('input', { type: 'range', ...range });
    this.output = element('span', { class: 'range-value', dir: 'ltr' });
    const label = element('label', { class: 'range-field' });
    label.append(element('span', { class: 'detail' }, options.label), this.input, this.output);
    root.append(label);
    this.input.addEventListener('input', () => {
      const value = Number(this.input.value);
      this.set(value);
      options.onInput(value);
    });
    this.set(options.value);
  }

  /** @param {number} value */
  set(value) {
    const text = this.options.format(value);
    this.input.value = String(value);
    this.input.setAttribute('aria-valuetext', text);
    setText(this.output, text);
  }
}
