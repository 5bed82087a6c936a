import { defineConfig } from 'vite';
import { pageContent } from './tools/page-content.mjs';

export default defineConfig({
  root: 'www',
  // Relative addresses, so that `dist/` works at any sub-path of any static host.
  base: './',
  publicDir: 'public',
  plugins: [pageContent()],
  build: {
    outDir: '../dist',
    rolldownOptions: { input: ['www/index.html', 'www/glossary.html'] },
    emptyOutDir: true,
    target: 'es2022',
    // Nothing as a data: URL, because the page's content security policy allows none.
    assetsInlineLimit: 0,
    // The polyfill is an inline script, and every browser the page runs in preloads modules.
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
