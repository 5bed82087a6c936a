/**
 * Fetches data files, and refuses each file that differs from the manifest in length, SHA-256, gzip
 * or unpacked length. Each fault names the file and says what is wrong with it.
 */
import { asSentence, formatInteger } from '../words/format.js';
import { checkManifest } from './manifest.js';

/** @typedef {import('./manifest.js').ShardEntry} ShardEntry */
/** @typedef {(url: string, options?: RequestInit) => Promise<Response>} Fetch */

export class DataFault extends Error {
  /**
   * @param {string} file '' for a fault that every file would have
   * @param {string} fault
   */
  constructor(file, fault) {
    super(asSentence(file === '' ? fault : `${file}: ${fault}`));
    this.file = file;
  }
}

/** Browsers do not tell a page which of the two it was. */
const FETCH_FAULT =
  'it could not be fetched; is the network there, and does the host’s policy (connect-src) allow it?';
/** The longest wait for an answer, or for the next bytes: a server can leave a request open for ever. */
const PATIENCE_MS = 60_000;

/**
 * @template T
 * @param {Promise<T>} answer
 * @returns {Promise<T>}
 */
function inTime(answer) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} hex */
export function integrityOf(hex) {
  const bytes = hex.match(/../g) ?? [];
  return `sha256-${btoa(String.fromCharCode(...bytes.map((pair) => Number.parseInt(pair, 16))))}`;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} file
 * @param {number} expected unpacked length; no more bytes are unpacked
 */
async function gunzip(bytes, file, expected) {
  if (!globalThis.DecompressionStream) {
    const fault =
      'This browser cannot unpack the images; update it, or open the page in another one';
    throw new DataFault('', fault);
  }
  const raw = new Uint8Array(expected);
  let length = 0;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (length + value.length > expected) throw new RangeError('longer than expected');
      raw.set(value, length);
      length += value.length;
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new DataFault(file, `it could not be unpacked (${detail})`);
  }
  if (length !== expected) {
    throw new DataFault(
      file,
      `it unpacks to ${formatInteger(length)} bytes where ${formatInteger(expected)} are expected`,
    );
  }
  return raw;
}

/**
 * Files of the same name from two builds have two addresses, so no cache mixes them up.
 * @param {string} sha256
 */
const versionOf = (sha256) => `?v=${sha256.slice(0, 8)}`;

export class ShardLoader {
  /**
   * @param {{base: string, fetch: Fetch, subtle: SubtleCrypto | undefined,
   *   onBytes: (bytes: number) => void}} options base: URL of the folder, ending in a slash
   */
  constructor(options) {
    this.options = options;
  }

  /**
   * @param {string} file
   * @param {RequestInit} [init]
   * @param {string} [version]
   */
  async #request(file, init, version = '') {
    let response;
    try {
      const url = new URL(file + version, this.options.base).href;
      response = await inTime(this.options.fetch(url, init));
    } catch {
      const wrong = init?.integrity ? 'its SHA-256 differs from the manifest' : '';
      throw new DataFault(file, wrong || FETCH_FAULT);
    }
    if (!response.ok) {
      throw new DataFault(
        file,
        `the server answered ${response.status} ${response.statusText}`.trim(),
      );
    }
    if (/html/.test(response.headers.get('Content-Type') ?? '')) {
      throw new DataFault(file, 'the server sends a web page in its place');
    }
    return response;
  }

  async loadManifest() {
    const file = 'manifest.json';
    const response = await this.#request(file, { cache: 'no-cache' });
    let value;
    try {
      value = await response.json();
    } catch {
      throw new DataFault(file, 'it is not JSON');
    }
    const checked = checkManifest(value);
    if ('fault' in checked) throw new DataFault(file, checked.fault);
    return checked.manifest;
  }

  /**
   * @param {ShardEntry} entry
   * @param {RequestInit} [init] 'reload' after a fault, so that a broken cache entry is not used again
   * @returns {Promise<Uint8Array>} the unpacked file
   */
  async load(entry, init) {
    const bytes = await this.#download(entry, init);
    // Some hosts send a .gz file as a compressed transfer, and the browser unpacks it.
    if (bytes.length === entry.rawBytes) return this.#check(entry, bytes, entry.rawSha256);
    const packed = await this.#check(entry, bytes, entry.sha256);
    return gunzip(packed, entry.file, entry.rawBytes);
  }

  /**
   * @param {ShardEntry} entry
   * @param {RequestInit} [init]
   */
  async #download(entry, init) {
    const response = await this.#request(entry.file, init, versionOf(entry.sha256));
    const bytes = new Uint8Array(Math.max(entry.bytes, entry.rawBytes));
    let length = 0;
    const reader = response.body?.getReader();
    try {
      while (reader) {
        const { done, value } = await inTime(reader.read());
        if (done) break;
        if (length + value.length <= bytes.length) bytes.set(value, length);
        length += value.length;
        this.options.onBytes(value.length);
      }
    } catch {
      reader?.cancel().catch(() => undefined);
      throw new DataFault(entry.file, `the connection broke after ${formatInteger(length)} bytes`);
    }
    if (length !== entry.bytes && length !== entry.rawBytes) {
      const fault = `it has ${formatInteger(length)} bytes where ${formatInteger(entry.bytes)} are expected`;
      throw new DataFault(entry.file, fault);
    }
    return bytes.subarray(0, length);
  }

  /**
   * Pages on plain http have no SubtleCrypto. There the browser checks the hash while it fetches
   * the file again, this time from its cache.
   * @param {ShardEntry} entry
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {string} sha256 hash of these bytes, packed or unpacked
   */
  async #check(entry, bytes, sha256) {
    const { subtle } = this.options;
    if (subtle) {
      const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
      if (toHex(digest) === sha256) return bytes;
      throw new DataFault(entry.file, 'its SHA-256 differs from the manifest');
    }
    const integrity = integrityOf(sha256);
    const response = await this.#request(entry.file, { integrity }, versionOf(entry.sha256));
    return new Uint8Array(await response.arrayBuffer());
  }
}
