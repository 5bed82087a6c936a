/** The list of named experiments, which the build has put there: which of them the page is at. */
import { presetOf } from '../preset-of.js';
import { byId, setText } from './element.js';

export class PresetsView {
  /** @param {(hash: string) => string} respell a hash as the page would spell it */
  constructor(respell) {
    this.respell = respell;
    this.hash = /** @type {string | null} */ (null);
    const list = byId('presets');
    this.links = [...list.querySelectorAll('a')];
    this.sentence = /** @type {Element} */ (list.querySelector('.preset-sentence'));
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
