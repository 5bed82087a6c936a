/** The small menu by which a figure is saved: as a picture, or as its numbers. */
import { csvText } from './csv.js';
import { withText } from './png.js';
import { drawSheet } from './sheet.js';
import { inksOf } from './surface.js';

/** @typedef {import('./sheet.js').Picture} Picture */
/** @typedef {import('./sheet.js').Legend} Legend */
/**
 * @typedef {{link: string, notes: string[]}} Origin
 *   link: leads back to what is shown; notes: everything needed to make it again, a line each
 * @typedef {object} Savable
 * @property {() => {head: string[], rows: (string | number | null)[][]}} columns in full precision
 * @property {() => Picture | null} picture
 * @property {() => Legend} legend
 * @property {() => Origin} origin
 */

/** Under this name the link stands inside a PNG. */
export const LINK_KEYWORD = 'Scale Drift link';
const NOTES_KEYWORD = 'Scale Drift notes';

/**
 * @param {BlobPart} part
 * @param {string} type
 * @param {string} name
 */
function download(part, type, name) {
  const url = URL.createObjectURL(new Blob([part], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser reads the blob after this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

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
    const legend = { ...figure.legend(), origin: link };
    const png = await pngOf(drawSheet(picture, legend, inksOf(menu)));
    const named = withText(withText(png, NOTES_KEYWORD, notes.join('\n')), LINK_KEYWORD, link);
    download(named, 'image/png', `${file}.png`);
  });
  add('Numbers (CSV)', () => {
    const { link, notes } = figure.origin();
    const { note, sentence } = figure.legend();
    const { head, rows } = figure.columns();
    const comments = [...notes, link, `${title}: ${note}`, sentence];
    download(csvText(comments, head, rows), 'text/csv', `${file}.csv`);
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
