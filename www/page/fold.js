/** What folds on a small screen. */
import { byId } from './element.js';

/**
 * Open where there is room, a tap away where there is not.
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
