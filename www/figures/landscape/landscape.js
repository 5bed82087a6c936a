/** The landscape of two weights, put together: paths are asked of the engine. */

import { Asking } from '../../worker/asking.js';
import { LandscapeView } from './view.js';

const RULES = ['sgd', 'sm', 'un'];

/**
 * @param {HTMLElement} root
 * @param {import('../../page/lab.js').Lab} lab
 */
export function mount(root, { catalog, workers, services }) {
  const asking = new Asking(workers);
  const rules = catalog.rules.filter(({ id }) => RULES.includes(id));
  const view = new LandscapeView(root, {
    onAsk: async (question) => (await asking.ask({ question: 'landscape', ...question })).numbers,
    rules: rules.map(({ id, name }) => ({ rule: id, label: name })),
    origin: services.origin,
  });
  view.refresh();
  return { redraw: () => view.redraw() };
}
