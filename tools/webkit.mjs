// The capabilities that make WebKitGTK's driver start its browser.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolsFolder } from './paths.mjs';
import { miniBrowser } from './system-packages.mjs';

export const webkitCapabilities = () => ({
  browserName: 'MiniBrowser',
  'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
});

/** Writes the capabilities to a file, because wasm-bindgen's test runner reads them from a file. */
export function writeWebkitCapabilities() {
  const file = join(toolsFolder, 'webkit-capabilities.json');
  mkdirSync(toolsFolder, { recursive: true });
  writeFileSync(file, JSON.stringify(webkitCapabilities()));
  return file;
}
