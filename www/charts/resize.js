/** Hears of new sizes where the answer changes the size again. */

/**
 * Calls back in the frame after an element has taken another size. A drawing that gives its place
 * its height would otherwise be an error to the browser: an observer that keeps it busy.
 * @param {Element} element
 * @param {() => void} redraw
 */
export function onResize(element, redraw) {
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(element);
}
