import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { serve } from '../../tools/serve.mjs';

const outside = mkdtempSync(join(tmpdir(), 'scale-drift-'));
const folder = join(outside, 'site');
mkdirSync(join(folder, 'data'), { recursive: true });
writeFileSync(join(outside, 'secret.txt'), 'secret');
writeFileSync(join(folder, 'index.html'), '<p>page</p>');
writeFileSync(join(folder, 'engine.wasm'), '\0asm');
writeFileSync(join(folder, 'data', 'shard.gz'), 'abcdefgh');

const server = await serve(folder, { under: '/some/sub/path/' });
after(() => server.close());

test('a folder’s address gives its page', async () => {
  const response = await fetch(server.url);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(await response.text(), '<p>page</p>');
});

test('content types are plain and there are no isolation headers', async () => {
  const response = await fetch(`${server.url}engine.wasm`);
  assert.equal(response.headers.get('content-type'), 'application/wasm');
  assert.equal(response.headers.get('cross-origin-opener-policy'), null);
  assert.equal(response.headers.get('cross-origin-embedder-policy'), null);
  const shard = await fetch(`${server.url}data/shard.gz`);
  assert.equal(shard.headers.get('content-encoding'), null);
  await shard.arrayBuffer();
});

test('nothing above the folder, and nothing beside its path, is served', async () => {
  const { origin } = new URL(server.url);
  for (const path of [
    '/',
    '/index.html',
    '/some/sub/path/%2e%2e/secret.txt',
    '/some/sub/path/..%2fsecret.txt',
  ]) {
    const response = await fetch(origin + path);
    assert.equal(response.status, 404, path);
  }
});

test('a broken file is missing, truncated, changed, or a web page instead', async () => {
  const shard = async () => {
    const response = await fetch(`${server.url}data/shard.gz`);
    return `${response.status} ${await response.text()}`;
  };
  server.faults.set('data/shard.gz', 'missing');
  assert.equal(await shard(), '404 not found');
  server.faults.set('data/shard.gz', 'truncated');
  assert.equal(await shard(), '200 abcd');
  server.faults.set('data/shard.gz', 'changed');
  assert.equal(await shard(), '200 abcddfgh');
  server.faults.set('data/shard.gz', 'html');
  assert.match(await shard(), /^200 <!doctype html>/);
  server.faults.clear();
  assert.equal(await shard(), '200 abcdefgh');
});

test('a busy port says so and names another', async () => {
  const port = Number(new URL(server.url).port);
  await assert.rejects(serve(folder, { port }), /already in use[\s\S]*PORT=/);
});
