/** Shows the comparison over several seeds: its controls, its progress and its results. */
import { lineSample } from '../../charts/figure.js';
import { laneStyle } from '../../charts/palette.js';
import { retell } from '../../charts/table.js';
import { button, byId, element, options, setText, tableHead } from '../../page/element.js';
import { explainButton, explainedTitle } from '../../page/explain.js';
import { numberField, typedIn } from '../../page/input.js';
import { formatInteger, formatNumber } from '../../words/format.js';
import { accuracySpread, BandsView, lossSpread } from './bands.js';

/** @typedef {import('./table.js').Shown & {isEarlier: boolean}} Shown */
/** @typedef {Shown['lanes'][number]} ShownLane */
/** @typedef {{least: number, most: number, usual: number}} Limits */

const NAMES = { accuracy: 'Test accuracy', quick: 'Quick tests', loss: 'Loss' };

/** @param {number} seconds */
function timeLeftText(seconds) {
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 90) return `, about ${Math.max(1, Math.round(seconds))} s left`;
  return `, about ${Math.round(seconds / 60)} min left`;
}

/** @param {Shown} shown */
function seedsStatusText({ status, ended, total, secondsLeft, seedsDone, failure, isEarlier }) {
  if (status === 'idle') return '';
  const left = status === 'going' ? timeLeftText(secondsLeft) : '';
  const word = status === 'cancelled' ? 'Cancelled: ' : '';
  const seeds = seedsDone.length === 0 ? '' : ` Seeds finished: ${seedsDone.join(', ')}.`;
  const earlier = isEarlier ? ' These are runs of earlier settings.' : '';
  const failed = failure === '' ? '' : ` A run failed: ${failure}`;
  return `${word}${ended} of ${total} runs${left}.${earlier}${seeds}${failed}`;
}

/** @param {ShownLane['summary']['gap']} gap */
function gapSpread({ of, zeros, low, high }) {
  if (of === 0) return '–';
  const range = low === high ? formatNumber(high) : `${formatNumber(low)} to ${formatNumber(high)}`;
  const exact = `0 exactly in ${zeros} of ${of}`;
  return zeros === of ? exact : `${exact}; ${range} logits`;
}

export class SeedsView {
  /**
   * @param {{seeds: Limits, steps: Limits & {slice: number}}} limits
   * @param {{onRun: (seeds: number, steps: number) => string, onCancel: () => void,
   *   onTable: () => void, onRuns: () => void,
   *   origin: () => import('../../charts/save.js').Origin}} actions
   *   onRun: answers why it cannot run, or ''; origin: names the program and the spec of every run
   */
  constructor(limits, actions) {
    this.limits = limits;
    this.actions = actions;
    this.count = this.#number('seed-count', limits.seeds);
    this.steps = this.#number('seed-steps', limits.steps, limits.steps.slice);
    this.isChosen = false;
    this.steps.addEventListener('input', () => {
      this.isChosen = true;
    });
    this.run = button('Run', () => this.#start(), { id: 'seed-run' });
    this.cancel = button('Cancel', actions.onCancel, { id: 'seed-cancel' });
    this.note = element('p.field-note', { role: 'status' });
    this.status = element('p.detail', { id: 'seed-status' });
    this.progress = element('progress', { max: 1, value: 0, 'aria-label': 'Runs over seeds' });
    this.table = element('div.table-frame', {
      ...{ tabindex: 0, role: 'group', 'aria-label': 'Results over seeds' },
    });
    this.field = element(
      'select',
      { id: 'seed-field', 'aria-label': 'Shown over steps', onchange: () => this.#choose() },
      options(Object.entries(NAMES)),
    );
    const figure = element('div');
    this.offer = element('div');
    this.results = element(
      'div.seed-results',
      this.table,
      element(
        'p.seed-exports',
        this.field,
        button('Table as CSV', actions.onTable, { id: 'seed-table-csv' }),
        button('All runs as CSV', actions.onRuns, { id: 'seed-runs-csv' }),
      ),
      this.offer,
      figure,
    );
    byId('seeds').append(
      explainedTitle('seeds', 'Over seeds'),
      element(
        'p.lead',
        'A single run may be luck. Repeat the comparison with other starts and other orders of the images to see how much of the result is chance.',
      ),
      element(
        'div.seed-form',
        element('label', 'Seeds ', this.count),
        element('label', 'Steps each ', this.steps),
        explainButton('seed-runs', 'Seeds and steps each'),
        this.run,
        this.cancel,
      ),
      this.note,
      this.status,
      this.progress,
      this.results,
    );
    this.bands = new BandsView(figure, actions.origin);
    /** The field that the visitor has chosen; '' before a choice. */
    this.wanted = '';
    this.drawn = '';
  }

  #choose() {
    this.wanted = this.field.value;
    this.#draw();
  }

  /**
   * @param {string} id
   * @param {Limits} limits
   * @param {number} [step] of the arrow keys
   */
  #number(id, { usual: value }, step = 1) {
    return numberField('integer', { id, name: id, value, 'data-step': step });
  }

  #start() {
    const { seeds, steps } = this.limits;
    const isWithin = (/** @type {number} */ value, /** @type {Limits} */ { least, most }) =>
      Number.isInteger(value) && value >= least && value <= most;
    const [count, length] = [this.count, this.steps].map((input) => Number(typedIn(input)));
    const isGood = isWithin(count, seeds) && isWithin(length, steps) && length % steps.slice === 0;
    const message = `Needs ${seeds.least} to ${seeds.most} seeds and ${steps.least} to ${formatInteger(steps.most)} steps, a multiple of ${steps.slice}, where the page tests.`;
    setText(this.note, isGood ? this.actions.onRun(count, length) : message);
  }

  /**
   * @param {string} version of the shown results
   * @param {() => Shown} show
   * @param {{step: number, isRunning: boolean}} stage
   */
  update(version, show, { step, isRunning }) {
    const { slice, usual, most } = this.limits.steps;
    if (!this.isChosen && !isRunning && document.activeElement !== this.steps) {
      const done = Math.min(most, Math.round(step / slice) * slice);
      this.steps.value = String(done || usual);
    }
    if (version === this.drawn) return;
    this.drawn = version;
    const shown = show();
    this.shown = shown;
    const isGoing = shown.status === 'going';
    setText(this.status, seedsStatusText(shown));
    this.run.disabled = isGoing;
    this.cancel.hidden = !isGoing;
    this.progress.hidden = !isGoing;
    this.progress.value = shown.total === 0 ? 0 : shown.ended / shown.total;
    this.results.hidden = shown.ended === 0;
    const made = this.#table(shown);
    const [table] = this.table.children;
    if (table) retell(table, made);
    else this.table.append(made);
    const { accuracy, quick } = shown.points;
    // A single test makes no line, and its spread no band.
    const isShort = accuracy.length === 1 && quick.length > 1;
    this.field.value = this.wanted || (isShort ? 'quick' : 'accuracy');
    this.#draw();
  }

  /** @param {Shown} shown */
  #table({ lanes, test }) {
    const of = test ? `of ${formatInteger(test.of)} images, step ${formatInteger(test.step)}` : '';
    const headOf = (/** @type {string} */ name, /** @type {string} */ detail) => [
      name,
      element('span.unit seed-unit', detail),
    ];
    const heads = [
      'Lane',
      headOf('Test accuracy', of),
      headOf('Twin’s accuracy', 'on the same images'),
      headOf('Loss', 'of the last 50 steps'),
      headOf('Twin gap', 'after the last step'),
      'Runs',
      headOf('Diverged', 'not in the mean'),
    ];
    const rows = lanes.map((lane) => {
      const { accuracy, twinAccuracy, loss, gap, done, diverged, failed } = lane.summary;
      const { hue, dash } = laneStyle(lane);
      const name = element('th', { scope: 'row' }, lineSample(hue, dash), ` ${lane.label}`);
      const cells = [
        accuracySpread(accuracy.mean, accuracy.sd),
        accuracySpread(twinAccuracy.mean, twinAccuracy.sd),
        lossSpread(loss.mean, loss.sd),
        gapSpread(gap),
        failed === 0 ? String(done) : `${done} (${failed} failed)`,
        diverged,
      ].map((text) => element('td', text));
      return element('tr', { 'data-lane': lane.id }, name, cells);
    });
    return element('table.seed-table', tableHead(heads), element('tbody', rows));
  }

  #draw() {
    const { shown } = this;
    if (!shown || shown.ended === 0) return;
    const field = /** @type {keyof Shown['points']} */ (this.field.value);
    /** @type {{step: number, of?: number}[]} */
    const points = shown.points[field];
    const of = points[0]?.of;
    const tests = of ? `Tests on ${formatInteger(of)} images each. ` : '';
    const n = shown.lanes.map(({ label, summary }) => `${label} ${summary.done}`).join(', ');
    const sentence = `${tests}Lines are means; bands reach one standard deviation (n − 1) up and down. Finished runs: ${n}.`;
    const steps = points.map(({ step }) => step);
    this.bands.update(shown.lanes, steps, shown.steps, field, sentence);
  }

  redraw() {
    this.bands.redraw();
  }
}
