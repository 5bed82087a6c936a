/** Undoes what mail, chats, documents and trackers do to a link on its way. */

/** Signs before a link and behind it; no link of ours begins or ends with any of them. */
const BEFORE = /^[#!?/\p{Pi}\p{Pf}\p{Ps}\p{Pe}"'<>*_`|]+/u;
/** A link of ours is plain ASCII; the rest of a letter whose encoding is broken stands as %E2. */
const BEHIND = /(%[89a-f][\da-f]|[^\x20-\x7e]|(?!=)[\p{P}\p{S}])+$/iu;
/**
 * Where the text around a link goes on: a tag, the name that a chat shows, the link once more. Where
 * settings follow, nothing is cut off: it would be lost without a word.
 */
const ELSEWHERE = /(["<>|]|\]\()([^=]*|.*:\/\/.*)$/su;
/** Signs of HTML that stood behind a link. */
const ENTITIES_BEHIND = /&(gt|lt|quot|nbsp|apos|#\d+|#x[\da-f]+)\b[^=]*$/i;
/** Signs that HTML, JSON and TeX put in place of those in a link. @type {[RegExp, string][]} */
const SPELLED = [
  [/\\u0026|\\&/gi, '&'],
  [/\\u003d|&equals;|&#61;|&#x3d;|\\=/gi, '='],
  [/&colon;|&#58;|&#x3a;/gi, ':'],
  [/&comma;|&#44;|&#x2c;/gi, ','],
  [/\\(?=[#_])/g, ''],
  // A no-break space that was read in another encoding, and the sign of a quoted line of mail.
  [/Â(?=\s*&)|[\r\n]\s*>+/g, ''],
];
/** Programs put these into long words, so that they can be broken. */
const UNSEEN = /[\p{Cf}\s]/gu;
/** What others add to links, to follow who opens them; a link of ours has no question mark. */
const TRACKERS =
  /(^|[?&])(utm_\w+|\w*clid|msclkid|igshid|igsh|si|mc_[ce]id|ref|ref_src|trk|_g[al]|gad_\w+|[gw]braid|_hs\w+|mkt_tok|pk_\w+|mtm_\w+|wt\.\w+)=[^&]*/gi;
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
 * Reads what mail has quoted: each = of the link stands as =3D, so a bare = is where mail has broken
 * a line, even if the break itself is gone.
 * @param {string} text
 */
const decodeMail = (text) =>
  text.replace(/=\s+|=(?!3d|[\dA-F]{2})/g, '').replace(/=(3d|[\dA-F]{2})/g, (_, hex) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });

/**
 * The hash that was meant, without what was done to it: percent-encoding, the `&amp;` of HTML, the
 * `=3D` of mail, breaks of lines, wide and unseen signs, signs of the text around it, trackers.
 * @param {string} hash with or without the leading #
 */
export function repairHash(hash) {
  let text = decodeWhole(hash);
  if (/=3D/i.test(text)) text = decodeMail(text);
  text = text.normalize('NFKC');
  for (const [spelled, sign] of SPELLED) text = text.replace(spelled, sign);
  return text
    .replace(UNSEEN, '')
    .replace(BEFORE, '')
    .replace(/&(amp;?|(#38|#x26);)((amp|#38|#x26);)*/gi, '&')
    .replace(/[−–‐‑]/g, '-')
    .replace(/[،、]/g, ',')
    .replace(/:~:.*$/, '')
    .replace(ENTITIES_BEHIND, '')
    .replace(ELSEWHERE, '')
    .replace(TRACKERS, '')
    .replace(/\+(?=&|$)|(?<=&)\+/g, '')
    .replace(BEHIND, '');
}
