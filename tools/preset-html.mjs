// The named experiments as a list of links. Each carries its sentence, which the page shows when it
// is at that experiment; it begins with the first.

import { escapeMarkup } from './markup.mjs';

/** @param {import('../www/link/presets.js').Preset[]} presets */
export function presetsMarkup(presets) {
  const items = presets.map(({ id, name, sentence, hash }) => {
    const [href, said] = [`#${hash}`, sentence].map(escapeMarkup);
    return `<li><a href="${href}" data-preset="${id}" data-sentence="${said}">${escapeMarkup(name)}</a></li>`;
  });
  return `<ul class="preset-list">\n${items.join('\n')}\n</ul>
<p class="preset-sentence" role="status">${escapeMarkup(presets[0].sentence)}</p>`;
}
