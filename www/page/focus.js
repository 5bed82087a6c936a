/** Keeps the keyboard's place: what had the focus can leave the page, and then a neighbour has it. */

/**
 * Whether nothing on the page has the focus, or a part has it that nobody sees any more.
 */
export function isFocusLost() {
  const focused = document.activeElement;
  return !focused || focused === document.body || focused.getClientRects().length === 0;
}

/**
 * Gives a lost focus to the first of these that can take it.
 * @param {(Element | null | undefined)[]} candidates
 */
export function giveFocus(candidates) {
  for (const candidate of candidates) {
    if (!isFocusLost()) return;
    if (candidate instanceof HTMLElement && candidate.isConnected) candidate.focus();
  }
}
