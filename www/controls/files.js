/** Mounts the buttons that save a run to a file and open a saved run. */
import { download } from '../charts/download.js';
import { RunFiles } from '../run-file/run-files.js';
import { LaneWorker } from '../worker/lane-worker.js';
import { FilesView } from './files-view.js';

/** @param {import('../page/lab.js').Lab} lab */
export function mount({ session, runs, catalog, workers, arrive }) {
  const runFiles = new RunFiles({
    session,
    runs,
    catalog,
    open: (on) => new LaneWorker({ ...workers, shards: runs.shards, on }),
    now: workers.now,
    later: (task, ms) => setTimeout(task, ms),
  });
  const view = new FilesView({
    save: async () => {
      const saved = await runFiles.save();
      if ('fault' in saved) return saved;
      const name = `scale-drift-step-${saved.step}.scaledrift`;
      return download(name, saved.file, view.offer);
    },
    open: (file) => runFiles.open(file),
    arrive: (files) => arrive(files, 'run'),
  });
  return {
    take: async (/** @type {File[]} */ [file]) => [await view.take(file)],
    save: () => view.saveRun(),
  };
}
