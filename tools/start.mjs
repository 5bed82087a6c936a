// `npm start` sets up, builds and serves the site, and prints its address.

import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { Failure, runAsProgram } from './failure.mjs';
import { siteFolder } from './paths.mjs';
import { serve } from './serve.mjs';

await runAsProgram(async () => {
  const port = readPort(process.env.PORT ?? '8080');
  if (!process.argv.includes('--no-build')) await build();
  const { url } = await serve(siteFolder, { port });
  console.log(`\nScale Drift: ${url}\nCtrl+C stops it.`);
  if (hasDisplay()) openBrowser(url);
});

/** @param {string} text */
function readPort(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Failure(`PORT is “${text}”.`, 'It must be a number from 1 to 65535.');
  }
  return port;
}

function hasDisplay() {
  if (process.env.CI) return false;
  if (process.platform !== 'linux') return process.stdout.isTTY;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @param {string} url */
function openBrowser(url) {
  const [program, ...before] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const child = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  // The address is on the screen, so a browser that does not open is no reason to stop.
  child.on('error', () => {});
  child.unref();
}
