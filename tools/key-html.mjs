// Writes the dialog that lists the keys of the page. The page reads from it which keys to listen to.

import { escapeMarkup } from './markup.mjs';

/** @param {import('../www/page/key-list.js').Key} key */
function rowMarkup({ key, names, says, action, repeats }) {
  const does = action ? ` data-key="${escapeMarkup(key ?? '')}" data-action="${action}"` : '';
  const again = repeats ? ' data-repeats' : '';
  const shown = names.map((name) => `<kbd>${escapeMarkup(name)}</kbd>`).join('');
  return `<div${does}${again}><dt>${shown}</dt><dd>${escapeMarkup(says)}</dd></div>`;
}

/** @param {import('../www/page/key-list.js').KeyGroup[]} groups */
export function keysMarkup(groups) {
  const sections = groups.map(
    ({ title, keys }) => `<section>
<h3>${escapeMarkup(title)}</h3>
<dl>${keys.map(rowMarkup).join('\n')}</dl>
</section>`,
  );
  // Focus starts at the top, so that a small screen shows the list from its beginning.
  return `<dialog id="keys" class="keys" aria-labelledby="keys-title">
<h2 id="keys-title" tabindex="-1" autofocus>Keys</h2>
${sections.join('\n')}
<form method="dialog">
<label><input type="checkbox" name="keys" checked> Single keys work everywhere on the page</label>
<button>Close</button>
</form>
</dialog>`;
}
