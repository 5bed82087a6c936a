/** The notices that the page shows beside the pictures, at most one for each cause. */

import { asSentence } from '../words/format.js';

/** @typedef {'shard'|'lane'|'link'|'worker'|'device'|'part'|'data'} NoticeKind */
/**
 * @typedef {{kind: NoticeKind, key: string, text: string, retry?: boolean, reload?: boolean,
 *   link?: {href: string, text: string}, ownTab?: boolean, onDismiss?: () => void,
 *   act?: {text: string, run: () => void}}} Notice reload: a reload of the page may help, so the
 *   notice offers to save the run first; ownTab: offers the page's address; act: a button of the
 *   notice's own
 */

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

  /**
   * A part of the page that did not come: a new release may have taken its place on the host.
   * @param {unknown} error
   */
  addMissingPart(error) {
    const isBroken = error instanceof SyntaxError;
    const message = error instanceof Error ? error.message : error;
    const cause = isBroken ? 'its file is damaged or cut short' : message;
    const text = `${asSentence(`A part of the page could not be loaded: ${cause}`)} If trying again does not help, the site may have a new version: save the run, reload the page, and open the saved run.`;
    this.add({ kind: 'part', key: 'part', text, retry: true, reload: true });
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
