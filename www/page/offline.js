/** The line at the page's foot that says whether the page works without a network. */
import { byId, setText } from './element.js';

export class OfflineView {
  /** @param {{keep: () => Promise<void>}} actions keep: makes the page work without a network */
  constructor(actions) {
    this.actions = actions;
    this.note = byId('offline');
    this.isAsked = false;
  }

  /** @param {import('../run/view.js').View} view */
  update(view) {
    if (this.isAsked || !view.mayLoadMore) return;
    this.isAsked = true;
    this.actions.keep().then(
      () => setText(this.note, 'Works offline now.'),
      () => setText(this.note, 'Offline use is not available here.'),
    );
  }
}
