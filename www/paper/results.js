/** The lines of finished runs, and what a plan lacks beside them. */
import { readLine, runKey, runKeysOf, unitsOf } from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {import('./plan.js').Unit} Unit */
/** @typedef {NonNullable<ReturnType<typeof readLine>>} Line */

export class Results {
  /** By run. @type {Map<string, Line>} */
  lines = new Map();
  /** Counts changes. */
  version = 0;

  /** @param {string} line */
  take(line) {
    const read = readLine(line);
    if (!read) return null;
    this.lines.set(read.key, read);
    this.version += 1;
    return read;
  }

  /** Takes lines in place of those that were there. @param {string[]} lines */
  replace(lines) {
    const before = new Set([...this.lines.values()].map(({ line }) => line));
    if (before.size === lines.length && lines.every((line) => before.has(line))) return;
    this.clear();
    for (const line of lines) this.take(line);
  }

  clear() {
    this.lines.clear();
    this.version += 1;
  }

  /** @param {Plan} plan */
  progressOf(plan) {
    const keys = runKeysOf(plan);
    return { finished: keys.filter((key) => this.lines.has(key)).length, total: keys.length };
  }

  /**
   * The units that lack a run.
   * @param {Plan} plan
   */
  missingOf(plan) {
    return unitsOf(plan).filter((unit) => this.#protocolsLeft(unit).length > 0);
  }

  /** @param {Unit} unit */
  #protocolsLeft(unit) {
    return unit.protocols.filter((protocol) => !this.lines.has(runKey(unit, protocol)));
  }

  /**
   * The missing part of a unit, as the engine takes it; null if no run is missing.
   * @param {Unit} unit
   * @returns {import('./protocol.js').Assignment | null}
   */
  assignmentOf(unit) {
    const protocols = this.#protocolsLeft(unit);
    if (protocols.length === 0) return null;
    const { cell, extent, seed } = unit;
    // A finished run of the same search has recorded the rate, so the engine need not search again.
    const known = [...this.lines.values()].filter((line) => line.unit === unit.key);
    return { cell, extent, seed, protocols, known: known.map(({ line }) => line).join('\n') };
  }
}
