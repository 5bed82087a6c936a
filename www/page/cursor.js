/** The step that the visitor points at, in any figure: all figures mark the same step. */

export class Cursor {
  constructor() {
    /** @type {number | null} */
    this.step = null;
    /** The step marked while nobody points anywhere. @type {number | null} */
    this.rest = null;
    /** @type {((step: number | null, source: unknown) => void)[]} */
    this.followers = [];
  }

  /** @param {(step: number | null, source: unknown) => void} follow */
  listen(follow) {
    this.followers.push(follow);
  }

  /** @param {number | null} step that the visitor looks back to; null: none */
  stay(step) {
    this.rest = step;
    this.move(null, this);
  }

  /**
   * @param {number | null} step null: nobody points anywhere any more
   * @param {unknown} source the figure that the visitor points at
   */
  move(step, source) {
    const shown = step ?? this.rest;
    // The figure that the pointer has left must follow, too: it has lost its mark.
    const isLeft = step === null && this.rest !== null;
    if (shown === this.step && !isLeft) return;
    this.step = shown;
    for (const follow of this.followers) follow(shown, isLeft ? this : source);
  }
}
