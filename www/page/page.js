/** Belongs to the page as a whole: folding on a small screen, the copied link. */
import { isCopied, offerText } from './copy.js';
import { byId, setText } from './element.js';
import { keepFocus } from './focus.js';
import { fold } from './fold.js';
import { UNFOLDED } from './presets.js';

/**
 * @param {() => {href: string, note: string}} link of the run, and the note to show once it is copied
 * @returns {() => void} brings a shown link up to date, because settings may have changed
 */
function offerLink(link) {
  const field = /** @type {HTMLInputElement} */ (byId('link-field'));
  byId('copy-link').addEventListener('click', async () => {
    const { href, note } = link();
    field.hidden = await isCopied(href);
    setText(
      byId('copy-note'),
      field.hidden
        ? note
        : 'The browser does not let this page copy. Copy the link from the field.',
    );
    // The address bar can be that of another page, which shows this page in a frame.
    if (!field.hidden) offerText(field, href);
  });
  return () => {
    if (field.hidden) return;
    const { href } = link();
    if (field.value === href) return;
    field.value = href;
    if (document.activeElement === field) field.select();
  };
}

/**
 * @param {{link: () => {href: string, note: string}}} actions
 * @returns {() => void} to be called after each drawing
 */
export function bindPage({ link }) {
  keepFocus();
  fold('settings', '(min-width: 68rem)');
  fold('presets', UNFOLDED);
  return offerLink(link);
}
