/**
 * Loads the data files one after another, in the order in which the run needs them, and remembers
 * which files are there and which failed. A failed file holds up only the files of its kind after
 * it.
 */
import { asSentence, formatInteger } from '../words/format.js';
import { trainingShardsFor } from './manifest.js';
import { DataFault } from './shards.js';

/** @typedef {import('./manifest.js').Manifest} Manifest */
/** @typedef {import('./manifest.js').ShardEntry} ShardEntry */
/** @typedef {{kind: 'training'|'test', bytes: Uint8Array | null}} Shard */
/** @typedef {{loadManifest: () => Promise<Manifest>,
 *   load: (entry: ShardEntry, init?: RequestInit) => Promise<Uint8Array>}} Loader */

export class Supply {
  /**
   * @param {{loader: Loader, onShard: (shard: Shard) => void,
   *   onFault: (fault: {file: string, message: string}) => void, onChange: () => void}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {Manifest | null} */
    this.manifest = null;
    /** @type {Set<string>} */
    this.loaded = new Set();
    /** @type {Set<string>} */
    this.failed = new Set();
    this.images = 0;
    this.bytesOfCurrent = 0;
    this.isPumping = false;
    /** @type {RequestInit | undefined} */
    this.requestOptions = undefined;
  }

  /** @param {number} images number of training images that the run draws from */
  need(images) {
    this.images = images;
    return this.#pump();
  }

  /** Tries every failed file again, past the browser's cache. */
  retry() {
    this.failed.clear();
    this.requestOptions = { cache: 'reload' };
    return this.#pump();
  }

  /** The files that the start waits for; the other files are used after the first epoch. */
  get #required() {
    if (!this.manifest) return [];
    const training = trainingShardsFor(this.manifest, this.images);
    return [...training, ...this.manifest.test.shards.slice(0, 1)];
  }

  get isReady() {
    return this.manifest !== null && this.#required.every((shard) => this.loaded.has(shard.file));
  }

  /** The share of the required bytes that have come, 0 to 1. */
  get progress() {
    const required = this.#required;
    const total = required.reduce((sum, shard) => sum + shard.bytes, 0);
    if (total === 0) return 0;
    const there = required.filter((shard) => this.loaded.has(shard.file));
    const current = this.isReady ? 0 : this.bytesOfCurrent;
    return Math.min(1, (there.reduce((sum, shard) => sum + shard.bytes, 0) + current) / total);
  }

  /** @param {number} bytes that have just arrived */
  received(bytes) {
    this.bytesOfCurrent += bytes;
    this.options.onChange();
  }

  /** @returns {{kind: 'training'|'test', entry: ShardEntry} | null} */
  #next() {
    if (!this.manifest) return null;
    const test = this.manifest.test.shards;
    const training = trainingShardsFor(this.manifest, this.images);
    // The engine needs the files of a kind in order, so none is loaded after a failed file.
    const firstMissing = (/** @type {ShardEntry[]} */ shards) => {
      const entry = shards.find((shard) => !this.loaded.has(shard.file));
      return entry && !this.failed.has(entry.file) ? entry : null;
    };
    const wanted = firstMissing(training);
    if (wanted) return { kind: 'training', entry: wanted };
    const asked = firstMissing(test);
    return asked ? { kind: 'test', entry: asked } : null;
  }

  async #pump() {
    if (this.isPumping) return;
    this.isPumping = true;
    try {
      this.manifest ??= await this.options.loader.loadManifest();
      for (let next = this.#next(); next !== null; next = this.#next()) {
        await this.#bring(next.kind, next.entry);
      }
    } catch (error) {
      this.#fail('manifest.json', error);
    } finally {
      this.isPumping = false;
    }
  }

  /**
   * @param {'training'|'test'} kind
   * @param {ShardEntry} entry
   */
  async #bring(kind, entry) {
    this.bytesOfCurrent = 0;
    try {
      const bytes = await this.options.loader.load(entry, this.requestOptions);
      this.loaded.add(entry.file);
      this.bytesOfCurrent = 0;
      this.options.onShard({ kind, bytes });
    } catch (error) {
      this.#fail(entry.file, error);
      if (kind === 'test') this.options.onShard({ kind, bytes: null });
    }
    this.options.onChange();
  }

  /**
   * @param {string} file
   * @param {unknown} error
   */
  #fail(file, error) {
    this.failed.add(file);
    this.bytesOfCurrent = 0;
    const known = error instanceof DataFault;
    const detail = error instanceof Error ? error.message : String(error);
    const fault = known ? detail : asSentence(`${file}: ${detail}`);
    const message = `${fault} ${this.#consequence(file)}`;
    this.options.onFault({ file: known ? error.file : file, message });
  }

  /** @param {string} file */
  #consequence(file) {
    const [first, ...later] = this.manifest?.test.shards ?? [];
    if (first && later.some((shard) => shard.file === file)) {
      return `Until this file comes, accuracy is over the first ${formatInteger(first.count)} test images.`;
    }
    return 'The run waits for this file.';
  }
}
