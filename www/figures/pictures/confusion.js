/** The answers of a lane's network, or of its twin, in the last test, by true digit. */
import { drawMatrix, grid } from '../../charts/matrix.js';
import { laneStyle } from '../../charts/palette.js';
import { element } from '../../page/element.js';
import { cellText, confusionText } from './confusion-words.js';
import { MarkedChart } from './marked-chart.js';

/** @typedef {import('../../run/view.js').View} View */
const SIDE = 10;
const DIGITS = Array.from({ length: SIDE }, (_, digit) => String(digit));

export class ConfusionView {
  /**
   * @param {HTMLElement} root
   * @param {import('../../page/services.js').Services} services
   */
  constructor(root, services) {
    /** A lane's id, or its id followed by " twin". */
    this.chosen = '';
    this.select = element('select', {
      'aria-label': 'Lane of the confusion matrix',
      translate: 'no',
    });
    this.select.addEventListener('change', () => {
      this.chosen = this.select.value;
      this.chart.redraw();
      services.redraw();
    });
    const columns = (/** @type {View} */ view) => ({
      head: ['truth', ...DIGITS.map((digit) => `answer ${digit}`)],
      rows: DIGITS.map((digit, row) => [
        digit,
        ...this.#counts(view).slice(row * SIDE, (row + 1) * SIDE),
      ]),
    });
    /** @type {import('./canvas-chart.js').Subject & {kind: string}} */
    const subject = {
      title: 'Confusion',
      explain: 'confusion',
      name: 'confusion',
      kind: 'table of counts',
      keyed: (view) => [this.#lane(view)],
      words: (view) => [
        'answers by true digit, in the last test',
        confusionText(this.#lane(view), this.#counts(view)),
      ],
      draw: (context, size, inks, view) => {
        const counts = this.#counts(view);
        if (counts.length === 0) return;
        const { hue } = laneStyle(this.#lane(view));
        drawMatrix(
          context,
          { counts, names: DIGITS, nameX: 'answer', nameY: 'truth', hue },
          size,
          inks,
        );
      },
      table: (view) => {
        const { head, rows } = columns(view);
        return { head, rows: rows.map((row) => row.map((value) => String(value ?? '–'))) };
      },
      columns,
      wants: (lane) => (lane.id === this.chosen.split(' ')[0] ? { confusion: true } : null),
    };
    this.chart = new MarkedChart(root, services, subject, {
      across: SIDE,
      of: (size, view) => this.#marks(size, view),
    });
    this.chart.figure.title.after(this.select);
  }

  /**
   * The chosen lane, under the name of its twin if the twin is chosen.
   * @param {View} view
   * @returns {View['lanes'][number]}
   */
  #lane({ lanes }) {
    const [id, twin] = this.chosen.split(' ');
    const lane = lanes.find((each) => each.id === id) ?? lanes[0];
    return twin ? Object.assign(Object.create(lane), { label: `${lane.label} twin` }) : lane;
  }

  /** @param {View} view */
  #counts(view) {
    const from = 1 + (this.chosen.includes(' ') ? SIDE * SIDE : 0);
    const numbers = this.#lane(view).shown.confusion?.numbers ?? [];
    const counts = [...numbers].slice(from, from + SIDE * SIDE);
    return counts.some((count) => count > 0) ? counts : [];
  }

  /**
   * @param {import('./canvas-chart.js').Size} size
   * @param {View} view
   */
  #marks(size, view) {
    const counts = this.#counts(view);
    const { width, height, x, y } = grid(SIDE, size);
    return counts.map((_, at) => {
      const [row, column] = [Math.floor(at / SIDE), at % SIDE];
      const text = cellText(counts, row, column);
      return { x: x(column + 0.5), y: y(row + 0.5), width, height, text };
    });
  }

  /** @param {View} view */
  update(view) {
    if (view.lanes.length === 0) return;
    const { select } = this;
    const sides = view.values.twin === 'off' ? [''] : ['', ' twin'];
    const choices = view.lanes.flatMap(({ id, label }) =>
      sides.map((side) => [id + side, label + side]),
    );
    const names = choices.join();
    if (select.dataset.lanes !== names) {
      select.dataset.lanes = names;
      select.replaceChildren(
        ...choices.map(([value, label]) => element('option', { value }, label)),
      );
      select.value = this.chosen;
      if (select.selectedIndex < 0) select.selectedIndex = 0;
      this.chosen = select.value;
    }
    select.hidden = choices.length === 1;
    this.chart.update(view);
  }

  redraw() {
    this.chart.redraw();
  }
}
