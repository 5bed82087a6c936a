/** Where the images come from: MNIST as it is supplied, or what the visitor has brought. */

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
    /** MNIST as far as it has come. @type {Shard[]} */
    this.mnist = [];
    /** @type {OwnData | null} */
    this.own = null;
  }

  /** @param {Shard} shard of MNIST; it waits while another set is in use */
  supplied(shard) {
    this.mnist.push(shard);
    if (!this.own) this.options.onShard(shard);
  }

  /**
   * @param {OwnData | null} data null: MNIST
   * @returns {Shard[]} everything that is there of it
   */
  use(data) {
    this.own = data;
    if (!data) return [...this.mnist];
    const shards = (/** @type {'training' | 'test'} */ kind, /** @type {Uint8Array[]} */ all) =>
      all.map((bytes) => ({ kind, bytes }));
    // A set of any size is whole: nothing waits for as many test images as MNIST has.
    const end = { kind: /** @type {const} */ ('test'), bytes: null };
    return [...shards('training', data.training), ...shards('test', data.test), end];
  }

  /** What the images are, as far as a name and counts tell. */
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
