/**
 * Draws the state: many changes make one drawing, the newest state wins, and a hidden tab draws
 * nothing. Controls follow in every frame, figures take turns.
 */
import { viewOf } from '../run/view.js';
import { Turns } from './turns.js';

/** @typedef {import('../run/view.js').View} View */
/** @typedef {{update?: (view: View) => void, redraw?: () => void}} Figure */

/**
 * @typedef {object} Drawn
 * @property {import('../run/session.js').Session} session whose state is drawn
 * @property {{update: (view: View) => void, isBehind?: boolean}[]} controls drawn in every frame;
 *   isBehind: whether the control needs another frame
 * @property {Figure[]} figures
 * @property {import('./near.js').NearParts} near figures that are loaded late
 * @property {(view: View) => void} after the frame is drawn
 */

export class Screen {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.turns = new Turns(now);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.frameIsAsked = false;
    this.hasChanged = false;
    /** @type {Drawn | null} */
    this.drawn = null;
    this.dark.addEventListener('change', () => {
      for (const figure of this.#figures()) figure.redraw?.();
      this.request();
    });
  }

  /** @param {Drawn} drawn everything there is to draw, once it exists */
  show(drawn) {
    this.drawn = drawn;
    this.request();
  }

  /** To be called when something has changed. */
  request = () => {
    this.hasChanged = true;
    this.#askFrame();
  };

  #figures() {
    return this.drawn ? [...this.drawn.figures, ...this.drawn.near.parts] : [];
  }

  #askFrame() {
    if (this.frameIsAsked) return;
    this.frameIsAsked = true;
    requestAnimationFrame(() => this.#drawFrame());
  }

  #drawFrame() {
    const { turns, drawn } = this;
    this.frameIsAsked = false;
    if (!drawn) return;
    const { session } = drawn;
    const beginsRound = turns.begin(session.phase === 'running', this.hasChanged);
    this.hasChanged = false;
    const view = viewOf(session, this.dark.matches, beginsRound, turns.isForAll);
    for (const control of drawn.controls) control.update(view);
    turns.draw(this.#figures(), view);
    if (view.mayLoadMore) drawn.near.begin();
    if (view.phase === 'paused') drawn.near.complete();
    drawn.after(view);
    // A slow run may ask for no other frame for a long time.
    if (turns.isBehind || drawn.controls.some(({ isBehind }) => isBehind)) this.#askFrame();
  }

  /**
   * Draws everything at once, out of turn.
   * @param {boolean} isDark
   */
  drawAll(isDark) {
    if (!this.drawn) return;
    const view = viewOf(this.drawn.session, isDark);
    // The stage may paint only one lane in each update.
    for (let lane = 0; lane < view.lanes.length; lane += 1) {
      for (const control of this.drawn.controls) control.update(view);
    }
    for (const figure of this.#figures()) {
      figure.redraw?.();
      figure.update?.(view);
    }
  }
}
