/** Puts the landscape of two weights on the page; the engine computes the paths. */

import { Asking } from '../../worker/asking.js';
import { CHECK_MS } from '../../worker/watchdog.js';
import { LandscapeView } from './view.js';

/** @typedef {import('../../worker/protocol.js').Question} Question */
/** @typedef {import('../../worker/protocol.js').Values} Values */

const RULES = ['sgd', 'sm', 'un'];

/**
 * @param {HTMLElement} root
 * @param {import('../../page/lab.js').Lab} lab
 */
export function mount(root, { catalog, workers, services }) {
  /** @type {Asking<Question, Values>} */
  const asking = new Asking(workers);
  setInterval(() => asking.watch(), CHECK_MS);
  const rules = catalog.rules.filter(({ id }) => RULES.includes(id));
  const view = new LandscapeView(root, {
    onAsk: (question) => asking.ask({ what: 'landscape', ...question }),
    rules: rules.map(({ id, name }) => ({ rule: id, label: name })),
    origin: services.origin,
  });
  view.refresh();
  return { redraw: () => view.redraw() };
}
