/** The step that the visitor points at, in whatever figure: all figures mark the same one. */

export class Cursor {
  constructor() {
    /** @type {number | null} */
    this.step = null;
    /** What is marked while nobody points anywhere. @type {number | null} */
    this.rest = null;
    /** @type {((step: number | null, source: unknown) => void)[]} */
    this.followers = [];
  }

  /** @param {(step: number | null, source: unknown) => void} follow */
  listen(follow) {
    this.followers.push(follow);
  }

  /** @param {number | null} step that is looked back to; null: none */
  stay(step) {
    this.rest = step;
    this.move(null, this);
  }

  /**
   * @param {number | null} step null: nobody points anywhere any more
   * @param {unknown} source the figure that was pointed at
   */
  move(step, source) {
    const shown = step ?? this.rest;
    // Where the pointer has left a figure, that one has lost its mark, too.
    const isLeft = step === null && this.rest !== null;
    if (shown === this.step && !isLeft) return;
    this.step = shown;
    for (const follow of this.followers) follow(shown, isLeft ? this : source);
  }
}
