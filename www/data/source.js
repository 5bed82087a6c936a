/** The source of the images: MNIST, as far as it has come, or the visitor's own data set. */

/** @typedef {import('./supply.js').Shard} Shard */
/** @typedef {import('./supply.js').Supply} Supply */
/**
 * @typedef {{name: string, training: Uint8Array[], test: Uint8Array[],
 *   counts: {training: number, test: number}}} OwnData
 */

export class Source {
  /** @param {{supply: Pick<Supply, 'need' | 'retry' | 'isReady' | 'progress'>, onShard: (shard: Shard) => void}} options */
  constructor(options) {
    this.options = options;
    /** The shards of MNIST that have come. @type {Shard[]} */
    this.mnist = [];
    /** @type {OwnData | null} */
    this.own = null;
  }

  /** @param {Shard} shard a shard of MNIST; it waits while another set is in use */
  supplied(shard) {
    this.mnist.push(shard);
    if (!this.own) this.options.onShard(shard);
  }

  /**
   * Changes the data set.
   * @param {OwnData | null} data null: MNIST
   * @returns {Shard[]} all shards of the set that are there
   */
  use(data) {
    this.own = data;
    if (!data) return [...this.mnist];
    const shards = (/** @type {'training' | 'test'} */ kind, /** @type {Uint8Array[]} */ all) =>
      all.map((bytes) => ({ kind, bytes }));
    // This message ends the set, so nothing waits for as many test images as MNIST has.
    const end = { kind: /** @type {const} */ ('test'), bytes: null };
    return [...shards('training', data.training), ...shards('test', data.test), end];
  }

  /** A name and counts that tell the visitor which images are in use. */
  get name() {
    if (!this.own) return 'MNIST';
    const { name, counts } = this.own;
    return `${name} (${counts.training} and ${counts.test} images)`;
  }

  get isReady() {
    return this.own !== null || this.options.supply.isReady;
  }

  get progress() {
    return this.own !== null ? 1 : this.options.supply.progress;
  }

  /** @param {number} images */
  need(images) {
    if (!this.own) this.options.supply.need(images);
  }

  retry() {
    if (!this.own) this.options.supply.retry();
  }
}
