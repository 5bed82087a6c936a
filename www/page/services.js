/**
 * What every figure is given: the page's cursor, where its numbers come from, and somebody who asks
 * the lanes for them.
 *
 * @typedef {import('../run/view.js').View['lanes'][number]} Lane
 * @typedef {import('../worker/protocol.js').Wants} Wants
 * @typedef {object} Services
 * @property {import('./cursor.js').Cursor} cursor
 * @property {() => import('../charts/save.js').Origin} origin
 * @property {() => void} redraw
 * @property {(figure: {isSeen: boolean}, wants?: (lane: Lane) => Wants | null,
 *   how?: {remembers?: boolean, follows?: boolean}) => void} watch
 *   asks the lanes for what a figure wants; remembers: whether it shows the past too; follows:
 *   whether it shows the moment that the visitor looks back to
 */
export {};
