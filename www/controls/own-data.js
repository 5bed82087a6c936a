/** Mounts the visitor's own data: a new run begins on them. */
import { readOwnData } from '../data/own.js';
import { OwnDataView } from './own-data-view.js';

/**
 * @param {HTMLElement} root
 * @param {import('../page/lab.js').Lab} lab
 */
export function mount(root, { session, arrive }) {
  const view = new OwnDataView(root, {
    read: readOwnData,
    onData: (data) => session.choices.useData(data),
    onFiles: (files) => arrive(files, 'images'),
    onReset: () => session.choices.useData(null),
  });
  return { take: (/** @type {File[]} */ files) => view.take(files) };
}
