import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { formatHash } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { mostPacked } from '../../www/run-file/container.js';
import { RunFiles } from '../../www/run-file/run-files.js';
import { readRun, someOf } from '../../www/run-file/saved-run.js';
import { LaneWorker } from '../../www/worker/lane-worker.js';
import { sampleCatalog as catalog } from './catalog-sample.js';
import { CountingWorker } from './counting-worker.js';
import { openSession } from './open-session.js';

/** @param {number} step */
const hashAt = (step) => step.toString(16).padStart(64, '0');

/** @param {(step: number) => string} [hashOfTrial] @param {number} [mostBytes] */
async function setUp(hashOfTrial = hashAt, mostBytes = undefined) {
  const page = await openSession(hashAt);
  const files = new RunFiles({
    session: page.session,
    runs: page.runs,
    catalog,
    mostBytes,
    now: () => Date.now(),
    later: (task) => setImmediate(task),
    open: (on) => {
      const spawn = () => Object.assign(new CountingWorker(), { hashAt: hashOfTrial });
      return new LaneWorker({ spawn, wasmUrl: '', now: () => 0, shards: [], on });
    },
  });
  return { ...page, files };
}

/** @param {Awaited<ReturnType<typeof setUp>>} page @param {number} step */
async function playTo({ session, rest }, step) {
  session.choices.setBudget({ kind: 'steps', value: step });
  session.play(true);
  await rest();
}

/** @param {number} step */
async function savedAt(step) {
  const page = await setUp();
  page.workers[1].tests = [{ step: 20, correct: 908, of: 1000, twinCorrect: 98 }];
  await playTo(page, step);
  page.session.choices.changeLane('b', 'rate', 0.5);
  const saved = await page.files.save();
  assert.ok('file' in saved, JSON.stringify(saved));
  return { ...page, file: saved.file };
}

/** @param {Blob} file */
const bytesOf = async (file) =>
  new Uint8Array(gunzipSync(new Uint8Array(await file.arrayBuffer())));
const FRONT = 12;

/**
 * The file with its header changed.
 * @param {Blob} file
 * @param {(header: any) => void} change
 */
async function withHeader(file, change) {
  const bytes = await bytesOf(file);
  const length = new DataView(bytes.buffer).getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(FRONT, FRONT + length)));
  change(header);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const front = bytes.slice(0, FRONT);
  new DataView(front.buffer).setUint32(8, text.length, true);
  return new Blob([gzipSync(Buffer.concat([front, text, bytes.subarray(FRONT + length)]))]);
}

test('a saved run opens unchanged on another page, and goes on', async () => {
  const { session, file } = await savedAt(23);
  const link = formatHash(session.state, catalog);
  const other = await setUp();
  await playTo(other, 8);
  const opened = await other.files.open(file);
  assert.deepEqual(opened, { step: 23, lanes: 3 });
  await other.rest();
  assert.equal(formatHash(other.session.state, catalog), link);
  assert.match(link, /changes=b:23:0\.5/);
  assert.deepEqual([other.session.step, other.session.phase], [23, 'paused']);
  for (const [place, lane] of other.session.lanes.records.entries()) {
    const before = session.lanes.records[place];
    assert.deepEqual(
      [lane.step, lane.loss, lane.gap, lane.hash, lane.startNorms, lane.layerUnits],
      [before.step, before.loss, before.gap, before.hash, before.startNorms, before.layerUnits],
    );
    assert.deepEqual(lane.history?.steps.slice(0, 24), before.history?.steps.slice(0, 24));
    assert.equal(lane.history?.length, before.history?.length);
  }
  other.session.goBack(12);
  await other.rest();
  assert.equal(other.session.lanes.records[0].hash, hashAt(12));
  await playTo(other, 40);
  assert.deepEqual(
    other.session.lanes.records.map(({ step }) => step),
    [40, 40, 40],
  );
});

test('the twin’s right answers are saved; an older file opens without them', async () => {
  const { session, file } = await savedAt(23);
  const bytes = await bytesOf(file);
  const length = FRONT + new DataView(bytes.buffer).getUint32(8, true);
  const parts = [];
  let at = length;
  const { lanes } = JSON.parse(new TextDecoder().decode(bytes.subarray(FRONT, length)));
  for (const lane of lanes) {
    // Two norms, eight lines of which the last is new, two drifts, checkpoints.
    const lines = at + 4 * 2 + 8 * 7 * lane.length;
    parts.push(bytes.subarray(at, lines));
    at = lines + 8 * lane.length;
    const rest = 4 * 2 * lane.length + lane.checkpoints.length;
    parts.push(bytes.subarray(at, at + rest));
    at += rest;
  }
  assert.equal(at, bytes.length);
  const packed = gzipSync(Buffer.concat([bytes.subarray(0, length), ...parts]));
  const before = await withHeader(new Blob([packed]), (header) => {
    header.format = 1;
  });
  for (const [saved, twinCorrect] of /** @type {[Blob, number][]} */ ([
    [file, 98],
    [before, Number.NaN],
  ])) {
    const other = await setUp();
    assert.deepEqual(await other.files.open(saved), { step: 23, lanes: 3 });
    await other.rest();
    const tests = other.session.lanes.records.map((lane) => lane.test);
    assert.deepEqual(tests, [null, { step: 20, correct: 908, of: 1000, twinCorrect }, null]);
    const [, lane] = other.session.lanes.records;
    assert.equal(lane.loss, session.lanes.records[1].loss);
    assert.deepEqual(
      lane.history?.drift.slice(0, 48),
      session.lanes.records[1].history?.drift.slice(0, 48),
    );
  }
});

test('a diverged lane is saved as such, and lives again before its end', async () => {
  const page = await setUp();
  page.workers[1].divergesAfter = 14;
  await playTo(page, 30);
  const saved = await page.files.save();
  assert.ok('file' in saved);
  const other = await setUp();
  assert.deepEqual(await other.files.open(saved.file), { step: 30, lanes: 2 });
  await other.rest();
  const [, lane] = other.session.lanes.records;
  assert.deepEqual([lane.end, lane.step, other.session.phase], ['diverged', 14, 'paused']);
  other.session.goBack(9);
  await other.rest();
  assert.deepEqual([lane.end, lane.step], ['', 9]);
});

test('a lane that diverged between two columns of its history opens again as well', async () => {
  const page = await setUp();
  page.workers[1].divergesAfter = 14;
  await playTo(page, 30);
  page.session.lanes.records[1].history?.cutAfter(12);
  const saved = await page.files.save();
  assert.ok('file' in saved);
  const other = await setUp();
  assert.deepEqual(await other.files.open(saved.file), { step: 30, lanes: 2 });
  await other.rest();
  const [, lane] = other.session.lanes.records;
  assert.deepEqual([lane.end, lane.step, lane.history?.lastStep], ['diverged', 14, 12]);
});

test('a playing run is saved at a step, and plays on', async () => {
  const page = await setUp();
  page.session.choices.setBudget({ kind: 'steps', value: 500 });
  page.session.play(true);
  const saved = await page.files.save();
  assert.ok('file' in saved, JSON.stringify(saved));
  assert.ok(saved.step < 500, `${saved.step}`);
  assert.equal(page.session.isPlaying, true);
  await page.rest();
  assert.equal(page.session.step, 500);
});

test('a run that goes on while it is saved is not saved', async () => {
  const page = await setUp();
  await playTo(page, 8);
  page.runs.askCheckpoints = () => page.session.oneStep();
  assert.deepEqual(await page.files.save(), {
    fault: 'the run went on meanwhile; pause it and save again',
  });
});

test('the fault of a file is named, and the present run stays', async () => {
  const { file } = await savedAt(23);
  /** @type {[string, (header: any) => void, RegExp][]} */
  const changes = [
    ['odd format', (header) => Object.assign(header, { format: { toString: 1 } }), /format is unk/],
    ['format', (header) => Object.assign(header, { format: 3 }), /format is 3, .* up to 2/],
    ['no format', (header) => Object.assign(header, { format: 0 }), /format is 0/],
    ['older', (header) => Object.assign(header, { format: 1 }), /longer than/],
    ['link', (header) => Object.assign(header, { link: 'colour=red' }), /link, colour/],
    ['images', (header) => Object.assign(header, { data: 7 }), /which images/],
    [
      'other images',
      (header) => Object.assign(header, { data: 'Fashion' }),
      /it was trained on Fashion, .* MNIST/,
    ],
    ['lanes', (header) => header.lanes.pop(), /lanes differ from/],
    ['spec', (header) => Object.assign(header.lanes[0], { spec: 'rule=un' }), /spec that differs/],
    ['hash', (header) => Object.assign(header.lanes[0], { hash: 'x' }), /no valid hash/],
    ['step', (header) => Object.assign(header.lanes[0], { step: 24 }), /no valid step/],
    ['history', (header) => Object.assign(header.lanes[0], { length: 1e9 }), /no valid length/],
    ['order', (header) => header.lanes[0].checkpoints.reverse(), /no valid checkpoints/],
    ['shorter', (header) => Object.assign(header.lanes[2], { length: 23 }), /longer than|damaged/],
    ['longer', (header) => Object.assign(header.lanes[2], { length: 25 }), /too early/],
    [
      'huge',
      (header) => Object.assign(header.lanes[0].checkpoints[0], { bytes: 5e8 }),
      /no valid checkpoints/,
    ],
    ['weights', (header) => Object.assign(header.lanes[0], { hash: hashAt(5) }), /do not match/],
    ['network', (header) => Object.assign(header.lanes[0], { layerUnits: [1, 1] }), /./],
  ];
  for (const [name, change, reason] of changes) {
    const page = await setUp();
    await playTo(page, 8);
    const opened = await page.files.open(await withHeader(file, change));
    assert.ok('fault' in opened, name);
    assert.match(opened.fault, reason, name);
    assert.deepEqual([page.session.step, page.session.phase], [8, 'paused'], name);
    await playTo(page, 10);
    assert.equal(page.session.step, 10, name);
  }
});

test('a run that was unpacked on its way opens; bytes behind the gzip file are named', async () => {
  const { file, session } = await savedAt(23);
  const bytes = await bytesOf(file);
  const page = await setUp();
  const opened = await page.files.open(new Blob([bytes]));
  assert.ok('step' in opened, JSON.stringify(opened));
  assert.deepEqual([page.session.step, page.session.state], [23, session.state]);
  for (const length of [4, 20, bytes.length - 1]) {
    assert.ok('fault' in (await readRun(new Blob([bytes.slice(0, length)]), catalog)), 'cut short');
  }
  const longer = await readRun(new Blob([bytes, new Uint8Array(9)]), catalog);
  assert.deepEqual(longer, { fault: 'it is longer than its header says' });
  const behind = await readRun(new Blob([file, 'something behind']), catalog);
  assert.ok('fault' in behind);
  assert.match(behind.fault, /followed by other bytes; copy or download it again/);
});

test('weights with another hash in the engine are refused', async () => {
  const { file } = await savedAt(23);
  const page = await setUp(() => hashAt(1));
  const opened = await page.files.open(file);
  assert.match('fault' in opened ? opened.fault : '', /lane 1: its weights do not match its hash/);
});

test('hostile bytes never throw and never open: noise, cuts, and any byte changed', async () => {
  const { file } = await savedAt(23);
  const packed = new Uint8Array(await file.arrayBuffer());
  const bytes = await bytesOf(file);
  const read = async (/** @type {Uint8Array<ArrayBuffer>} */ hostile) => {
    const found = await readRun(new Blob([hostile]), catalog);
    if ('fault' in found) assert.ok(found.fault.length > 5);
    return found;
  };
  assert.ok('run' in (await read(packed)), 'the file itself is good');
  const noise = fc.uint8Array({ maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(noise, fc.boolean(), async (junk, isPacked) => {
      const hostile = isPacked ? new Uint8Array(gzipSync(junk)) : new Uint8Array(junk);
      assert.ok('fault' in (await read(hostile)));
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(packed.length - 1), async (length) => {
      assert.ok('fault' in (await read(packed.slice(0, length))), 'cut short');
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
      const hostile = bytes.slice();
      hostile[at] = value;
      await read(new Uint8Array(gzipSync(hostile)));
    }),
  );
  const json = fc.json({ maxDepth: 4 });
  await fc.assert(
    fc.asyncProperty(json, async (text) => {
      const header = new TextEncoder().encode(text);
      const front = bytes.slice(0, FRONT);
      new DataView(front.buffer).setUint32(8, header.length, true);
      const hostile = gzipSync(Buffer.concat([front, header]));
      assert.ok('fault' in (await read(new Uint8Array(hostile))));
    }),
  );
});

test('header fields of any kind are refused by name or read, and never make the page throw', async () => {
  const { file } = await savedAt(23);
  const fields = fc.constantFrom('format', 'link', 'step', 'lanes', 'page', 'data');
  const ofLane = fc.constantFrom(
    ...['spec', 'step', 'end', 'message', 'hash', 'rate', 'startGap', 'hasTwin', 'layerUnits'],
    ...['stride', 'length', 'checkpoints'],
  );
  await fc.assert(
    fc.asyncProperty(
      fields,
      ofLane,
      fc.boolean(),
      fc.anything(),
      async (one, other, isOfRun, value) => {
        const hostile = await withHeader(file, (header) => {
          if (isOfRun) header[one] = value;
          else header.lanes[1][other] = value;
        });
        const found = await readRun(hostile, catalog);
        if ('fault' in found) assert.ok(found.fault.length > 5);
      },
    ),
  );
});

test('a gzip bomb is not unpacked: no more is read than the header announces', async () => {
  const { file } = await savedAt(5);
  const bytes = await bytesOf(file);
  const bomb = gzipSync(Buffer.concat([bytes, new Uint8Array(64 * 1024 * 1024)]));
  const found = await readRun(new Blob([bomb]), catalog);
  assert.deepEqual(found, { fault: 'it is longer than its header says' });
});

test('law: whatever is saved opens again, under one limit; else the page says so and saves nothing', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 3, maxLength: 3 });
  const seen = { saved: 0, refused: 0, thinned: 0 };
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.integer({ min: 8000, max: 24_000 }),
      fc.integer({ min: 6, max: 40 }),
      fc.constantFrom(Number.POSITIVE_INFINITY, 4),
      async (lengths, limit, step, divergesAfter) => {
        const page = await setUp(hashAt, limit);
        for (const [place, worker] of page.workers.entries()) {
          worker.checkpointBytes = lengths[place];
        }
        page.workers[0].divergesAfter = divergesAfter;
        await playTo(page, step);
        const saved = await page.files.save();
        if ('fault' in saved) {
          seen.refused += 1;
          assert.match(saved.fault, /take \d+ MB, and a file holds at most \d+ MB; remove a lane/);
          return;
        }
        seen.saved += 1;
        const bytes = await bytesOf(saved.file);
        const length = FRONT + new DataView(bytes.buffer).getUint32(8, true);
        assert.ok(bytes.length - length <= limit, 'within the limit');
        const { lanes } = JSON.parse(new TextDecoder().decode(bytes.subarray(FRONT, length)));
        if (lanes[1].checkpoints.length < Math.min(4, Math.ceil(step / 5))) seen.thinned += 1;
        const other = await setUp(hashAt, limit);
        const living = divergesAfter === 4 ? 2 : 3;
        assert.deepEqual(await other.files.open(saved.file), { step, lanes: living });
        await other.rest();
        assert.equal(other.session.step, step);
        assert.equal(other.session.lanes.records[1].step, step);
      },
    ),
    { numRuns: 60 },
  );
  assert.ok(seen.saved > 5 && seen.refused > 5 && seen.thinned > 5, JSON.stringify(seen));
});

test('a file just over the limit, and one that gzip made longer, meet the same limit', async () => {
  const page = await setUp();
  for (const worker of page.workers) worker.checkpointBytes = 700;
  await playTo(page, 23);
  const saved = await page.files.save();
  assert.ok('file' in saved);
  const bytes = await bytesOf(saved.file);
  const body = bytes.length - FRONT - new DataView(bytes.buffer).getUint32(8, true);
  assert.ok('run' in (await readRun(saved.file, catalog, body)));
  const over = await readRun(saved.file, catalog, body - 1);
  assert.deepEqual(over, { fault: 'it announces more numbers than this page takes' });
  // Stored without compression, as bytes without pattern are.
  const stored = new Blob([gzipSync(bytes, { level: 0 })]);
  assert.ok(stored.size > bytes.length);
  assert.ok('run' in (await readRun(stored, catalog, body)));
  const far = new Blob([stored, new Uint8Array(mostPacked(body))]);
  const found = await readRun(far, catalog, body);
  assert.deepEqual(found, { fault: 'it is larger than any run that this page saves' });
});

test('a run with the most lanes, changes and rescalings by hand opens again', async () => {
  const { byHand, laneSettings, link } = catalog;
  const rate = 0.012345678901234567;
  const schedules = laneSettings.find(({ key }) => key === 'schedule')?.choices ?? [];
  const changes = [...link.laneIds].flatMap((id) =>
    Array.from({ length: byHand.changes }, (_, at) => {
      return `${id}:${999_999_900 + at}:${rate}:${schedules[at % schedules.length]?.value}`;
    }),
  );
  const rescalings = Array.from(
    { length: byHand.rescalings },
    (_, at) => `${999_999_900 + at}:0:3:${-10 - rate}`,
  );
  const lanes = 'sgd:0.012345678901234567,un,sm,sgd';
  const { state, problems } = parseHash(
    `v=2&lanes=${lanes}&changes=${changes}&rescalings=${rescalings}`,
    catalog,
  );
  assert.deepEqual(problems, []);
  const page = await setUp();
  page.session.adopt({ ...state, autoplay: false });
  await page.rest();
  await playTo(page, 7);
  const saved = await page.files.save();
  assert.ok('file' in saved, JSON.stringify(saved));
  const other = await setUp();
  assert.deepEqual(await other.files.open(saved.file), { step: 7, lanes: 4 });
});

test('a few checkpoints go along, the newest among them', () => {
  const list = Array.from({ length: 16 }, (_, index) => {
    return { step: 50 * (index + 1), bytes: new Uint8Array(1) };
  });
  assert.deepEqual(
    someOf(list).map(({ step }) => step),
    [200, 400, 600, 800],
  );
  assert.deepEqual(someOf(list.slice(0, 3)), list.slice(0, 3));
});
