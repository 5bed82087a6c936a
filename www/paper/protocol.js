/**
 * The messages between the paper's page and its workers. Requests carry the same address as in the
 * Lab, and workers send the same signs of life.
 */

/** @typedef {import('../worker/protocol.js').Address} Address */
/** @typedef {import('../worker/protocol.js').InitRequest} InitRequest */
/**
 * @typedef {{cell: import('./plan.js').Cell, extent: import('./plan.js').Extent, seed: number,
 *   protocols: string[], known: string}} Assignment
 *   known: lines of finished runs of the same cell and seed
 * @typedef {Address & {type: 'shard', kind: 'training' | 'test', bytes: Uint8Array}} ShardRequest
 * @typedef {Address & {type: 'seal'}} SealRequest says that all shards have been sent
 * @typedef {Address & {type: 'unit', unit: string, assignment: Assignment}} UnitRequest
 * @typedef {Address & {type: 'hold', isHeld: boolean}} HoldRequest
 * @typedef {import('../worker/protocol.js').AskRequest<Question>} AskRequest
 * @typedef {InitRequest | ShardRequest | SealRequest | UnitRequest | HoldRequest | AskRequest} Request
 */

/**
 * @typedef {{what: 'work', assignments: Assignment[]} | {what: 'table', lines: string}
 *   | {what: 'pace', assignment: Assignment}} Question
 * @typedef {{work: number[], table: string, pace: number}} Values
 *   the answer to each question; work: of each assignment; table: CSV; pace: work a second
 */

/**
 * @typedef {{type: 'left', unit: string, left: number, isSearching: boolean}
 *   | {type: 'record', unit: string, line: string, left: number}
 *   | {type: 'done', unit: string}
 *   | {type: 'refused', request: 'unit', unit: string, message: string}} UnitAnswer
 * @typedef {{type: 'ready'} | {type: 'sealed'} | UnitAnswer
 *   | import('../worker/protocol.js').ReplyAnswer<Values[keyof Values]>
 *   | import('../worker/protocol.js').RefusedAnswer} Answer
 */
export {};
