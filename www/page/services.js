/**
 * What every figure gets: the page's cursor, the origin of its numbers, and a function that asks the
 * lanes for these numbers.
 *
 * @typedef {import('../run/view.js').View['lanes'][number]} Lane
 * @typedef {import('../worker/protocol.js').Wants} Wants
 * @typedef {object} Services
 * @property {import('./cursor.js').Cursor} cursor
 * @property {() => import('../charts/save.js').Origin} origin
 * @property {() => void} redraw
 * @property {(figure: {isSeen: boolean}, wants?: (lane: Lane) => Wants | null,
 *   how?: {remembers?: boolean, follows?: boolean}) => void} watch
 *   asks the lanes for the numbers of a figure; remembers: whether it shows the past, too; follows:
 *   whether it shows the moment that the visitor looks back to
 */
export {};
