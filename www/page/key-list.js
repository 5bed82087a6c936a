/** Every key that the page listens to, as data; the build makes the list of keys from it. */

/**
 * @typedef {'togglePlay' | 'oneStep' | 'oneEpoch' | 'reset' | 'newSeed' | 'stepBack' |
 *   'stepForward' | 'present' | 'showKeys'} Action
 * @typedef {{key?: string, names: string[], says: string, action?: Action, repeats?: boolean}} Key
 *   key: a value that `keyName` gives; names: as printed on a keyboard; the part that a key works in
 *   binds a key without an action
 * @typedef {{title: string, keys: Key[]}} KeyGroup
 */

/** @type {KeyGroup[]} */
export const KEY_GROUPS = [
  {
    title: 'Everywhere',
    keys: [
      { key: ' ', names: ['Space'], says: 'play or pause', action: 'togglePlay' },
      { key: '.', names: ['.'], says: 'one step', action: 'oneStep' },
      { key: 'e', names: ['E'], says: 'one epoch', action: 'oneEpoch' },
      { key: 'r', names: ['R'], says: 'reset: the same start again', action: 'reset' },
      { key: 'n', names: ['N'], says: 'new seed', action: 'newSeed' },
      {
        key: 'ArrowLeft',
        names: ['←'],
        says: 'back in the run’s history',
        action: 'stepBack',
        repeats: true,
      },
      {
        key: 'ArrowRight',
        names: ['→'],
        says: 'forward in the run’s history',
        action: 'stepForward',
        repeats: true,
      },
      { key: 'p', names: ['P'], says: 'presenter view', action: 'present' },
      { key: '?', names: ['?'], says: 'this list', action: 'showKeys' },
      { names: ['Esc'], says: 'close what is open' },
    ],
  },
  {
    title: 'In a chart',
    keys: [
      { names: ['←', '→'], says: 'move the cursor' },
      { names: ['Home', 'End'], says: 'to the first, to the last step' },
    ],
  },
  {
    title: 'In the presenter view',
    keys: [
      { names: ['Page Down', '→'], says: 'next figure' },
      { names: ['Page Up', '←'], says: 'previous figure' },
      { names: ['F5'], says: 'from the first figure' },
      { names: ['B', '.'], says: 'black screen, and back' },
      { names: ['Esc'], says: 'leave' },
    ],
  },
];
