// The pages, bundled into `dist/` by Vite.

import { mustRun } from './command.mjs';
import { LICENCES, writeLicences } from './licences.mjs';
import { SCRIPT, writeOfflineScript } from './offline.mjs';
import { inRoot } from './paths.mjs';
import { doStep } from './steps.mjs';

export const buildSite = () =>
  doStep({
    name: 'site',
    inputs: [
      'www',
      'vite.config.js',
      'package.json',
      'package-lock.json',
      'tools/explanations.mjs',
      'tools/explanation-html.mjs',
      'tools/formula-latex.mjs',
      'tools/key-html.mjs',
      'tools/markup.mjs',
      'tools/page-content.mjs',
      'tools/preset-html.mjs',
      'tools/theory-html.mjs',
      'src/theory.md',
      'Cargo.lock',
      'LICENSE',
      'tools/licences.mjs',
      'tools/offline.mjs',
    ],
    outputs: [
      ...['index.html', 'glossary.html', 'theory.html', 'paper/index.html'].map(
        (file) => `dist/${file}`,
      ),
      'dist/data/manifest.json',
      `dist/${LICENCES}`,
      `dist/${SCRIPT}`,
    ],
    work: async () => {
      const vite = inRoot('node_modules/vite/bin/vite.js');
      await mustRun(process.execPath, [vite, 'build'], {
        env: { NODE_ENV: 'production' },
        remedy: 'The bundler’s messages are above.',
      });
      await writeLicences();
      writeOfflineScript();
      return 'dist/';
    },
  });
