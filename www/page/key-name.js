/** The key that a visitor means, whatever script the keyboard writes. */

/** Keys that bear no Latin letter, by the place on the keyboard: alone, and with Shift. */
const PLACES = /** @type {Record<string, [string, string]>} */ ({
  Period: ['.', ''],
  Slash: ['', '?'],
});
/** The code of a key that an input method takes; some browsers send it after the composition. */
const OF_INPUT_METHOD = 229;

/**
 * A keyboard that writes Latin letters is read by what it writes, so that Dvorak and AZERTY work as
 * they are printed. A keyboard of another script is read by the place of the key.
 * @param {Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'isComposing'> &
 *   Partial<Pick<KeyboardEvent, 'keyCode' | 'getModifierState'>>} event
 * @returns {string} a value of KeyboardEvent.key, letters small; '' while an input method composes
 */
export function keyName(event) {
  const { code, shiftKey, isComposing, keyCode } = event;
  // What a browser fills into a field arrives as a keydown without a key.
  if (!event.key || isComposing || keyCode === OF_INPUT_METHOD) return '';
  // Wide letters and signs of East Asian keyboards are the same keys.
  const key = event.key.normalize('NFKC');
  if (key === 'Process' || key === 'Dead') return '';
  if (/^[\x20-\x7e]+$/.test(key)) return key.length > 1 ? key : key.toLowerCase();
  // A sign of the third level, or a letter with an accent, stands on a keyboard of Latin letters.
  if (/\p{Script=Latin}/u.test(key) || event.getModifierState?.('AltGraph')) return '';
  const [, letter] = code.match(/^Key([A-Z])$/) ?? [];
  return letter?.toLowerCase() ?? PLACES[code]?.[Number(shiftKey)] ?? '';
}
