import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingText, restText, startText, statusText } from '../../www/controls/status-words.js';
import { accuracyText, silentText } from '../../www/figures/drift/words.js';
import { gapNow } from '../../www/figures/lines/gap-words.js';
import catalog from '../../www/generated/catalog.js';
import { laneOf } from '../../www/link/lane-choice.js';
import { divergenceText, endText, replacementText } from '../../www/run/lane-messages.js';
import { Lanes } from '../../www/run/lanes.js';
import { Notices } from '../../www/run/notices.js';
import {
  formatInteger,
  formatNumber,
  formatPowerOfTen,
  formatSigned,
  joinWords,
} from '../../www/words/format.js';

const well = { hasTwin: true, end: '', isSilent: false };

test('the finding names the twins that parted and the twins that agree', () => {
  const lanes = [
    { ...well, label: 'SGD', gap: 3.1372 },
    { ...well, label: 'SM', gap: 0 },
    { ...well, label: 'UN', gap: 0 },
  ];
  assert.equal(
    findingText(lanes),
    'The SGD twins’ outputs differ by up to 3.14; the SM and UN twins agree to the last bit.',
  );
  assert.equal(
    findingText([lanes[0], { ...well, label: 'Adam', gap: 0.25 }]),
    'The SGD twins’ outputs differ by up to 3.14 and the Adam twins’ by 0.250.',
  );
  assert.equal(findingText(lanes.slice(1)), 'The SM and UN twins agree to the last bit.');
  assert.equal(findingText([]), '');
  const silent = { ...well, label: 'PBWN', gap: 0, isSilent: true };
  const ended = { ...well, label: 'SM', gap: 0, end: 'diverged' };
  assert.equal(
    findingText([silent, ended]),
    'PBWN is dead, blind to nearly every image; SM stopped.',
  );
});

test('the start is exact for powers of two and honest about rounding otherwise', () => {
  assert.match(startText([{ startGap: 0, hasTwin: true }]), /0, exactly/);
  assert.match(
    startText([{ startGap: 2.4e-7, hasTwin: true }]),
    /rounding: they differ by 2\.4\u00a0×\u00a010⁻⁷ at most/,
  );
  assert.match(startText([{ startGap: Number.NaN, hasTwin: false }]), /^No twins/);
});

test('divergence names the network, the step, the cause and the remedy', () => {
  const text = divergenceText('Its steps grew.', { which: 'twin', step: 1200, rate: 5 });
  assert.match(text, /step 1,200 the rescaled twin .* Its steps grew\. Lower the rate, now 5\.$/);
});

test('a lane that has diverged gives its own rule’s reason, and no other rule’s', () => {
  const { rules } = catalog;
  const choices = rules.map(({ id }) => laneOf(catalog, id, id));
  const lanes = new Lanes(catalog, new Notices(() => {}));
  lanes.reset(choices);
  const none = new Float32Array(0);
  const numbers = new Float64Array(0);
  for (const { id } of rules) {
    const address = { run: 0, seq: 0 };
    const about = { hasTwin: true, stepsPerEpoch: 1, seed: 0, hash: '', gap: 0, rate: 2 };
    const pictures = { norms: none, drift: none, layerUnits: new Uint32Array(0) };
    const answer = { ...address, type: 'started', step: 0, ...about, ...pictures };
    lanes.hear(id, { type: 'answer', answer: /** @type {any} */ (answer) });
    const columns = { columns: none, loss: numbers, twinLoss: numbers, gap: numbers };
    const round = { ...address, type: 'round', step: 6, first: 1, rate: 2, trainingMs: 0 };
    const rest = { accuracies: [], checkpoint: null, columnSteps: numbers, diverged: 'network' };
    const ended = /** @type {any} */ ({ ...round, ...rest, ...columns });
    lanes.hear(id, { type: 'answer', answer: ended });
  }
  lanes.showRound();
  for (const { id, divergence } of rules) {
    const message = lanes.find(id)?.message ?? '';
    assert.match(divergence, /^[A-Z].*\.$/, `${id} has a reason, a sentence`);
    assert.match(message, /^At step 7 the network/);
    assert.ok(message.includes(` ${divergence} Lower the rate, now 2.`), message);
  }
  const growing = rules.filter(({ divergence }) => /as they grow, so does/.test(divergence));
  assert.deepEqual(
    growing.map(({ id }) => id),
    ['sm', 'sm_rows'],
    'steps that grow with their rows are those of the scaled metric',
  );
});

test('at rest the text says whether the run has ended, and names the key that goes on', () => {
  const view = /** @type {const} */ ({
    phase: 'paused',
    step: 80,
    stepsPerEpoch: 40,
    budget: null,
  });
  const end = 'Finished: Space goes on';
  assert.equal(restText(view), 'Paused: Space goes on');
  assert.equal(restText({ ...view, budget: { kind: 'epochs', value: 2 } }), end);
  assert.equal(restText({ ...view, budget: { kind: 'steps', value: 80 } }), end);
  assert.equal(
    restText({ ...view, budget: { kind: 'steps', value: 81 } }),
    'Paused: Space goes on',
  );
  assert.equal(restText({ ...view, step: 1000 }), 'Paused: Space goes on');
  assert.equal(restText({ ...view, phase: 'finished' }), 'Ended: R starts again');
  assert.equal(restText({ ...view, phase: 'running' }), '');
});

test('the status line names the present step and epoch', () => {
  const view = /** @type {const} */ ({
    phase: 'paused',
    step: 1000,
    stepsPerEpoch: 40,
    wasAsked: false,
    progress: 1,
    unaskedSteps: 1000,
  });
  assert.match(statusText(view), /1,000 to spare battery/);
  assert.equal(statusText({ ...view, phase: 'loading', progress: 0.4 }), 'Loading MNIST, 40 %');
  const failed = { phase: /** @type {const} */ ('loading'), progress: 0.4 };
  const notices = [{ kind: 'shard' }];
  assert.equal(statusText({ ...view, ...failed, notices }), 'Waiting for images, 40 % are here');
  assert.equal(statusText({ ...view, wasAsked: true }), 'Paused at step 1,000, epoch 25.0');
});

test('steps in notices are written as on the rest of the page', () => {
  assert.match(endText('SGD', 2600), /^SGD stopped at step 2,600: /);
  const event = { reason: 'silent', fromStep: 2300 };
  assert.match(replacementText('UN', event), /^UN: .* \(silent\) .* from step 2,300, /);
});

test('accuracy names the number of images, and the twin’s accuracy if there is a twin', () => {
  const tested = { step: 50, correct: 912, of: 1000, twinCorrect: 0 };
  assert.deepEqual(accuracyText(tested), {
    value: '91.2 %',
    twin: 'twin 0.0 %',
    detail: 'of 1,000 images, step 50',
  });
  assert.equal(accuracyText({ ...tested, twinCorrect: Number.NaN }).twin, '');
  assert.equal(accuracyText(null).twin, '');
});

test('numbers are short and keep their size', () => {
  assert.equal(formatNumber(0), '0');
  assert.equal(formatNumber(-0.5), '−0.500');
  assert.equal(formatNumber(2.4e-7), '2.4\u00a0×\u00a010⁻⁷');
  assert.equal(formatNumber(Number.NaN), '–');
  assert.equal(formatNumber(Number.POSITIVE_INFINITY), '∞');
  assert.equal(formatInteger(-12345), '−12,345');
  assert.equal(formatPowerOfTen(-12), '10⁻¹²');
  assert.equal(formatSigned(-0.001), '0.00');
  assert.equal(formatSigned(0.5), '+0.50');
  assert.equal(joinWords(['a', 'b', 'c']), 'a, b and c');
});

test('a network that was blind in its first step was killed by no step', () => {
  assert.match(silentText({ wasSilentAtStart: true }), /no ink.*No step did this/);
  assert.match(silentText({ wasSilentAtStart: false }), /a step was so large.*Lower the rate/);
});

test('a twin gap that cannot be measured says why; a gap of 0 is an agreement', () => {
  const none = 'none, because it gives every image the same answer';
  assert.equal(gapNow({ livingGap: Number.NaN, isSilent: true }), none);
  assert.equal(gapNow({ livingGap: 0, isSilent: false }), '0 exactly');
  assert.equal(gapNow({ livingGap: Number.NaN, isSilent: false }), '–');
});
