/** Every key that the page listens to, once as data: bound by it, and shown by it. */

/**
 * @typedef {'togglePlay' | 'oneStep' | 'oneEpoch' | 'reset' | 'newSeed' | 'stepBack' |
 *   'stepForward' | 'present' | 'showKeys'} Action
 * @typedef {{keys: string[], names: string[], says: string, action?: Action, repeats?: boolean}} Key
 *   keys: as KeyboardEvent.key has them; names: as a keyboard has them; without an action it is
 *   bound where it works
 * @typedef {{title: string, keys: Key[]}} KeyGroup
 */

/** @type {KeyGroup[]} */
export const KEY_GROUPS = [
  {
    title: 'Everywhere',
    keys: [
      { keys: [' '], names: ['Space'], says: 'play or pause', action: 'togglePlay' },
      { keys: ['.'], names: ['.'], says: 'one step', action: 'oneStep' },
      { keys: ['e'], names: ['E'], says: 'one epoch', action: 'oneEpoch' },
      { keys: ['r'], names: ['R'], says: 'reset: the same start again', action: 'reset' },
      { keys: ['n'], names: ['N'], says: 'new seed', action: 'newSeed' },
      {
        keys: ['ArrowLeft'],
        names: ['←'],
        says: 'back in the run’s history',
        action: 'stepBack',
        repeats: true,
      },
      {
        keys: ['ArrowRight'],
        names: ['→'],
        says: 'forward in the run’s history',
        action: 'stepForward',
        repeats: true,
      },
      { keys: ['p'], names: ['P'], says: 'presenter view', action: 'present' },
      { keys: ['?'], names: ['?'], says: 'this list', action: 'showKeys' },
      { keys: ['Escape'], names: ['Esc'], says: 'close what is open' },
    ],
  },
  {
    title: 'In a chart',
    keys: [
      { keys: ['ArrowLeft', 'ArrowRight'], names: ['←', '→'], says: 'move the cursor' },
      { keys: ['Home', 'End'], names: ['Home', 'End'], says: 'to the first, to the last step' },
    ],
  },
  {
    title: 'In the presenter view',
    keys: [
      { keys: ['PageDown', 'ArrowRight'], names: ['Page Down', '→'], says: 'next figure' },
      { keys: ['PageUp', 'ArrowLeft'], names: ['Page Up', '←'], says: 'previous figure' },
      { keys: ['Escape'], names: ['Esc'], says: 'leave' },
    ],
  },
];
