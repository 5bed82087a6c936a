/**
 * uPlot formats numbers in the browser's language while it loads, and throws when that is no valid
 * tag: WebKitGTK under the C locale says "C". Imported before it, this file mends the tag.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}

/** Numbers of a time axis, in the page's language. */
export const steps = new Intl.NumberFormat(globalThis.document?.documentElement.lang || 'en');
