// The plugin that puts the explanations into the pages, at their marks.

import { glossaryMarkup, popoversMarkup } from './explanation-html.mjs';
import { readExplanations, readSources } from './explanations.mjs';

/** Marks in `www/*.html`, and what takes their place. */
const marks = {
  '<!-- explanations -->': popoversMarkup,
  '<!-- glossary -->': glossaryMarkup,
};

/** @returns {import('vite').Plugin} */
export const explanationPages = () => ({
  name: 'explanations',
  transformIndexHtml(html) {
    let page = html;
    for (const [mark, markup] of Object.entries(marks)) {
      if (page.includes(mark))
        page = page.replace(mark, () => markup(readExplanations(), readSources()));
    }
    return page;
  },
});
