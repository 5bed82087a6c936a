/** Undoes what mail, chats and documents do to a link on its way. */

/** Signs that end a sentence or close a bracket; no link of ours ends with one of them. */
const BEHIND = /[.,;:!?)\]}>"'’”»]+$/;

/**
 * @param {string} text
 * @returns {string} as it was if it is not percent-encoded rightly
 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The hash that was meant: `&amp;` is `&`, a fragment that was percent-encoded as a whole is decoded,
 * and signs that the text around the link has left behind it are dropped.
 * @param {string} hash with or without the leading #
 */
export function repairHash(hash) {
  let text = hash;
  // Without an = there is no pair, so an encoded = can only be that of a pair. It can be encoded twice.
  for (let times = 0; times < 2 && !text.includes('=') && /%(25)*3d/i.test(text); times += 1) {
    text = decode(text);
  }
  return text
    .replace(/^(#|%23)+/i, '')
    .replace(/&(amp;)+/gi, '&')
    .replace(BEHIND, '');
}
