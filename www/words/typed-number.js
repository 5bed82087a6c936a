/** Reads numbers as people type them, in every field of every page. */

/** Sets of digits that follow each other without a gap hold at most this many digits. */
const LONGEST_RUN = 50;
/** Commas and points of several scripts; each is taken for the decimal mark. */
const MARKS = /[.,٫،．，。｡、]/g;
/** Before the number, or before its power of ten. */
const MINUS = /(^|e)[−–﹣－]/gi;
const PLUS = /^[﹢＋]/;
/** Unseen marks: of direction, which phones put beside numbers, and of places to break a line. */
const UNSEEN = /\p{Cf}/gu;

/**
 * The value of a decimal digit of any script. In Unicode the ten digits of a script stand next to
 * each other, from 0 to 9.
 * @param {string} digit
 */
function digitValue(digit) {
  const code = Number(digit.codePointAt(0));
  let zero = code;
  while (code - zero < LONGEST_RUN && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

/**
 * A typed number as links spell it: digits from 0 to 9, a point as the decimal mark, no blanks around
 * it. A text with two marks or with blanks inside could mean two numbers, so it comes back as it was
 * typed, and no reader of numbers takes it.
 * @param {string} typed
 */
export function spellTyped(typed) {
  const plain = typed
    .replace(UNSEEN, '')
    .trim()
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(MINUS, '$1-')
    .replace(PLUS, '+');
  const marks = plain.match(MARKS) ?? [];
  return marks.length === 1 ? plain.replace(MARKS, '.') : plain;
}
