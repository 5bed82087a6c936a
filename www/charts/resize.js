/** Hears when an element takes another size, or its pixels another size: by zoom, or on a new screen. */

/** What draws each element that is on the page. @type {Map<Element, () => void>} */
const drawn = new Map();
let ratio = 0;
/** @type {MediaQueryList | undefined} */
let query;

/**
 * Draws every element again if the screen has another number of pixels for a CSS pixel. The elements
 * keep their size when a window moves to another screen, so no size tells of this change.
 */
export function followRatio() {
  if (devicePixelRatio === ratio) return;
  ratio = devicePixelRatio;
  query?.removeEventListener('change', followRatio);
  // A query for the exact number fails where the number has no exact decimal spelling.
  const [least, most] = [ratio - 0.001, ratio + 0.001];
  query = matchMedia(`(min-resolution: ${least}dppx) and (max-resolution: ${most}dppx)`);
  query.addEventListener('change', followRatio);
  for (const redraw of drawn.values()) redraw();
}

/**
 * Calls back when the pixels of an element on the page have taken another size.
 * @param {Element} element
 * @param {() => void} redraw
 */
export function onRatio(element, redraw) {
  followRatio();
  // The observer also speaks when the element comes onto the page, and when it leaves.
  new ResizeObserver(() => {
    if (element.isConnected) drawn.set(element, redraw);
    else drawn.delete(element);
  }).observe(element);
}

/**
 * Calls back in the frame after an element has taken another size. A drawing may set the height of
 * its own element; if it did so at once, the browser would report an endless loop of the observer.
 * @param {Element} element
 * @param {() => void} redraw
 */
export function onResize(element, redraw) {
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(element);
  onRatio(element, redraw);
}
