/** The small menu that saves a figure as a picture or as numbers. */
import { csvText } from './csv.js';
import { download } from './download.js';
import { inksOf } from './surface.js';

/** @typedef {import('./sheet.js').Picture} Picture */
/** @typedef {import('./sheet.js').Legend} Legend */
/**
 * @typedef {{link: string, notes: string[]}} Origin
 *   link: opens the run that is shown; notes: version, step, and the spec of every run, a line each
 * @typedef {{file: Blob | string, note: string} | {fault: string}} Made note, fault: sentences, or ''
 * @typedef {object} Savable
 * @property {() => {head: string[], rows: (string | number | null)[][]}} columns in full precision
 * @property {() => Picture | null} picture
 * @property {() => Legend} legend
 * @property {() => Origin} origin
 */

/**
 * Writes numbers with their origin in a last column.
 * @param {ReturnType<Savable['columns']>} columns
 * @param {Origin} origin
 * @param {string[]} words
 */
export function numbersText({ head, rows }, { link, notes }, ...words) {
  return csvText([...notes, `link ${link}`, ...words], head, rows);
}

/** Loads only when somebody opens a menu, because few visitors save pictures. */
const load = () => import('./saved-file.js');

/** A visitor waits for it; where it does not come, the page knows what else may help. */
const loadNow = () =>
  load().catch((error) => {
    dispatchEvent(new CustomEvent('partmissing', { detail: error }));
    throw error;
  });

/**
 * @param {string} title
 * @param {Savable} figure
 * @returns {HTMLElement}
 */
export function saveMenu(title, figure) {
  const menu = document.createElement('details');
  menu.className = 'chart-menu';
  const summary = document.createElement('summary');
  summary.textContent = 'Save';
  summary.setAttribute('aria-label', `Save ${title}`);
  const list = document.createElement('div');
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  const offer = document.createElement('div');
  menu.append(summary, list);
  const file = `scale-drift-${title.toLowerCase().replaceAll(/\W+/g, '-')}`;
  /**
   * @param {string} label
   * @param {string} name
   * @param {() => (() => Promise<Made>) | null} take takes the present state at once, and returns a
   *   function that makes the file, which may need time
   */
  const add = (label, name, take) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = label;
    button.addEventListener('click', async () => {
      said.textContent = '';
      offer.replaceChildren();
      try {
        const made = (await take()?.()) ?? { fault: 'There is nothing to save yet.' };
        said.textContent = 'fault' in made ? made.fault : made.note;
        if ('fault' in made) return;
        const { isDoubtful } = await download(name, made.file, offer);
        if (isDoubtful || made.note) return;
        menu.open = false;
        summary.focus();
      } catch (error) {
        const cause = error instanceof Error ? error.message : error;
        said.textContent = `That failed: ${cause}. Try again.`;
      }
    });
    list.append(button);
  };
  add('Picture (PNG)', `${file}.png`, () => {
    const picture = figure.picture();
    const [legend, origin, inks] = [figure.legend(), figure.origin(), inksOf(menu)];
    return picture && (async () => (await loadNow()).pictureFile(picture, legend, origin, inks));
  });
  add('Numbers (CSV)', `${file}.csv`, () => {
    const { title: whole, note, sentence } = figure.legend();
    const words = [`${whole}: ${note}`, sentence];
    const text = numbersText(figure.columns(), figure.origin(), ...words);
    return async () => ({ file: text, note: '' });
  });
  list.append(said, offer);
  menu.addEventListener('toggle', () => {
    // Loading begins early, so that the choice need not wait; a failure is shown after the choice.
    if (menu.open) load().catch(() => {});
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  menu.addEventListener('focusout', (event) => {
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (next && !menu.contains(next)) menu.open = false;
  });
  return menu;
}
