/** The key that a visitor means, whatever script the keyboard writes. */

/** Keys that bear no Latin letter, by the place on the keyboard: alone, and with Shift. */
const PLACES = /** @type {Record<string, [string, string]>} */ ({
  Period: ['.', ''],
  Slash: ['', '?'],
});

/**
 * A keyboard that writes Latin letters is read by what it writes, so that Dvorak and AZERTY work as
 * they are printed. A keyboard of another script is read by the place of the key.
 * @param {Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'isComposing'>} event
 * @returns {string} a value of KeyboardEvent.key, letters small; '' while an input method composes
 */
export function keyName({ key, code, shiftKey, isComposing }) {
  if (isComposing || key === 'Process' || key === 'Dead') return '';
  if (key.length > 1) return key;
  if (/[\x20-\x7e]/.test(key)) return key.toLowerCase();
  const [, letter] = code.match(/^Key([A-Z])$/) ?? [];
  return letter?.toLowerCase() ?? PLACES[code]?.[Number(shiftKey)] ?? '';
}
