/** Mounts “Draw a digit” and asks every lane again as it trains. */

import { laneStyle } from '../../charts/palette.js';
import { onePerClass } from '../../data/idx.js';
import { isSame } from '../../run/inspection.js';
import { DrawView } from './view.js';

/** @typedef {import('../../run/view.js').View} View */

/**
 * @param {HTMLElement} root
 * @param {import('../../page/lab.js').Lab} lab
 */
export function mount(root, { runs, services, onShard, requestDraw }) {
  /** @type {Uint8Array | null} */
  let pixels = null;
  /** @type {Uint8Array[] | null} */
  let samples = null;
  const takeSamples = () => {
    const test = runs.shards.find(({ kind, bytes }) => kind === 'test' && bytes !== null);
    samples = test?.bytes ? onePerClass(test.bytes) : null;
  };
  takeSamples();
  const view = new DrawView(root, {
    onDigit: (drawn) => {
      pixels = drawn;
      requestDraw();
    },
    samples: () => samples,
    origin: services.origin,
  });
  onShard(({ kind }) => {
    if (kind !== 'test' || samples) return;
    takeSamples();
    view.refreshSamples();
  });
  services.watch(view.frame, () => (pixels ? { prediction: pixels } : null));
  let shown = '';
  return {
    /** @param {View} page */
    update(page) {
      const answers = pixels ? page.lanes.flatMap((lane) => answerOf(lane, pixels)) : [];
      const signature = page.lanes.map(({ id, shown: { prediction } }) => [id, prediction?.step]);
      const key = `${answers.length} ${signature.join()} ${page.generation}`;
      if (key === shown && !page.isRunning && answers.length === 0) return;
      shown = key;
      view.showAnswers(answers, { isUntrained: page.step === 0 });
    },
    redraw: () => view.redraw(),
  };
}

/**
 * @param {View['lanes'][number]} lane
 * @param {Uint8Array | null} pixels the image that the lane must have answered
 */
function answerOf(lane, pixels) {
  const { prediction } = lane.shown;
  const numbers = prediction?.numbers;
  if (!numbers || !isSame(prediction.want, pixels)) return [];
  const { hue, dash } = laneStyle(lane);
  const twin = numbers.length > 10 ? numbers.subarray(10) : null;
  return [{ label: lane.label, hue, dash, network: numbers.subarray(0, 10), twin }];
}
