/** The list of named experiments: links, and a sentence about the one the page is at. */
import { PRESETS, presetOf } from '../presets.js';
import { byId, element, setText } from './element.js';

export class PresetsView {
  /** @param {(hash: string) => string} respell a hash as the page would spell it */
  constructor(respell) {
    this.respell = respell;
    this.hash = /** @type {string | null} */ (null);
    /** @type {Map<string, HTMLAnchorElement>} */
    this.links = new Map();
    const items = PRESETS.map(({ id, name, hash }) => {
      const link = element('a', { href: `#${hash}` }, name);
      this.links.set(id, link);
      return element('li', {}, link);
    });
    this.sentence = element('p', { class: 'preset-sentence', role: 'status' });
    byId('presets').append(element('ul', { class: 'preset-list' }, ...items), this.sentence);
  }

  /** @param {string} hash of the page, without # */
  update(hash) {
    if (hash === this.hash) return;
    this.hash = hash;
    const current = presetOf(hash, this.respell);
    for (const [id, link] of this.links) {
      if (id === current?.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    setText(this.sentence, current?.sentence ?? '');
  }
}
