/** The buttons that move the run, the status line, and the finding. */

import { isNormalized } from '../link/settings.js';
import { byId, setAttribute, setText } from '../page/element.js';
import { formatInteger } from '../words/format.js';
import { findingText, restText, startText, statusText } from './status-words.js';

/** @typedef {import('../run/view.js').View} View */
/** @typedef {{play: () => void, pause: () => void, oneStep: () => void, oneEpoch: () => void,
 *   reset: () => void, newSeed: () => void}} Actions */

/** The step at which screen readers hear the finding while the run goes on. */
const SAID_AT = 200;
/** The rules that the introduction names when each has a lane. */
const NAMED = ['sgd', 'sm', 'un'];
/** Texts in the places of the two facts; `index.html` has the same texts. */
const NOT_MADE = 'The networks are not made yet.';
const BEFORE_TRAINING = 'Training shows which of them stay alike.';

export class TransportView {
  /**
   * @param {Actions} actions
   * @param {{unaskedSteps: number}} options
   */
  constructor(actions, options) {
    this.options = options;
    this.playButton = byId('play');
    this.buttons = /** @type {HTMLButtonElement[]} */ (
      ['one-step', 'one-epoch', 'new-seed'].map(byId)
    );
    this.status = byId('status');
    this.startFact = byId('start-fact');
    this.atRest = byId('at-rest');
    this.aboutTwins = ['about-twins', 'why'].map(byId);
    this.findingStep = byId('finding-step');
    this.finding = byId('finding');
    this.spoken = byId('spoken');
    this.progress = /** @type {HTMLProgressElement} */ (byId('data-progress'));
    this.isPlaying = false;
    this.saidFor = '';
    this.playButton.addEventListener('click', (event) => {
      if (event.detail > 1) return; // the second click of a double click would undo the first
      if (this.isPlaying) actions.pause();
      else actions.play();
    });
    byId('one-step').addEventListener('click', actions.oneStep);
    byId('one-epoch').addEventListener('click', actions.oneEpoch);
    byId('reset').addEventListener('click', actions.reset);
    byId('new-seed').addEventListener('click', actions.newSeed);
  }

  /** @param {View} view */
  update(view) {
    this.isPlaying = view.isPlaying;
    setText(this.playButton, view.isPlaying ? 'Pause' : 'Play');
    setAttribute(this.playButton, 'aria-pressed', String(view.isPlaying));
    const isOver = view.phase === 'finished';
    /** @type {HTMLButtonElement} */ (this.playButton).disabled = isOver;
    for (const button of this.buttons) {
      button.disabled = (isOver && button.id !== 'new-seed') || view.phase === 'loading';
    }
    setAttribute(document.body, 'data-phase', view.phase);
    document.body.toggleAttribute('data-normalized', isNormalized(view));
    const rules = view.choices.map(({ rule }) => rule);
    document.body.toggleAttribute('data-without-sgd', !rules.includes('sgd'));
    document.body.toggleAttribute('data-others', !NAMED.every((rule) => rules.includes(rule)));
    this.progress.value = view.progress;
    this.progress.toggleAttribute('data-done', view.progress >= 1);
    if (!view.areNumbersDue) return;
    const { unaskedSteps } = this.options;
    setText(this.status, statusText({ ...view, unaskedSteps }));
    setText(this.atRest, restText(view));
    this.#tell(view);
  }

  /** @param {View} view */
  #tell(view) {
    const started = view.lanes.filter((lane) => lane.isStarted);
    const areMade = started.length > 0;
    const hasTwins = areMade ? started.some((lane) => lane.hasTwin) : view.values.twin !== 'off';
    // While a run waits for its images, the facts say nothing of the run before it.
    setText(this.startFact, areMade ? startText(started) : NOT_MADE);
    for (const part of this.aboutTwins) part.hidden = !hasTwins;
    const before = hasTwins ? BEFORE_TRAINING : '';
    const text = view.step === 0 || !areMade ? before : findingText(view.lanes);
    setText(
      this.findingStep,
      view.step === 0 || !areMade || text === '' ? '' : `step ${formatInteger(view.step)}`,
    );
    setText(this.finding, text);
    const milestone = view.step >= SAID_AT ? 'passed' : 'early';
    const occasion = `${view.generation} ${view.isRunning ? milestone : `rest ${view.step}`}`;
    if (occasion === this.saidFor || view.phase === 'loading') return;
    this.saidFor = occasion;
    setText(
      this.spoken,
      `${statusText({ ...view, unaskedSteps: this.options.unaskedSteps })}. ${text}`,
    );
  }
}
