import { defineConfig } from 'vite';
import { pageContent } from './tools/page-content.mjs';

/** The pages, by the name of their files in `dist/assets/`. */
const pages = {
  lab: 'www/index.html',
  glossary: 'www/glossary.html',
  theory: 'www/theory.html',
  paper: 'www/paper/index.html',
};

export default defineConfig({
  root: 'www',
  // Relative addresses, so that `dist/` works at any sub-path of any static host.
  base: './',
  plugins: [pageContent()],
  build: {
    outDir: '../dist',
    rolldownOptions: {
      input: pages,
      // The first screen and later screens share these modules: one small file, not one for each.
      output: {
        codeSplitting: {
          groups: [{ name: 'shared', test: /(charts\/(scale|type-size)|link\/settings)\.js$/ }],
        },
      },
    },
    emptyOutDir: true,
    target: 'es2022',
    // Nothing as a data: URL, because the page's content security policy allows none.
    assetsInlineLimit: 0,
    // The polyfill is an inline script, and every browser the page runs in preloads modules.
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
