import { defineConfig } from 'vite';
import { pageContent } from './tools/page-content.mjs';

/** The name of a page is that of its script. */
const pages = {
  index: 'www/index.html',
  glossary: 'www/glossary.html',
  paper: 'www/paper/index.html',
};

export default defineConfig({
  root: 'www',
  // Relative addresses, so that `dist/` works at any sub-path of any static host.
  base: './',
  publicDir: 'public',
  plugins: [pageContent()],
  build: {
    outDir: '../dist',
    rolldownOptions: { input: pages },
    emptyOutDir: true,
    target: 'es2022',
    // Nothing as a data: URL, because the page's content security policy allows none.
    assetsInlineLimit: 0,
    // The polyfill is an inline script, and every browser the page runs in preloads modules.
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
