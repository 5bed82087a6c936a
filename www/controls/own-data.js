/** The visitor's own data, put together: the run begins anew on it. */
import { readOwnData } from '../data/own.js';
import { OwnDataView } from './own-data-view.js';

/**
 * @param {HTMLElement} root
 * @param {import('../page/lab.js').Lab} lab
 */
export function mount(root, { session }) {
  new OwnDataView(root, {
    read: readOwnData,
    onData: (data) => session.choices.useData(data),
    onReset: () => session.choices.useData(null),
  });
  return {};
}
