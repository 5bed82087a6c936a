// Writes the named experiments as a list of links. A link carries its sentence, which the page shows
// while it is at that experiment. The page begins with the first experiment.

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
