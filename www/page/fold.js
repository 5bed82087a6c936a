/** Parts of the page that fold on a small screen. */
import { byId } from './element.js';

/**
 * Opens a part where there is room and folds it where there is not.
 * @param {string} id of a details element
 * @param {string} room a media query
 */
export function fold(id, room) {
  const details = /** @type {HTMLDetailsElement} */ (byId(id));
  const wide = matchMedia(room);
  const fit = () => {
    details.open = wide.matches;
  };
  wide.addEventListener('change', fit);
  fit();
}
