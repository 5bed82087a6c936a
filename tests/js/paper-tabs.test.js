import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChannelLocks, openChannelLocks } from '../../www/paper/channel-locks.js';
import { SHORT_PLAN } from '../../www/paper/plan.js';
import { Session } from '../../www/paper/session.js';
import { Store } from '../../www/paper/store.js';
import { TabLock } from '../../www/paper/tab-lock.js';

const soon = (/** @type {() => void} */ task) => setImmediate(task);
const rest = () => new Promise((resolve) => setTimeout(resolve, 5));

/** @param {() => unknown} test */
async function until(test) {
  for (let tries = 0; !test(); tries += 1) {
    assert.ok(tries < 200);
    await rest();
  }
}

/** The Web Locks of one browser, as far as a page uses them. */
function webLocks() {
  /** @type {string[]} */
  const held = [];
  return {
    held,
    query: async () => ({ held: held.map((name) => ({ name })) }),
    request: async (
      /** @type {string} */ name,
      /** @type {unknown} */ _options,
      /** @type {any} */ hold,
    ) => {
      await rest();
      if (held.includes(name)) return hold(null);
      held.push(name);
      await hold({ name });
      await rest();
      held.splice(held.indexOf(name), 1);
    },
  };
}

/** Two tabs' views of a lock, by Web Locks and by a channel. */
const kinds = {
  'Web Locks': () => {
    const locks = webLocks();
    return [() => locks, () => locks];
  },
  'a channel': () => {
    const channels = [new BroadcastChannel('kept'), new BroadcastChannel('kept')];
    // The messages of Node come a moment later.
    const later = (/** @type {() => void} */ task) => setTimeout(task, 30);
    return channels.map((channel) => {
      /** @type {any} */ (channel).unref();
      const locks = new ChannelLocks(/** @type {any} */ (channel), later);
      return () => locks;
    });
  },
};

for (const [kind, make] of Object.entries(kinds)) {
  test(`by ${kind} one of two tabs works at a time`, async () => {
    const later = (/** @type {() => void} */ task, /** @type {number} */ ms) =>
      setTimeout(task, ms).unref();
    const [a, b] = make().map((locks) => new TabLock({ locks, name: 'kept', later }));
    assert.deepEqual([await a.holder(), await a.take(), await a.take()], ['nobody', 'own', 'own']);
    assert.deepEqual(
      [await a.holder(), await b.holder(), await b.take()],
      ['own', 'other', 'other'],
    );
    a.release();
    assert.equal(await a.take(), 'own', 'its own release is over before it asks again');
    a.release();
    await rest();
    await rest();
    assert.equal(await b.holder(), 'nobody');
    const both = await Promise.all([a.take(), b.take()]);
    assert.deepEqual(both.sort(), ['other', 'own'], 'at the same moment');
    for (const lock of [a, b]) lock.release();
    const early = a.take();
    a.release();
    assert.equal(await early, 'other', 'released before it came');
    await rest();
    assert.equal(await b.take(), 'own');
    b.release();
  });
}

test('a browser without channels, and one that forbids them, let the page open', async () => {
  const forbidden = () => {
    throw new DOMException('', 'SecurityError');
  };
  assert.equal(openChannelLocks(forbidden, setTimeout), undefined);
  const channel = { name: 'a', postMessage() {}, onmessage: null };
  const locks = openChannelLocks(() => channel, setImmediate);
  assert.deepEqual(await locks?.query(), { held: [] }, 'a channel gives locks');
});

test('locks that are missing, refused or silent are unknown, and give no lock later', async () => {
  /** @type {any} */
  let hold;
  const refuse = async () => {
    throw new DOMException('The request was denied.', 'SecurityError');
  };
  for (const locks of [
    () => undefined,
    () => {
      throw new Error('not in this frame');
    },
    () => ({ query: refuse, request: refuse }),
    () => ({
      query: () => new Promise(() => {}),
      request: (/** @type {any} */ ...given) => {
        hold = given[2];
        return new Promise(() => {});
      },
    }),
  ]) {
    const lock = new TabLock({ locks: /** @type {any} */ (locks), name: 'kept', later: soon });
    assert.deepEqual([await lock.holder(), await lock.take()], ['unknown', 'unknown']);
    assert.equal(await lock.holder(), 'unknown');
  }
  assert.equal(hold({}), undefined, 'too late: the lock is not kept');
});

/** What two tabs share. */
function browser() {
  const locks = webLocks();
  const shared = { plan: /** @type {any} */ (null), lines: /** @type {string[]} */ ([]) };
  const read = async () => ({ ...shared, lines: [...shared.lines], dropped: 0 });
  const store = {
    ...{ isWhole: true, isRefused: false, open: read, read },
    setPlan: async (/** @type {any} */ plan) => {
      shared.plan = plan;
    },
    clear: async () => {
      shared.plan = null;
      shared.lines = [];
    },
  };
  const tab = (/** @type {() => any} */ given = () => locks) => {
    const parts = {
      store,
      lock: new TabLock({
        locks: given,
        name: 'kept',
        later: (task, ms) => setTimeout(task, ms).unref(),
      }),
      ...{ now: () => 0, onChange: () => undefined },
      asking: { ask: () => new Promise(() => {}) },
      digits: { load: async () => undefined, shards: [] },
    };
    return new Session(/** @type {any} */ (parts));
  };
  return { tab, shared, locks };
}

test('a second tab neither works nor erases, and takes over when the first tab is gone', async () => {
  const { tab, shared, locks } = browser();
  const [first, second] = [tab(), tab()];
  await Promise.all([first.open(), second.open()]);
  first.start(SHORT_PLAN);
  await until(() => shared.plan);
  assert.deepEqual([first.status, shared.plan], ['loading', SHORT_PLAN]);
  // It has not looked yet, so it believes that nobody works.
  assert.equal(second.status, 'idle');
  for (const act of [
    () => second.start({ ...SHORT_PLAN, runs: 1 }),
    () => second.clear(),
    () => second.cancel(),
  ]) {
    second.status = 'idle';
    await act();
    assert.equal(second.status, 'elsewhere');
    assert.deepEqual(shared.plan, SHORT_PLAN);
  }
  await second.look();
  assert.deepEqual([second.status, second.plan], ['elsewhere', SHORT_PLAN]);
  const third = tab();
  await third.open();
  assert.equal(third.status, 'elsewhere', 'not interrupted');
  // The first tab crashes: the browser takes its lock back.
  locks.held.pop();
  await second.look();
  assert.deepEqual([second.status, second.plan], ['interrupted', SHORT_PLAN]);
  await second.cancel();
  assert.deepEqual([second.status, shared.plan], ['cancelled', null]);
  await until(() => locks.held.length === 0);
  await third.look();
  assert.equal(third.status, 'idle');
});

test('a start that is cancelled before it has the lock writes nothing', async () => {
  const { tab, shared, locks } = browser();
  const [first, second] = [tab(), tab()];
  await Promise.all([first.open(), second.open()]);
  first.start(SHORT_PLAN);
  await until(() => shared.plan);
  assert.deepEqual(shared.plan, SHORT_PLAN);
  const starting = second.start(SHORT_PLAN);
  await second.cancel();
  await starting;
  assert.equal(second.status, 'elsewhere');
  assert.deepEqual(shared.plan, SHORT_PLAN);
  assert.deepEqual(locks.held, ['kept']);
});

test('where tabs cannot know of each other, the page says so and works', async () => {
  const { tab, shared } = browser();
  shared.plan = SHORT_PLAN;
  const alone = tab(() => undefined);
  await alone.open();
  assert.equal(alone.status, 'interrupted');
  assert.match(alone.notices.get('tabs') ?? '', /does not tell here whether another tab/);
  alone.resume();
  assert.equal(alone.status, 'loading');
  assert.ok(alone.notices.has('tabs'), 'it stays true');
  await alone.cancel();
  assert.equal(shared.plan, null);
});

/**
 * A store whose writes abort with an error.
 * @param {any} error
 * @param {string[]} reasons
 */
function failing(error, reasons) {
  const store = new Store({
    factory: () => undefined,
    onRefused: (reason) => reasons.push(reason),
    name: 'kept',
    later: soon,
  });
  store.database = /** @type {any} */ ({
    close: () => undefined,
    transaction: () => {
      /** @type {any} */
      const transaction = { error, objectStore: () => ({ put: () => 0, clear: () => 0 }) };
      queueMicrotask(() => (error ? transaction.onabort() : transaction.oncomplete()));
      return transaction;
    },
  });
  return store;
}

test('a full store says so in words, and can still be cleared', async () => {
  /** @type {string[]} */
  const reasons = [];
  const store = failing(new DOMException('', 'QuotaExceededError'), reasons);
  await store.add('a', 'line');
  assert.deepEqual(reasons, ['its room for this site is used up']);
  assert.deepEqual([store.isRefused, store.isWhole], [false, false]);
  store.database = failing(null, reasons).database;
  await store.clear();
  assert.equal(store.isWhole, true);
});

test('a window that stores nothing, and an error without words, are named', async () => {
  for (const [error, words] of /** @type {const} */ ([
    [new DOMException('', 'InvalidStateError'), /as some private windows do/],
    [new DOMException('', 'UnknownError'), /^UnknownError$/],
    [new Error('the disk is gone'), /^the disk is gone$/],
  ])) {
    /** @type {string[]} */
    const reasons = [];
    const store = failing(error, reasons);
    await store.setPlan(SHORT_PLAN);
    await store.setPlan(null);
    assert.equal(reasons.length, 1, 'told once');
    assert.match(reasons[0], words);
    assert.ok(store.isRefused);
  }
});

test('a store that an older page blocks, a newer page has changed, or the browser deletes', async () => {
  /** @type {any} */
  const request = {};
  /** @type {string[]} */
  const reasons = [];
  const make = () =>
    new Store({
      factory: () => /** @type {any} */ ({ open: () => request }),
      onRefused: (reason) => reasons.push(reason),
      name: 'kept',
      later: (task, ms) => setTimeout(task, ms).unref(),
    });
  const blocked = make().open();
  request.onblocked();
  await blocked;
  assert.match(reasons[0], /another tab has an older version of this page open; close it/);
  let closed = 0;
  request.result = { close: () => ++closed };
  request.onsuccess();
  await rest();
  assert.equal(closed, 1, 'opened at last, too late');

  const newer = make().open();
  request.error = new DOMException('', 'VersionError');
  request.onerror();
  await newer;
  assert.match(reasons[1], /a newer version of this page/);

  for (const [happens, words] of /** @type {const} */ ([
    [(/** @type {any} */ database) => database.onclose(), /it has closed its store/],
    [(/** @type {any} */ database) => database.onversionchange({ newVersion: null }), /deleted/],
    [(/** @type {any} */ database) => database.onversionchange({ newVersion: 2 }), /newer page/],
  ])) {
    const store = make();
    const opened = store.open();
    request.result = {
      close: () => undefined,
      transaction: () => ({ objectStore: () => ({ getAll: () => ({}), get: () => ({}) }) }),
    };
    request.onsuccess();
    await rest();
    happens(request.result);
    assert.match(reasons.at(-1) ?? '', words);
    assert.ok(store.isRefused);
    void opened;
  }
});
