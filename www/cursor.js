/** The step that the visitor points at, in whatever figure: all figures mark the same one. */

export class Cursor {
  constructor() {
    /** @type {number | null} */
    this.step = null;
    /** @type {((step: number | null, source: unknown) => void)[]} */
    this.followers = [];
  }

  /** @param {(step: number | null, source: unknown) => void} follow */
  listen(follow) {
    this.followers.push(follow);
  }

  /**
   * @param {number | null} step
   * @param {unknown} source the figure that was pointed at
   */
  move(step, source) {
    if (step === this.step) return;
    this.step = step;
    for (const follow of this.followers) follow(step, source);
  }
}
