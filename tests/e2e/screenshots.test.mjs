// `npm run screenshots`: whole pages as PNG files, drawn from top to bottom.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../tools/command.mjs';
import { inRoot } from '../../tools/paths.mjs';
import { browserName } from './browser.mjs';

/** Only Chromium takes these pictures. */
const chromiumOnly = { skip: browserName === 'firefox' };

const take = (/** @type {string[]} */ ...words) =>
  run(process.execPath, [inRoot('tools', 'screenshots.mjs'), '--no-build', ...words], {
    quiet: true,
  });

/** Width and height of a PNG file, from its header. @param {string} file */
function sizeOf(file) {
  const bytes = readFileSync(file);
  assert.equal(bytes.toString('latin1', 1, 4), 'PNG', file);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

test('pictures of both pages at the wanted width, light and dark', chromiumOnly, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scale-drift-pictures-'));
  try {
    const { code, output } = await take('--widths', '320', folder);
    assert.equal(code, 0, output);
    const wanted = ['320-dark', '320-light', 'paper-320-dark', 'paper-320-light'];
    assert.deepEqual(
      readdirSync(folder).sort(),
      wanted.map((name) => `${name}.png`),
    );
    for (const name of wanted) {
      const { width, height } = sizeOf(join(folder, `${name}.png`));
      assert.equal(width, 320, name);
      assert.ok(height > 2000, `${name} is ${height} high: not the whole page`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a wrong width is named, with the right form', chromiumOnly, async () => {
  const { code, output } = await take('--widths', '320,wide');
  assert.equal(code, 1);
  assert.match(output, /“320,wide”.*\n.*Usage: npm run screenshots/);
});
