/** Undoes what mail, chats, documents and trackers do to a link on its way. */

/** Signs before a link and behind it; no link of ours begins or ends with any of them. */
const BEFORE = /^(#|[\p{Pi}\p{Pf}\p{Ps}\p{Pe}"'<>*_`|])+/u;
const BEHIND = /((?!=)[\p{P}\p{S}])+$/u;
/** Signs of HTML that stood behind a link. */
const ENTITIES_BEHIND = /(&(gt|lt|quot|nbsp|apos|#\d+|#x[\da-f]+);?)+$/i;
/** Programs put these into long words, so that they can be broken. */
const UNSEEN = /[\p{Cf}\s]/gu;
/** What others add to links, to follow who opens them; a link of ours has no question mark. */
const TRACKERS =
  /[?&](utm_\w+|\w*clid|msclkid|igshid|igsh|si|mc_[ce]id|ref_src|_g[al]|_hs\w+|mkt_tok)=[^&]*/gi;
/** A link can be encoded by each program that it passes. */
const MOST_TIMES = 4;

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

/** Nothing in a link of ours needs to be encoded. @param {string} hash */
function decodeWhole(hash) {
  let text = hash;
  for (let times = 0; times < MOST_TIMES && text.includes('%'); times += 1) {
    text = text.replace(/(%[\da-f]{2})+/gi, decode);
  }
  return text;
}

/**
 * The hash that was meant, without what was done to it: percent-encoding, the `&amp;` of HTML, the
 * `=3D` of mail, breaks of lines, wide and unseen signs, signs of the text around it, trackers.
 * @param {string} hash with or without the leading #
 */
export function repairHash(hash) {
  let text = decodeWhole(hash);
  if (/=3D/i.test(text)) text = text.replace(/=\r?\n/g, '').replace(/=3D/gi, '=');
  return text
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(BEFORE, '')
    .replace(/&((amp|#38|#x26);)+/gi, '&')
    .replace(/[−–‐‑]/g, '-')
    .replace(/:~:.*$/, '')
    .replace(TRACKERS, '')
    .replace(/\+(?=&|$)|(?<=&)\+/g, '')
    .replace(ENTITIES_BEHIND, '')
    .replace(BEHIND, '');
}
