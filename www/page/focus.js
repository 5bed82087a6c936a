/** Keeps the keyboard's place: what had the focus can leave the page, and then a neighbour has it. */

/**
 * Whether nothing on the page has the focus, or a part has it that nobody can see or use any more.
 */
export function isFocusLost() {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused.matches(':disabled')) return true;
  return focused.getClientRects().length === 0;
}

/**
 * Gives a lost focus to the first of these that can take it.
 * @param {(Element | null | undefined)[]} candidates
 * @param {FocusOptions} [options]
 */
export function giveFocus(candidates, options) {
  for (const candidate of candidates) {
    if (!isFocusLost()) return;
    if (candidate instanceof HTMLElement && candidate.isConnected) candidate.focus(options);
  }
}

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
/** How often the page looks for its focus. */
const LOOK_MS = 200;
/** So often a part that is switched off may be looked at before its neighbour gets the focus. */
const MOST_WAITS = 5;

/**
 * Every part that can have the focus, nearest first; of two that are equally near, the later.
 * @param {Element} part
 */
function neighbours(part) {
  const all = [...document.querySelectorAll(FOCUSABLE)];
  const place = all.indexOf(part);
  return all
    .map((neighbour, index) => ({ neighbour, distance: Math.abs(index - place - 0.25) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ neighbour }) => neighbour);
}

/**
 * Gives a lost focus back, whatever took it: a part that was removed, hidden or switched off. A part
 * that is switched off for a moment gets it again. A visitor who points beside all parts has given
 * the focus up.
 */
export function keepFocus() {
  /** @type {Element[]} the part that has the focus, then its neighbours when it got the focus */
  let candidates = [];
  let waits = 0;
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element) || target === document.body) return;
    candidates = neighbours(target);
    waits = 0;
  });
  document.addEventListener(
    'pointerdown',
    () => {
      candidates = [];
    },
    { capture: true },
  );
  setInterval(() => {
    const [last] = candidates;
    if (!last || !isFocusLost()) return;
    if (last.isConnected && last.matches(':disabled') && waits < MOST_WAITS) waits += 1;
    // The visitor may read another part of the page by now, so nothing scrolls.
    else giveFocus(candidates, { preventScroll: true });
  }, LOOK_MS);
}
