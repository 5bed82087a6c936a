// The plugin that puts content, which is no code, into the pages at their marks.

import { readFileSync } from 'node:fs';
import { PRESETS } from '../www/link/presets.js';
import { KEY_GROUPS } from '../www/page/key-list.js';
import { glossaryMarkup, popoversMarkup } from './explanation-html.mjs';
import { readExplanations, readSources } from './explanations.mjs';
import { keysMarkup } from './key-html.mjs';
import { inRoot } from './paths.mjs';
import { presetsMarkup } from './preset-html.mjs';
import { theoryMarkup } from './theory-html.mjs';

/** Marks in `www/*.html`, and the content that takes their place. */
const marks = {
  '<!-- explanations -->': () => popoversMarkup(readExplanations(), readSources()),
  '<!-- glossary -->': () => glossaryMarkup(readExplanations(), readSources()),
  '<!-- theory -->': () => theoryMarkup(readFileSync(inRoot('src/theory.md'), 'utf8')),
  '<!-- presets -->': () => presetsMarkup(PRESETS),
  '<!-- keys -->': () => keysMarkup(KEY_GROUPS),
};

/** The mark of a fragment of a page, whose file lies with its figure or its controls. */
const FRAGMENT = /<!-- ([\w/-]+\.html) -->/g;

/** @returns {import('vite').Plugin} */
export const pageContent = () => ({
  name: 'page content',
  transformIndexHtml(html) {
    let page = html.replaceAll(FRAGMENT, (_, file) => readFileSync(inRoot('www', file), 'utf8'));
    for (const [mark, markup] of Object.entries(marks)) {
      if (page.includes(mark)) page = page.replace(mark, markup);
    }
    return page;
  },
});
