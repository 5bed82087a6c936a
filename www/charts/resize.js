/** Hears of new sizes of an element whose redrawing changes the size again. */

/**
 * Calls back in the frame after an element has taken another size. A drawing may set the height of
 * its own element; if it did so at once, the browser would report an endless loop of the observer.
 * @param {Element} element
 * @param {() => void} redraw
 */
export function onResize(element, redraw) {
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(element);
}
