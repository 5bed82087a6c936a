/** Shows the plan as a form, and says in words which choices are wrong. */
import { element, setText } from '../page/element.js';
import { numberField, typedIn } from '../page/input.js';
import { CHOICES, COUNTS, readPlan, SHORT_PLAN, WHOLE_PLAN } from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */

export class PlanForm {
  /**
   * @param {HTMLElement} root
   * @param {(plan: Plan | null) => void} onChange null: the plan cannot run
   */
  constructor(root, onChange) {
    this.onChange = onChange;
    /** @type {Plan | null} */
    this.plan = null;
    /** @type {Map<string, HTMLInputElement[]>} */
    this.boxes = new Map();
    /** @type {Map<string, HTMLInputElement>} */
    this.numbers = new Map();
    /** @type {Map<string, HTMLElement>} */
    this.notes = new Map();
    const lists = CHOICES.map((choice) => this.#choice(choice));
    const counts = COUNTS.map((count) => this.#count(count));
    const extent = element('fieldset', {}, element('legend', {}, 'How much'), ...counts);
    const preset = (
      /** @type {string} */ id,
      /** @type {string} */ text,
      /** @type {Plan} */ plan,
    ) => {
      const button = element('button', { type: 'button', id }, text);
      button.addEventListener('click', () => this.show(plan));
      return button;
    };
    this.fields = element(
      'fieldset',
      { class: 'plan-fields' },
      element('legend', { class: 'unseen' }, 'Plan'),
      element(
        'p',
        { class: 'link-row' },
        preset('short-plan', 'A short plan', SHORT_PLAN),
        preset('whole-plan', 'The paper’s', WHOLE_PLAN),
      ),
      ...lists,
      extent,
    );
    root.append(this.fields);
    root.addEventListener('input', () => this.#read());
    root.addEventListener('submit', (event) => event.preventDefault());
  }

  /** @param {import('./plan.js').Choice} choice */
  #choice({ key, label, help, options }) {
    const boxes = options.map(({ value }) =>
      element('input', { type: 'checkbox', name: key, value, 'aria-describedby': `${key}-note` }),
    );
    this.boxes.set(key, boxes);
    const labels = options.map((option, index) =>
      // A translator would take UN for the United Nations.
      element(
        'label',
        { class: 'check', translate: key === 'rules' && 'no' },
        boxes[index],
        ` ${option.label}`,
      ),
    );
    const list = element('div', { class: 'checks' }, ...labels);
    const words = help ? [element('p', { class: 'detail' }, help)] : [];
    return element('fieldset', {}, element('legend', {}, label), list, ...words, this.#note(key));
  }

  /** @param {import('./plan.js').Count} count */
  #count({ key, label }) {
    const input = numberField('integer', {
      id: `plan-${key}`,
      name: key,
      'aria-describedby': `${key}-note`,
    });
    this.numbers.set(key, input);
    const name = element('label', { for: `plan-${key}` }, label);
    return element('div', { class: 'field' }, name, input, this.#note(key));
  }

  /** @param {string} key */
  #note(key) {
    const note = element('p', { class: 'field-note', id: `${key}-note` });
    this.notes.set(key, note);
    return note;
  }

  /** @param {Plan} plan */
  show(plan) {
    for (const [key, boxes] of this.boxes) {
      const chosen = /** @type {any} */ (plan)[key].map(String);
      for (const box of boxes) box.checked = chosen.includes(box.value);
    }
    for (const [key, input] of this.numbers) input.value = String(/** @type {any} */ (plan)[key]);
    this.#read();
  }

  #read() {
    const chosen = [...this.boxes].map(([key, boxes]) => [
      key,
      boxes.filter((box) => box.checked).map((box) => box.value),
    ]);
    const counts = [...this.numbers].map(([key, input]) => [key, typedIn(input)]);
    const read = readPlan(Object.fromEntries(chosen), Object.fromEntries(counts));
    const problems = 'problems' in read ? read.problems : {};
    for (const [key, note] of this.notes) {
      setText(note, problems[key] ?? '');
      const inputs = this.boxes.get(key) ?? [
        /** @type {HTMLInputElement} */ (this.numbers.get(key)),
      ];
      for (const input of inputs) input.setAttribute('aria-invalid', String(key in problems));
    }
    this.plan = 'plan' in read ? read.plan : null;
    this.onChange(this.plan);
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.fields.disabled = !isOpen;
  }
}
