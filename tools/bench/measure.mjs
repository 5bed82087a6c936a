// The run of the bench: memory first, then warm-up, then rounds in which every workload has its turn.

import { spread } from './statistics.mjs';

/**
 * @typedef {import('./contenders.mjs').Contender} Contender
 * @typedef {import('./page/respond.js').Memory} Memory
 * @typedef {import('./page/respond.js').Entry} Entry
 * @typedef {import('./statistics.mjs').Spread} Spread
 *
 * @typedef {object} Pace
 * @property {number} rounds samples of each workload
 * @property {number} milliseconds of each sample, at least
 * @property {number} warmUp milliseconds
 *
 * @typedef {object} Workload
 * @property {number} flops in one pass
 * @property {number[]} samples milliseconds of one pass
 * @property {Spread} [spread] of the samples
 * @property {string} [refused] why the contender cannot do it
 * @property {Memory} [memory]
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {string} version
 * @property {boolean} isEngine
 * @property {Record<string, Workload>} workloads by id
 */

/**
 * @param {Contender[]} contenders
 * @param {Pace} pace
 * @param {(line: string) => void} tell
 * @returns {Promise<Measured[]>}
 */
export async function measure(contenders, pace, tell) {
  const players = [];
  for (const contender of contenders) {
    tell(`${contender.name}: memory and warm-up`);
    players.push(await warmUp(contender, pace.warmUp));
  }
  for (let round = 1; round <= pace.rounds; round += 1) {
    tell(`round ${round} of ${pace.rounds}`);
    for (const { contender, entries, measured } of players) {
      for (const [index, { id }] of entries.entries()) {
        const { refused, samples } = measured.workloads[id];
        if (refused) continue;
        const request = { type: /** @type {const} */ ('time'), index };
        const { passes, milliseconds } = await contender.ask({
          ...request,
          milliseconds: pace.milliseconds,
        });
        samples.push(milliseconds / passes);
      }
    }
  }
  for (const { measured } of players) {
    for (const workload of Object.values(measured.workloads)) {
      if (!workload.refused) workload.spread = spread(workload.samples);
    }
  }
  return players.map(({ measured }) => measured);
}

/**
 * @param {Contender} contender
 * @param {number} milliseconds
 */
async function warmUp(contender, milliseconds) {
  /** @type {Entry[]} */
  const entries = await contender.ask({ type: 'list' });
  const { name, version, isEngine } = contender;
  /** @type {Measured} */
  const measured = { name, version, isEngine, workloads: {} };
  for (const { id, flops } of entries) measured.workloads[id] = { flops, samples: [] };

  if (isEngine) {
    for (const [index, { id }] of entries.entries()) {
      if (!id.startsWith('step/')) continue;
      // Memory is measured in a new instance: room that another training left behind would hide growth.
      await contender.renew();
      measured.workloads[id].memory = await contender.ask({ type: 'memory', index });
    }
    await contender.renew();
  }
  for (const [index, { id }] of entries.entries()) {
    try {
      await contender.ask({ type: 'time', index, milliseconds });
    } catch (error) {
      // A library that cannot train a network is an answer; an engine that cannot is a bug.
      if (isEngine) throw error;
      measured.workloads[id].refused = error instanceof Error ? error.message : String(error);
    }
  }
  return { contender, entries, measured };
}
