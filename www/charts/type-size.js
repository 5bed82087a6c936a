/** The size of type on the page: some visitors, and presenter view, have larger type. */

/** The size that charts are drawn for, in CSS pixels; lines and distances grow with the type. */
export const USUAL_TYPE = 12;

/** The present size of small type, in CSS pixels. */
export function typeSize() {
  return 0.75 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** The present size as a multiple of the usual size. */
export const typeScale = () => typeSize() / USUAL_TYPE;
