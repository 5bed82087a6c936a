/** The list of named experiments, which the build made: marks the experiment that the page shows. */
import { presetOf } from '../link/preset-of.js';
import { byId, setText } from './element.js';

/** On a page of this width the list never folds. */
export const UNFOLDED = '(min-width: 40rem)';

export class PresetsView {
  /** @param {(hash: string) => string} respell a hash as the page would spell it */
  constructor(respell) {
    this.respell = respell;
    this.hash = /** @type {string | null} */ (null);
    const list = byId('presets');
    this.links = [...list.querySelectorAll('a')];
    this.sentence = /** @type {Element} */ (list.querySelector('.preset-sentence'));
    list.addEventListener('click', ({ target }) => {
      if (/** @type {Element} */ (target).matches('a')) this.#showResult();
    });
  }

  /** Where the list folds, the started run lies below the window: scrolls to it and its sentence. */
  #showResult() {
    if (matchMedia(UNFOLDED).matches) return;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    this.sentence.scrollIntoView({ behavior });
  }

  /** @param {string} hash of the page, without # */
  update(hash) {
    if (hash === this.hash) return;
    this.hash = hash;
    const hashes = this.links.map((link) => link.hash.slice(1));
    const current = this.links[presetOf(hashes, hash, this.respell)];
    for (const link of this.links) {
      if (link === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    setText(this.sentence, current?.dataset.sentence ?? '');
  }
}
