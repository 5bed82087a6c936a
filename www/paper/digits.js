/** Loads all of MNIST, file by file in order, because a run shuffles all its images. */

/** @typedef {import('../data/manifest.js').ShardEntry} ShardEntry */
/** @typedef {{kind: 'training' | 'test', bytes: Uint8Array}} Shard */
/** @typedef {Pick<import('../data/shards.js').ShardLoader, 'loadManifest' | 'load'>} Loader */

export class Digits {
  /** @param {Loader} loader */
  constructor(loader) {
    this.loader = loader;
    /** @type {Shard[]} */
    this.shards = [];
    this.total = 0;
    this.received = 0;
    this.hasFailed = false;
  }

  /** The share of the bytes that are loaded. */
  get progress() {
    return this.total === 0 ? 0 : Math.min(1, this.received / this.total);
  }

  /** Goes on from the file at which an earlier try failed; rejects with the reason. */
  async load() {
    const { training, test } = await this.loader.loadManifest();
    const list = (/** @type {'training' | 'test'} */ kind, /** @type {ShardEntry[]} */ entries) =>
      entries.map((entry) => ({ kind, entry }));
    const files = [...list('training', training.shards), ...list('test', test.shards)];
    this.total = files.reduce((sum, { entry }) => sum + entry.bytes, 0);
    try {
      for (const { kind, entry } of files.slice(this.shards.length)) {
        // The browser must not read a broken copy from its cache again.
        const init = this.hasFailed ? /** @type {const} */ ({ cache: 'reload' }) : undefined;
        this.shards.push({ kind, bytes: await this.loader.load(entry, init) });
      }
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }
}
