// The plugin that puts what is content and no code into the pages, at their marks.

import { KEY_GROUPS } from '../www/keys.js';
import { PRESETS } from '../www/presets.js';
import { glossaryMarkup, popoversMarkup } from './explanation-html.mjs';
import { readExplanations, readSources } from './explanations.mjs';
import { keysMarkup } from './key-html.mjs';
import { presetsMarkup } from './preset-html.mjs';

/** Marks in `www/*.html`, and what takes their place. */
const marks = {
  '<!-- explanations -->': () => popoversMarkup(readExplanations(), readSources()),
  '<!-- glossary -->': () => glossaryMarkup(readExplanations(), readSources()),
  '<!-- presets -->': () => presetsMarkup(PRESETS),
  '<!-- keys -->': () => keysMarkup(KEY_GROUPS),
};

/** @returns {import('vite').Plugin} */
export const pageContent = () => ({
  name: 'page content',
  transformIndexHtml(html) {
    let page = html;
    for (const [mark, markup] of Object.entries(marks)) {
      if (page.includes(mark)) page = page.replace(mark, markup);
    }
    return page;
  },
});
