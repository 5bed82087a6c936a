/**
 * uPlot formats numbers in the browser's language while it loads, and throws when the language tag
 * is not valid: WebKitGTK under the C locale says "C". This file is imported before uPlot and mends
 * it.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}

/** Writes the numbers of a time axis in the page's language. */
export const steps = new Intl.NumberFormat(globalThis.document?.documentElement.lang || 'en');
