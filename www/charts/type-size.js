/** How large type is on the page: larger for some visitors, and for an audience. */

/** What charts are drawn for, in CSS pixels; lines and distances grow with the type. */
export const USUAL_TYPE = 12;

/** Pixels of small type now. */
export function typeSize() {
  return 0.75 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** How much larger than usual it is. */
export const typeScale = () => typeSize() / USUAL_TYPE;
