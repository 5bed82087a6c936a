/**
 * Text as it must stand in markup, in attributes too.
 * @param {string} text
 */
export const escapeMarkup = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
