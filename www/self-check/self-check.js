/** Mounts the self-check on a page. */
import { SelfCheck } from './checks.js';
import { SelfCheckView } from './view.js';

/** @param {import('../page/lab.js').Lab} lab */
export function mount({ catalog, session, workers }) {
  const check = new SelfCheck({
    ...workers,
    rules: catalog.rules,
    later: (task, ms) => setTimeout(task, ms),
    onChange: () => view.update(),
  });
  // Training lanes would take the processor from the measurement.
  const view = new SelfCheckView(check, {
    onOpen: () => session.pause(),
    version: catalog.version,
  });
  return { show: () => view.show() };
}
