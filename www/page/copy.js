/** Copies texts to the clipboard. */

/** A browser that has not answered by then does not copy: some never answer in a frame. */
const PATIENCE_MS = 2000;

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether the browser says that it has copied the text
 */
export async function isCopied(text) {
  try {
    await Promise.race([
      navigator.clipboard.writeText(text),
      new Promise((_, reject) => setTimeout(reject, PATIENCE_MS)),
    ]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Shows a text where the visitor can copy it.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} text
 */
export function offerText(field, text) {
  field.hidden = false;
  field.value = text;
  field.focus();
  field.select();
}
