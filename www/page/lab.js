/**
 * What every part of the Lab gets when it is mounted.
 *
 * @typedef {object} Lab
 * @property {import('../link/state.js').Catalog} catalog
 * @property {import('../run/session.js').Session} session
 * @property {import('../worker/runs.js').Runs} runs
 * @property {import('./services.js').Services} services
 * @property {import('../worker/owned-worker.js').Opening} workers how workers are opened
 * @property {(listener: (shard: import('../worker/lane-worker.js').Shard) => void) => void} onShard
 * @property {() => void} requestDraw
 * @property {(files: File[], field: 'run' | 'images') => void} arrive takes chosen files
 */
export {};
