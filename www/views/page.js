/** What belongs to the page as a whole: the rail's fold, the copied link, the key for play. */
import { byId, setText } from './element.js';

const WIDE = '(min-width: 68rem)';
/** Elements that use the space bar themselves. */
const OWN_SPACE = 'button, input, select, textarea, summary, a[href]';

function foldRail() {
  const settings = /** @type {HTMLDetailsElement} */ (byId('settings'));
  const wide = matchMedia(WIDE);
  const fit = () => {
    settings.open = wide.matches;
  };
  wide.addEventListener('change', fit);
  fit();
}

function offerLink() {
  const button = byId('copy-link');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setText(byId('copy-note'), 'Link copied; it replays this run.');
    } catch {
      setText(byId('copy-note'), 'The browser did not allow it; copy the address bar instead.');
    }
  });
}

/** @param {{togglePlay: () => void}} actions */
export function bindPage({ togglePlay }) {
  foldRail();
  offerLink();
  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ' || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(OWN_SPACE)) return;
    event.preventDefault();
    togglePlay();
  });
}
