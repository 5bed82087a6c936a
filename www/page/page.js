/** Belongs to the page as a whole: folding on a small screen, the copied link, dropped files. */
import { byId, setText } from './element.js';
import { keepFocus } from './focus.js';
import { fold } from './fold.js';
import { UNFOLDED } from './presets.js';

/** @param {() => {href: string, note: string}} link of the run, and the note to show once it is copied */
function offerLink(link) {
  const field = /** @type {HTMLInputElement} */ (byId('link-field'));
  byId('copy-link').addEventListener('click', async () => {
    const { href, note } = link();
    try {
      await navigator.clipboard.writeText(href);
      field.hidden = true;
      setText(byId('copy-note'), note);
    } catch {
      // The address bar can be that of another page, which shows this page in a frame.
      field.hidden = false;
      field.value = href;
      field.focus();
      field.select();
      setText(
        byId('copy-note'),
        'The browser does not let this page copy. Copy the link from the field.',
      );
    }
  });
}

/**
 * Takes every dropped file: the browser would show it in place of the page.
 * @param {(file: File) => void} take
 */
function takeDrops(take) {
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (event.defaultPrevented || !file) return;
    event.preventDefault();
    take(file);
  });
}

/** @param {{onDrop: (file: File) => void, link: () => {href: string, note: string}}} actions */
export function bindPage({ onDrop, link }) {
  takeDrops(onDrop);
  keepFocus();
  fold('settings', '(min-width: 68rem)');
  fold('presets', UNFOLDED);
  offerLink(link);
}
