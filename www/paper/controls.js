/** Shows the buttons, the progress, the estimate and the notices. */

import { byId, element, setAttribute, setText } from '../page/element.js';
import { formatInteger } from '../words/format.js';
import { onePerCause } from './causes.js';
import { estimateText, timeText } from './estimate.js';
import { nameOf } from './session.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./plan.js').Plan} Plan */

/**
 * @param {Session} session
 * @param {Plan | null} plan that the form shows
 */
function statusText(session, plan) {
  const { status } = session;
  if (status === 'opening') return 'Reading the results that this page has kept';
  if (status === 'barred') return 'Nothing can be run here.';
  if (!plan) return 'The plan cannot be run as it is.';
  const { finished, total } = session.results.progressOf(plan);
  const far = `${formatInteger(finished)} of ${formatInteger(total)} runs finished`;
  const left = session.secondsLeft;
  const time = Number.isFinite(left) ? `, at most about ${timeText(left)} left` : '';
  if (status === 'loading') return 'Loading all of MNIST (11 MB the first time)';
  if (status === 'going') return `${far}${time || ', time left still unknown'}.`;
  if (status === 'paused') return `Paused: ${far}${time}.`;
  if (status === 'interrupted') {
    return `Interrupted: ${far}. Unfinished runs begin again from their start.`;
  }
  if (status === 'elsewhere') {
    return `Another tab of this page works on a plan: ${far}. When that tab closes, this tab can go on.`;
  }
  if (status === 'cancelled') return `Cancelled: ${far}; they stay.`;
  if (status === 'failed') return `Stopped: ${far}.`;
  if (finished === 0) return `${formatInteger(total)} runs`;
  const more = finished === total ? ' To run more, change the plan or clear the results.' : '';
  return `${far}.${more}`;
}

export class ControlsView {
  /**
   * @param {{start: () => void, pause: () => void, resume: () => void, cancel: () => void,
   *   measure: () => void, clear: () => void}} actions
   */
  constructor(actions) {
    const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (byId(id));
    this.start = button('start');
    this.pause = button('pause');
    this.resume = button('resume');
    this.cancel = button('cancel');
    this.measure = button('measure');
    this.clear = button('clear');
    this.status = byId('status');
    this.spoken = byId('spoken');
    this.progress = /** @type {HTMLProgressElement} */ (byId('progress'));
    this.jobs = byId('jobs');
    this.estimate = byId('estimate');
    this.notices = byId('notices');
    this.shownNotices = '';
    this.said = '';
    this.isAsking = false;
    this.start.addEventListener('click', actions.start);
    this.pause.addEventListener('click', actions.pause);
    this.resume.addEventListener('click', actions.resume);
    this.cancel.addEventListener('click', actions.cancel);
    this.measure.addEventListener('click', actions.measure);
    this.clear.addEventListener('click', () => {
      // Cleared results do not come back, so the page asks twice.
      if (this.isAsking) actions.clear();
      this.isAsking = !this.isAsking;
      this.#nameClear();
    });
    this.clear.addEventListener('blur', () => {
      this.isAsking = false;
      this.#nameClear();
    });
  }

  #nameClear() {
    setText(this.clear, this.isAsking ? 'Really clear all runs?' : 'Clear results');
  }

  /**
   * @param {Session} session
   * @param {Plan | null} plan that the form shows
   * @param {{work: number, workers: number}} need
   */
  update(session, plan, { work, workers }) {
    const { status, isBusy } = session;
    const canResume = ['paused', 'interrupted', 'failed'].includes(status);
    const isElsewhere = status === 'elsewhere';
    this.#show(this.start, !isBusy && !canResume && !isElsewhere);
    this.#show(this.pause, status === 'going');
    this.#show(this.resume, canResume);
    this.#show(this.cancel, isBusy || canResume);
    if (this.hasLostFocus && isElsewhere) {
      this.status.focus();
      this.hasLostFocus = false;
    }
    const cannotAct = isBusy || isElsewhere || status === 'opening' || status === 'barred';
    this.start.disabled = !plan || cannotAct || session.results.missingOf(plan).length === 0;
    this.clear.disabled = cannotAct || session.results.lines.size === 0;
    // Else the second question would stand on a button that cannot be pressed.
    if (this.clear.disabled && this.isAsking) {
      this.isAsking = false;
      this.#nameClear();
    }
    document.body.dataset.status = status;
    const text = statusText(session, plan);
    setText(this.status, text);
    if (status !== this.said) setText(this.spoken, text);
    this.said = status;
    const { finished, total } = plan ? session.results.progressOf(plan) : { finished: 0, total: 1 };
    this.progress.hidden = !isBusy && !isElsewhere && status !== 'interrupted';
    const isLoading = status === 'loading';
    this.progress.value = isLoading ? session.parts.digits.progress : finished / Math.max(1, total);
    setAttribute(this.progress, 'aria-label', isLoading ? 'Loading MNIST' : 'Finished runs');
    this.#showJobs(session);
    this.estimate.hidden = cannotAct || !plan || status === 'finished';
    this.measure.hidden = this.estimate.hidden || work === 0 || Number.isFinite(session.measured);
    this.measure.disabled = session.isMeasuring;
    setText(this.measure, session.isMeasuring ? 'Measuring' : 'Measure this machine');
    setText(this.estimate, estimateText(work, session.measured, workers));
    const notices = onePerCause([...session.notices.values()]);
    // Compared with what was shown: a translator may have changed the words on the page.
    if (notices.join('\n') === this.shownNotices) return;
    this.shownNotices = notices.join('\n');
    this.notices.replaceChildren(
      ...notices.map((notice) => element('div', { class: 'notice' }, element('p', {}, notice))),
    );
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {boolean} isShown
   */
  #show(button, isShown) {
    const hadFocus = document.activeElement === button;
    button.hidden = !isShown;
    // Focus moves to the button that takes its place, not to the top of the page.
    if (hadFocus && !isShown) this.hasLostFocus = true;
    if (this.hasLostFocus && isShown && button !== this.cancel) {
      button.focus();
      this.hasLostFocus = false;
    }
  }

  /** @param {Session} session */
  #showJobs({ crew, status }) {
    const jobs = status === 'going' || status === 'paused' ? (crew?.jobs ?? []) : [];
    this.jobs.hidden = jobs.length === 0;
    const texts = jobs.map(
      ({ unit, isSearching }) => `${nameOf(unit)}: ${isSearching ? 'trying rates' : 'training'}`,
    );
    texts.forEach((text, index) => {
      const item = this.jobs.children[index] ?? this.jobs.appendChild(element('li'));
      setText(item, text);
    });
    while (this.jobs.children.length > texts.length) this.jobs.lastElementChild?.remove();
  }
}
