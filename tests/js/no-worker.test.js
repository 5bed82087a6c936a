import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hindranceOf, whyNoWorker } from '../../www/worker/no-worker.js';

const url = 'http://page.test/site/assets/trainer-1.js';

/** @param {string | null} type @param {number} [status] */
const answered = (type, status = 200) =>
  whyNoWorker(url, async () => {
    const answer = new Response('', { status });
    answer.headers.delete('Content-Type');
    if (type !== null) answer.headers.set('Content-Type', type);
    return answer;
  });

test('a worker that did not start is explained by what the host sends', async () => {
  assert.match(
    await answered('text/plain; charset=utf-8'),
    /trainer-1\.js as text\/plain; it must/,
  );
  assert.match(await answered('application/octet-stream'), /as application\/octet-stream; it must/);
  assert.match(await answered(null), /as a file without a type; it must/);
  assert.match(await answered('text/html'), /a web page in place of trainer-1\.js/);
  assert.match(await answered('text/html', 404), /answered 404 for trainer-1\.js/);
  for (const type of ['text/javascript', 'application/javascript; charset=utf-8']) {
    assert.match(await answered(type), /did not start trainer-1\.js; update the browser/);
  }
  const failing = whyNoWorker(url, async () => Promise.reject(new TypeError('no')));
  assert.match(await failing, /could not be fetched; is the network there\?/);
});

test('a page of opaque origin has no worker: from a folder, in a frame, by a policy', () => {
  const page = { origin: 'null', isFile: false, isFramed: false };
  assert.equal(hindranceOf({ ...page, origin: 'https://page.test', isFramed: true }), null);
  const folder = hindranceOf({ ...page, isFile: true });
  assert.match(folder?.message ?? '', /from a folder; open it from a web server/);
  const frame = hindranceOf({ ...page, isFramed: true });
  assert.deepEqual(frame?.kind, 'frame');
  assert.match(frame?.message ?? '', /open the page in its own tab$/);
  const alone = hindranceOf(page);
  assert.deepEqual(alone?.kind, 'script');
  assert.match(alone?.message ?? '', /by the host’s policy, which must change$/);
});
