// Hosts as they are met: one sends scripts as plain text, one answers every address with its start
// page, one forbids things by a header. The site itself is the built site.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { contentTypes } from '../../tools/serve.mjs';
import { folder } from './site.mjs';

/**
 * What a host does otherwise with a file; null: as any host.
 * @typedef {{status?: number, headers?: Record<string, string>, body?: string | Buffer} | null} Oddity
 * @typedef {{url: string, requests: string[], close: () => Promise<void>}} Host
 */

/**
 * @param {(name: string) => Oddity} oddityOf by the file's path inside the site, '' for the start page
 * @param {{under?: string}} [options]
 * @returns {Promise<Host>}
 */
export async function oddHost(oddityOf, { under = '/site/' } = {}) {
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const name = path.startsWith(under) ? path.slice(under.length) : path;
    requests.push(name);
    const oddity = oddityOf(name);
    const isFolder = name === '' || name.endsWith('/');
    const file = join(folder, normalize(`/${name}${isFolder ? 'index.html' : ''}`));
    const isInside = path.startsWith(under);
    const body = oddity?.body ?? (isInside ? await readFile(file).catch(() => null) : null);
    const extension = /\.\w+$/.exec(file)?.[0] ?? '';
    response.writeHead(oddity?.status ?? (body === null ? 404 : 200), {
      'Content-Type': body === null ? 'text/plain' : (contentTypes[extension] ?? 'text/plain'),
      ...oddity?.headers,
    });
    response.end(body ?? 'not found');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}${under}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
