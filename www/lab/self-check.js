/** The self-check, put together. */
import { SelfCheck } from '../self-check.js';
import { SelfCheckView } from '../views/self-check.js';

/** @param {import('./lab.js').Lab} lab */
export function mount({ catalog, session, workers }) {
  const check = new SelfCheck({
    ...workers,
    rules: catalog.rules,
    later: (task, ms) => setTimeout(task, ms),
    onChange: () => view.update(),
  });
  // Lanes that train would take the processor from the measurement.
  const view = new SelfCheckView(check, {
    onOpen: () => session.pause(),
    version: catalog.version,
  });
  return {};
}
