import { defineConfig } from 'vite';
import { pageContent } from './tools/page-content.mjs';

/**
 * Two builds into one folder. Built together, the pages would share files, and the Lab would load
 * more of them before its first step.
 */
const pages = {
  lab: {
    index: 'www/index.html',
    glossary: 'www/glossary.html',
    theory: 'www/theory.html',
  },
  paper: { paper: 'www/paper/index.html' },
};

export default defineConfig(({ mode }) => ({
  root: 'www',
  // Relative addresses, so that `dist/` works at any sub-path of any static host.
  base: './',
  publicDir: mode === 'paper' ? false : 'public',
  plugins: [pageContent()],
  build: {
    outDir: '../dist',
    rolldownOptions: { input: mode === 'paper' ? pages.paper : pages.lab },
    emptyOutDir: mode !== 'paper',
    target: 'es2022',
    // Nothing as a data: URL, because the page's content security policy allows none.
    assetsInlineLimit: 0,
    // The polyfill is an inline script, and every browser the page runs in preloads modules.
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
}));
