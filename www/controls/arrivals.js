/**
 * Brings whatever a visitor drops, pastes or chooses to where it belongs by its content: a saved run
 * is opened, IDX files become the images, a link of this page sets the settings; anything else is
 * named with the remedy.
 */
import { kindOf } from '../data/content.js';
import { joinWords } from '../words/format.js';

/** @typedef {import('../page/drops.js').Arrival} Arrival */
/** @typedef {'run' | 'images' | ''} Field the field that the files were chosen in */
/** Words of a part that could not be loaded. */
const NO_PART = ['A part of the page could not be loaded. Try again, or reload the page.'];

export class Arrivals {
  /**
   * @param {{openRun: (file: File) => Promise<string[] | undefined>,
   *   useImages: (files: File[]) => Promise<string[] | undefined>,
   *   openLink: (hash: string) => void, here: string,
   *   view: {say: (lines: string[]) => void, hide: () => void}}} options
   *   here: the address of this page
   */
  constructor(options) {
    this.options = options;
    /** Counts the arrivals: only the answer to the last stays. */
    this.turn = 0;
  }

  /**
   * @param {Arrival} arrival
   * @param {Field} [field]
   */
  async take({ files, folders, link }, field = '') {
    this.turn += 1;
    const { turn } = this;
    const { view, openRun, useImages } = this.options;
    const sorted = { run: /** @type {File[]} */ ([]), images: /** @type {File[]} */ ([]) };
    const lines = folders.map(
      (name) => `${name}: it is a folder; open it and drop the files in it.`,
    );
    for (const file of files) {
      const { kind, words } = await kindOf(file);
      if (kind !== 'other') sorted[kind].push(file);
      else if (field !== '') sorted[field].push(file);
      else if (/\.scaledrift$/i.test(file.name)) sorted.run.push(file);
      else lines.push(`${file.name}: ${words}.`);
    }
    const { run, images } = sorted;
    const isAtHome = lines.length === 0 && field !== '' && sorted[field].length === files.length;
    const say = (/** @type {string[]} */ answer) => {
      if (!isAtHome && turn === this.turn) view.say(answer);
    };
    if (isAtHome) view.hide();
    else if (files.length > 0)
      say([`Reading ${joinWords(files.slice(0, 4).map(({ name }) => name))}`]);
    // Images come first: the run may have been trained on them.
    if (images.length > 0) lines.push(...((await useImages(images)) ?? NO_PART));
    if (run.length === 1) lines.push(...((await openRun(run[0])) ?? NO_PART));
    if (run.length > 1) {
      lines.push(
        `Only one run can be open: choose one of ${joinWords(run.map(({ name }) => name))}.`,
      );
    }
    if (link !== '') lines.push(this.#open(link));
    if (files.length + folders.length === 0 && link === '') {
      lines.push('Nothing came with the drop. Save the file on this machine first, then drop it.');
    }
    say(lines);
  }

  /** @param {string} link */
  #open(link) {
    const { here, openLink } = this.options;
    const url = URL.canParse(link, here) ? new URL(link, here) : null;
    const pageOf = (/** @type {URL} */ { origin, pathname }) =>
      origin + pathname.replace(/index\.html$/, '');
    // A copy of this page at another address has the same settings.
    const isOurs = url && (pageOf(url) === pageOf(new URL(here)) || /^#v=\d/.test(url.hash));
    if (!url || !isOurs || !/=|%3d/i.test(url.hash)) {
      return `${link}: it is a link to another page. Open it in the address bar; of a data set, download the files and drop them here.`;
    }
    openLink(url.hash);
    return 'The settings of the link are set.';
  }
}
