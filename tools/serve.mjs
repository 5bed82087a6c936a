// A plain static file server: the content types of any web host, no special headers. Tests can
// tell it to break a file.

import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { Failure } from './failure.mjs';

/** @type {Record<string, string>} */
export const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.gz': 'application/gzip',
};

/**
 * @typedef {'missing' | 'truncated' | 'changed' | 'html' | 'injected' | 'stalled'} Fault how a file is
 *   broken: answered with 404, cut in the middle, one byte flipped, a web page in its place (as some
 *   hosts send it instead of a 404), a comment appended (as some hosts do to pages), or never answered
 *
 * @typedef {object} StaticServer
 * @property {string} url address of the served folder, with a final slash
 * @property {Map<string, Fault>} faults by path inside the folder, such as `data/training-00.gz`
 * @property {{isPretty: boolean, headers: Record<string, string>}} host isPretty: pages have addresses
 *   without `.html`, and other addresses lead there; headers: sent with every file
 * @property {string[]} requests paths asked for, in order
 * @property {() => Promise<void>} close
 */

/**
 * Serves a folder on 127.0.0.1.
 * @param {string} folder
 * @param {{port?: number, under?: string}} [options] `under` is the path the folder appears at;
 *   port 0 takes any free one
 * @returns {Promise<StaticServer>}
 */
export async function serve(folder, { port = 0, under = '/' } = {}) {
  /** @type {Map<string, Fault>} */
  const faults = new Map();
  /** @type {string[]} */
  const requests = [];

  const host = { isPretty: false, headers: {} };

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    requests.push(path);
    const inside = path.startsWith(under) ? path.slice(under.length) : null;
    const pretty = host.isPretty && inside !== null ? prettyAddress(folder, inside) : inside;
    if (pretty !== inside) {
      return response.writeHead(301, { Location: under + pretty }).end();
    }
    const page =
      host.isPretty && isFile(join(folder, `${inside}.html`)) ? `${inside}.html` : inside;
    const name = page === '' || page?.endsWith('/') ? `${page}index.html` : page;
    const file = name === null ? null : join(folder, normalize(`/${name}`));
    if (
      name === null ||
      file === null ||
      !file.startsWith(folder.replace(/[\\/]*$/, sep)) ||
      !isFile(file)
    ) {
      return plain(response, 404, 'text/plain', 'not found');
    }
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    const fault = faults.get(name);
    if (fault === 'stalled') return undefined;
    if (fault) return broken(response, fault, type, await readFile(file));
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Length': statSync(file).size,
      'Cache-Control': 'no-cache',
      ...host.headers,
    });
    return request.method === 'HEAD' ? response.end() : createReadStream(file).pipe(response);
  });

  await new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(
              `Port ${port} is already in use.`,
              `Choose another one: PORT=${port + 1} npm start`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });

  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}${under}`,
    faults,
    host,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The address to which a host with pretty addresses leads.
 * @param {string} folder
 * @param {string} inside
 */
function prettyAddress(folder, inside) {
  const bare = inside.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, '');
  return isFile(join(folder, bare, 'index.html')) ? bare.replace(/([^/])$/, '$1/') : bare;
}

/** @param {string} path */
function isFile(path) {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} type
 * @param {string | Buffer} body
 */
function plain(response, status, type, body) {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {Fault} fault
 * @param {string} type
 * @param {Buffer} bytes
 */
function broken(response, fault, type, bytes) {
  if (fault === 'missing') return plain(response, 404, 'text/plain', 'not found');
  if (fault === 'html') {
    return plain(response, 200, 'text/html', '<!doctype html><title>Not here</title>');
  }
  if (fault === 'truncated')
    return plain(response, 200, type, bytes.subarray(0, bytes.length >> 1));
  if (fault === 'injected')
    return plain(response, 200, type, Buffer.concat([bytes, Buffer.from('<!-- hosted -->')]));
  const changed = Buffer.from(bytes);
  changed[changed.length >> 1] ^= 1;
  return plain(response, 200, type, changed);
}
