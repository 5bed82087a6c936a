import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pack } from '../../www/run-file/container.js';
import { RunFiles } from '../../www/run-file/run-files.js';
import { BEAT_MS, MOST_KEPT_BYTES, REST_MS, TabRun } from '../../www/run-file/tab-run.js';
import { KEPT_MS } from '../../www/run-file/tab-store.js';
import { sampleCatalog as catalog } from './catalog-sample.js';
import { openSession } from './open-session.js';

const PLACE = { scroll: 300, folds: [true, false], moment: 7, pin: null };

/** A browser with its one database, its clock and the storage of one tab. */
function browser() {
  /** @type {Map<string, {step: number, bytes: Uint8Array<ArrayBuffer>}>} */
  const runs = new Map();
  const clock = { now: 1e12 };
  let count = 0;
  /** @param {Map<string, string>} storage @param {boolean} [isPrivate] */
  const openPage = async (storage, isPrivate = false) => {
    const standing = { step: 0, generation: 1, wasAsked: false };
    const size = { bytes: 8 };
    count += 1;
    const id = `page ${count}`;
    const tab = new TabRun({
      store: {
        open: async () => {},
        put: (key, run) => runs.set(key, /** @type {any} */ (run)),
        drop: (key) => runs.delete(key),
        take: async (key) => runs.get(key) ?? null,
      },
      storage: () => {
        if (isPrivate) throw new Error('storage refused');
        return /** @type {any} */ ({
          getItem: (/** @type {string} */ key) => storage.get(key) ?? null,
          setItem: (/** @type {string} */ key, /** @type {string} */ text) =>
            storage.set(key, text),
        });
      },
      key: 'here',
      id,
      now: () => clock.now,
      standing: () => standing,
      placeOf: () => PLACE,
      glimpse: (most) =>
        size.bytes > most
          ? { fault: 'too large' }
          : { pieces: [Float32Array.of(standing.step), new Uint8Array(size.bytes - 4)] },
    });
    const offer = await tab.begin();
    return { tab, standing, size, offer, id };
  };
  return { runs, clock, openPage };
}

test('after a reload the tab offers its run and its place, and keeps the new run under a new name', async () => {
  const { runs, clock, openPage } = browser();
  const storage = new Map();
  const first = await openPage(storage);
  assert.equal(first.offer, null);
  first.standing.step = 1234;
  first.tab.beat(true);
  first.standing.step = 1240;
  first.tab.beat(true);
  assert.equal(runs.get(first.id)?.step, 1234, 'no more often than every ten seconds');
  clock.now += BEAT_MS;
  first.tab.beat(true);
  assert.equal(runs.get(first.id)?.step, 1240);
  first.standing.step = 1245;
  clock.now += REST_MS;
  first.tab.beat(false);
  assert.equal(runs.get(first.id)?.step, 1245, 'at rest it is written at once');
  first.standing.step = 1250;
  first.tab.leave();
  const second = await openPage(storage);
  assert.deepEqual([second.offer?.step, second.offer?.place], [1250, PLACE]);
  assert.equal(second.offer?.bytes.length, 8);
  // The page plays by itself: that is worth less than the run on offer, also after a second reload.
  second.standing.step = 300;
  second.tab.beat(true);
  second.tab.leave();
  const third = await openPage(storage);
  assert.equal(third.offer?.step, 1250);
  third.standing.step = 20;
  third.standing.wasAsked = true;
  third.tab.leave();
  const fourth = await openPage(storage);
  assert.equal(fourth.offer?.step, 20, 'a run that the visitor asked for takes its place');
  assert.equal(runs.size, 1);
  fourth.tab.settle();
  assert.equal(runs.size, 0, 'taken or dismissed, it is deleted');
  fourth.tab.leave();
  assert.equal((await openPage(storage)).offer, null);
});

test('a run that was reset is not offered; a run that is too large is not kept, and the next page knows it', async () => {
  const { runs, openPage } = browser();
  const storage = new Map();
  const page = await openPage(storage);
  page.standing.step = 50;
  page.tab.write();
  Object.assign(page.standing, { step: 0, generation: 2 });
  page.tab.leave();
  assert.equal(runs.size, 0);
  const next = await openPage(storage);
  assert.equal(next.offer, null);
  next.standing.step = 50;
  next.size.bytes = MOST_KEPT_BYTES + 1;
  assert.equal(next.tab.lost, 0, 'a run that was reset is not lost');
  next.tab.leave();
  const last = await openPage(storage);
  assert.deepEqual([last.offer, last.tab.lost], [null, 50]);
  last.standing.step = 60;
  last.tab.leave();
  const afterKept = await openPage(storage);
  assert.deepEqual([afterKept.offer?.step, afterKept.tab.lost], [60, 0]);
  for (const lost of ['"5"', '1.5', 'null', '{}']) {
    const text = `{"isLeft":true,"at":1e12,"id":"","lost":${lost}}`;
    assert.equal((await openPage(new Map([['here', text]]))).tab.lost, 0, lost);
  }
});

test('a duplicated tab copies the name, but never shares the run; a page that came back is not left', async () => {
  const { runs, openPage } = browser();
  const storage = new Map();
  const first = await openPage(storage);
  first.standing.step = 40;
  first.tab.write();
  const copy = await openPage(new Map(storage));
  assert.equal(copy.offer, null);
  copy.standing.step = 9;
  copy.tab.write();
  assert.deepEqual([runs.get(first.id)?.step, runs.get(copy.id)?.step], [40, 9]);
  first.tab.leave();
  first.tab.comeBack();
  assert.equal((await openPage(new Map(storage))).offer, null);
  first.tab.leave();
  assert.equal((await openPage(storage)).offer?.step, 40);
});

test('after a day nothing is offered; without storage, or with foreign words in it, nothing fails', async () => {
  const { clock, openPage } = browser();
  const storage = new Map();
  const page = await openPage(storage);
  page.standing.step = 40;
  page.tab.leave();
  clock.now += KEPT_MS + 1;
  assert.equal((await openPage(storage)).offer, null);
  for (const text of [
    '',
    '{',
    '7',
    'null',
    '{"isLeft":true}',
    '{"isLeft":true,"at":1e12,"id":5}',
  ]) {
    assert.equal((await openPage(new Map([['here', text]]))).offer, null, text);
  }
  const hidden = await openPage(new Map(), true);
  hidden.standing.step = 40;
  hidden.tab.leave();
  hidden.tab.comeBack();
  assert.equal(hidden.offer, null);
});

test('a glimpse of a run opens again at its step, and says nothing to the workers', async () => {
  const hashAt = (/** @type {number} */ step) => step.toString(16).padStart(64, '0');
  const page = await openSession(hashAt);
  const filesOf = (/** @type {typeof page} */ { session, runs }) =>
    new RunFiles({
      ...{ session, runs, catalog, now: () => Date.now() },
      later: (task) => setImmediate(task),
      open: () => assert.fail('nothing to try: the lanes train again from their checkpoints'),
    });
  page.session.choices.setBudget({ kind: 'steps', value: 23 });
  page.session.play(true);
  await page.rest();
  const heard = page.workers.map((worker) => worker.heard.length);
  const glimpse = filesOf(page).glimpse(MOST_KEPT_BYTES);
  assert.deepEqual(
    page.workers.map((worker) => worker.heard.length),
    heard,
  );
  assert.ok('pieces' in glimpse, JSON.stringify(glimpse));
  assert.ok('fault' in filesOf(page).glimpse(10));
  const other = await openSession(hashAt);
  assert.deepEqual(await filesOf(other).open(await pack(glimpse.pieces)), { step: 23, lanes: 0 });
  await other.rest();
  assert.deepEqual(
    other.session.lanes.records.map(({ step, hash }) => [step, hash]),
    Array(3).fill([23, hashAt(23)]),
  );
});
