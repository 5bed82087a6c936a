/** What the page has to tell the visitor beside the pictures; one notice per cause. */

/** @typedef {'shard'|'lane'|'link'|'worker'|'device'} NoticeKind */
/** @typedef {{kind: NoticeKind, key: string, text: string, retry?: boolean,
 *   link?: {href: string, text: string}}} Notice */

export class Notices {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Notice[]} */
    this.list = [];
  }

  /** @param {Notice} notice takes the place of an older one with the same key */
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
    this.list = this.list.filter((notice) => notice.key !== key);
    this.onChange();
  }
}
