/** The part of a notice that names a cause: "It failed: no network." has "no network". @param {string} notice */
const causeOf = (notice) =>
  notice
    .slice(notice.indexOf(': ') + 1)
    .trim()
    .replace(/[.?!…]$/, '');

/**
 * Several questions to the engine fail of one cause, and each would say it again.
 * @param {string[]} notices
 * @returns {string[]} without each notice whose cause another notice names
 */
export function onePerCause(notices) {
  return notices.filter((notice, index) => {
    const names = (/** @type {string} */ other, /** @type {number} */ at) => {
      if (at === index || !other.includes(causeOf(notice))) return false;
      // Of two notices that name each other's cause, the first stays.
      return at < index || !notice.includes(causeOf(other));
    };
    return !notices.some(names);
  });
}
