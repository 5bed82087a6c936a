/** The notices that the page shows beside the pictures, at most one for each cause. */

/** @typedef {'shard'|'lane'|'link'|'worker'|'device'|'part'|'data'} NoticeKind */
/** @typedef {{kind: NoticeKind, key: string, text: string, retry?: boolean,
 *   link?: {href: string, text: string}, ownTab?: boolean, onDismiss?: () => void,
 *   act?: {text: string, run: () => void}}} Notice ownTab: offers the page's address; act: a button
 *   of the notice's own */

/** The most problems that a notice names: a link may have any number, each of any length. */
const MOST_PROBLEMS = 5;
const MOST_LETTERS = 240;

/** @param {string} text */
const shortened = (text) =>
  text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS)} …`;

/**
 * A notice about the problems of a link, short even when there are many.
 * @param {import('../link/settings.js').Problem[]} problems
 * @returns {Notice | null}
 */
export function linkNotice(problems) {
  if (problems.length === 0) return null;
  const parts = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ key, message }) => shortened(`${key}: ${message}`));
  const more = problems.length - parts.length;
  if (more > 0) parts.push(`And ${more} more.`);
  return { kind: 'link', key: 'link', text: `In the link, ${parts.join(' ')}` };
}

export class Notices {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Notice[]} */
    this.list = [];
  }

  /** @param {Notice} notice replaces an older notice with the same key */
  add(notice) {
    this.list = [...this.list.filter((other) => other.key !== notice.key), notice];
    this.onChange();
  }

  /** @param {NoticeKind} kind */
  drop(kind) {
    this.list = this.list.filter((notice) => notice.kind !== kind);
    this.onChange();
  }

  /** @param {string} key */
  dismiss(key) {
    this.list.find((notice) => notice.key === key)?.onDismiss?.();
    this.list = this.list.filter((notice) => notice.key !== key);
    this.onChange();
  }
}
