/** The small menu by which a figure is saved: as a picture, or as its numbers. */
import { csvText } from './csv.js';
import { download } from './download.js';
import { withText } from './png.js';
import { drawSheet } from './sheet.js';
import { inksOf } from './surface.js';

/** @typedef {import('./sheet.js').Picture} Picture */
/** @typedef {import('./sheet.js').Legend} Legend */
/**
 * @typedef {{link: string, notes: string[]}} Origin
 *   link: leads back to what is shown; notes: version, step, and the spec of every run, a line each
 * @typedef {object} Savable
 * @property {() => {head: string[], rows: (string | number | null)[][]}} columns in full precision
 * @property {() => Picture | null} picture
 * @property {() => Legend} legend
 * @property {() => Origin} origin
 */

/** Under this name the link stands inside a PNG. */
const LINK_KEYWORD = 'Scale Drift link';
const NOTES_KEYWORD = 'Scale Drift notes';

/** @param {HTMLCanvasElement} canvas */
async function pngOf(canvas) {
  const blob = await new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  return new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer());
}

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
  const file = `scale-drift-${title.toLowerCase().replaceAll(/\W+/g, '-')}`;
  const add = (/** @type {string} */ label, /** @type {() => void} */ act) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = label;
    button.addEventListener('click', () => {
      act();
      menu.open = false;
      summary.focus();
    });
    list.append(button);
  };
  const list = document.createElement('div');
  menu.append(summary, list);
  add('Picture (PNG)', async () => {
    const picture = figure.picture();
    if (!picture) return;
    const { link, notes } = figure.origin();
    const legend = { ...figure.legend(), origin: `${notes[0]}, ${notes[1]}: ${link}` };
    const png = await pngOf(drawSheet(picture, legend, inksOf(menu)));
    const named = withText(withText(png, NOTES_KEYWORD, notes.join('\n')), LINK_KEYWORD, link);
    download(`${file}.png`, new Blob([named], { type: 'image/png' }));
  });
  add('Numbers (CSV)', () => {
    const { link, notes } = figure.origin();
    const { note, sentence } = figure.legend();
    const { head, rows } = figure.columns();
    const comments = [...notes, `link ${link}`, `${title}: ${note}`, sentence];
    download(`${file}.csv`, csvText(comments, head, rows));
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
