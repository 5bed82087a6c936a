/**
 * The service worker: after the first visit the page works without a network. The build writes
 * the list of its files, with their SHA-256, in front of this script. The browser answers requests
 * for all other files as usual.
 *
 * The cache keeps only files that agree with the list byte for byte, so an error page or half a
 * file never comes back later. Some hosts write into the pages that they send; the build has a copy
 * of its pages under a name that no host takes for a page. A file that cannot be kept does not
 * hinder the other files: the page asks for the list of such files and names them.
 *
 * A newer build has another list, another cache and other addresses. It takes over when no tab shows
 * the older build any more. The older cache stays as long as a tab may need a part from it.
 */

/**
 * @typedef {{sums: string[], isFirst: boolean}} Listed sums: hashes of the file, as it is or as the
 *   host unpacks it; isFirst: the file is kept at once, not only after its first use
 * @typedef {{version: string, files: Record<string, Listed>, needs: Record<string, string[]>,
 *   copies: string}} Build needs: the files without which a page cannot work; copies: the file that
 *   holds a copy of every page
 * @typedef {'missing' | 'changed' | 'unreachable' | 'room'} Cause missing: the host answers that it
 *   has no such file; changed: the host sends other bytes; room: the browser refuses to store it
 * @typedef {{path: string, cause: Cause, isNeeded: boolean, isKept: boolean}} Fault isNeeded: the
 *   page that asks cannot work without the file; isKept: the copy of the build is kept instead
 * @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} LifeEvent
 * @typedef {LifeEvent & {request: Request, respondWith: (answer: Promise<Response>) => void}} AskEvent
 * @typedef {LifeEvent & {data: unknown, ports: MessagePort[], source: {url: string} | null}} WordEvent
 */

const worker = /** @type {{build: Build, caches: CacheStorage,
 *   registration: {scope: string, active: unknown, waiting: unknown, installing: unknown},
 *   clients: {claim: () => Promise<void>,
 *     matchAll: (of: {type: 'window', includeUncontrolled: true}) => Promise<{url: string}[]>},
 *   addEventListener: (type: string, hear: (event: any) => void) => void}} */ (
  /** @type {unknown} */ (self)
);
const { version, files, needs, copies } = worker.build;
const { scope } = worker.registration;
// A host may serve several such pages at several paths, and caches belong to the host.
const family = `scale-drift ${scope} `;
const cacheName = family + version;

/** Pages and the list of data keep their names. The network is asked first, to find a new build. */
const NEWEST = /^$|\/$|\.html$|^data\/manifest\.json$/;
/** Such a name never stands for other bytes, in no build. */
const NAMED_BY_CONTENT = /^assets\/|\?v=/;
/** When the network takes longer than this, the page comes from the cache. */
const PATIENCE_MS = 4000;
/** Marks a page that the host sends changed, so that the cache has the copy of the build. */
const COPY_MARK = 'X-Copy-Because';
/** These headers tell how the bytes travelled, or choose between answers; the cache has one answer. */
const TRAVEL = ['Content-Encoding', 'Content-Length', 'Transfer-Encoding', 'Vary', 'Set-Cookie'];

/** @param {string} path */
const addressOf = (path) => new URL(path, scope).href;

/** @param {string} path */
const folderOf = (path) => path.slice(0, path.lastIndexOf('/') + 1);

/**
 * The name that all addresses of a file have in common: hosts leave out `index.html`, `.html` or the
 * last slash, or do not tell capital letters from small letters.
 * @param {string} address inside the site, without query
 */
function bareName(address) {
  let name = address;
  try {
    name = decodeURIComponent(address);
  } catch {
    // Not encoded as an address should be: it stands for itself.
  }
  return name
    .toLowerCase()
    .replace(/\/+/g, '/')
    .replace(/\.html?$/, '')
    .replace(/(^|\/)index$/, '$1')
    .replace(/^\/|\/$/g, '');
}

const byBareName = new Map(Object.keys(files).map((path) => [bareName(path), path]));

/** @param {BufferSource} bytes */
async function sumOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.slice(0, files[''].sums[0].length);
}

/**
 * @param {string} path
 * @param {BufferSource} bytes
 * @param {Headers} headers
 */
async function put(path, bytes, headers) {
  for (const name of TRAVEL) headers.delete(name);
  const cache = await worker.caches.open(cacheName);
  // A new answer, because the browser opens no page from an answer that was redirected.
  await cache.put(addressOf(path), new Response(bytes, { headers }));
}

/**
 * @param {string} path
 * @param {Response} answer
 * @returns {Promise<Cause | ''>} why the answer is not kept; '' when it agrees with the list
 */
async function keep(path, answer) {
  if (answer.status !== 200) return 'missing';
  const bytes = await answer.arrayBuffer();
  if (!files[path].sums.includes(await sumOf(bytes))) return 'changed';
  const headers = new Headers(answer.headers);
  headers.delete(COPY_MARK);
  return put(path, bytes, headers).then(
    () => '',
    () => 'room',
  );
}

/**
 * @param {string} name of a cache
 * @param {string} path
 * @returns {Promise<Response | undefined>} nothing also where the browser refuses its caches
 */
async function storedIn(name, path) {
  try {
    return await (await worker.caches.open(name)).match(addressOf(path));
  } catch {
    return undefined;
  }
}

/** The caches of all builds at this path. */
const familyNames = async () =>
  (await worker.caches.keys().catch(() => [])).filter((name) => name.startsWith(family));

/** @param {string} path */
const stored = (path) => storedIn(cacheName, path);

/** A file that any build has kept. @param {string} path */
async function storedByAny(path) {
  for (const name of [cacheName, ...(await familyNames())]) {
    const found = await storedIn(name, path);
    if (found) return found;
  }
  return undefined;
}

/**
 * Keeps the build's own copy of a page.
 * @param {string} path
 * @param {Cause} cause why the page itself is not kept
 * @returns {Promise<boolean>} whether there is a copy, and it is kept
 */
async function keepCopy(path, cause) {
  const all = await (await stored(copies))?.json();
  if (!all || !Object.hasOwn(all, path)) return false;
  const headers = new Headers({ 'Content-Type': 'text/html; charset=utf-8', [COPY_MARK]: cause });
  return put(path, new TextEncoder().encode(all[path]), headers).then(
    () => true,
    () => false,
  );
}

/**
 * Keeps a file, unless it is kept already. A copy in an older build's cache or in the browser's
 * cache is enough, if the list agrees with it.
 * @param {string} path
 * @returns {Promise<Omit<Fault, 'isNeeded'> | null>}
 */
async function bring(path) {
  const before = await stored(path);
  if (before && !before.headers.has(COPY_MARK)) return null;
  /** @type {Cause} */
  let cause = 'unreachable';
  const older = before ? undefined : await storedByAny(path);
  for (const ask of [
    async () => older,
    () => fetch(addressOf(path), { cache: 'default' }),
    () => fetch(addressOf(path), { cache: 'reload' }),
  ]) {
    const answer = await ask().catch(() => undefined);
    const why =
      answer && (await keep(path, answer).catch(() => /** @type {Cause} */ ('unreachable')));
    if (why === '') return null;
    cause = why ?? cause;
    if (cause === 'room') break;
  }
  const isKept = before !== undefined || (cause !== 'room' && (await keepCopy(path, cause)));
  // A copy says what was found when it was kept, if the network cannot be asked now.
  const known = /** @type {Cause | undefined} */ (before?.headers.get(COPY_MARK));
  return { path, cause: cause === 'unreachable' ? (known ?? cause) : cause, isKept };
}

/** Keeps the files that every visitor gets: first the copies of the pages and what pages need. */
async function bringAll() {
  const needed = new Set(Object.values(needs).flat());
  const paths = Object.keys(files).filter((path) => files[path].isFirst);
  const rank = (/** @type {string} */ path) =>
    path === copies ? 0 : needed.has(path) || Object.hasOwn(needs, path) ? 1 : 2;
  const faults = [];
  for (const path of paths.sort((one, other) => rank(one) - rank(other))) {
    const fault = await bring(path);
    if (fault) faults.push(fault);
  }
  return faults;
}

/** @type {ReturnType<typeof bringAll> | null} */
let bringing = null;

/** Tabs that ask at the same time get one answer. */
function bringOnce() {
  bringing ??= bringAll().finally(() => {
    bringing = null;
  });
  return bringing;
}

/**
 * A first build keeps what it can. A newer build, of which a page lacks a part, does not replace an
 * older build that works: a host may be in the middle of receiving it.
 */
async function install() {
  const faults = await bringOnce();
  const needed = new Set([...Object.values(needs).flat(), ...Object.keys(needs)]);
  const lacking = faults.find(({ path, isKept }) => !isKept && needed.has(path));
  if (!lacking || !worker.registration.active) return;
  await worker.caches.delete(cacheName);
  throw new Error(`${lacking.path || 'the page'} is ${lacking.cause}`);
}

/**
 * Deletes the caches of older builds when no open page can need them.
 * @param {number} most open pages that are known to be of this build
 */
async function deleteOlder(most) {
  const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open.filter(({ url }) => url.startsWith(scope)).length > most) return;
  for (const name of await familyNames()) {
    if (name !== cacheName) await worker.caches.delete(name);
  }
}

/**
 * Tells a page which files are not kept, after another attempt: a host may have been repaired, and
 * the browser or another page at this host may have emptied the cache.
 * @param {WordEvent} event
 */
async function tell({ ports: [port], source }) {
  const [asker] = (source?.url ?? scope).slice(scope.length).split(/[?#]/);
  const page = byBareName.get(bareName(asker)) ?? '';
  const needed = new Set([page, ...(needs[page] ?? [])]);
  const faults = await bringOnce();
  port?.postMessage(faults.map((fault) => ({ ...fault, isNeeded: needed.has(fault.path) })));
  const { waiting, installing } = worker.registration;
  if (!waiting && !installing) await deleteOlder(1);
}

/**
 * @param {Response | undefined} before what the cache has
 * @param {Request} request
 */
async function newest(before, request) {
  // Not from the browser's cache: an old page would ask for parts that the host no longer has.
  const asked = fetch(request, { cache: 'no-cache' });
  if (!before) return asked;
  asked.catch(() => {});
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));
  try {
    const answer = /** @type {Response} */ (await Promise.race([asked, late]));
    return answer.ok || answer.type === 'opaqueredirect' ? answer : before;
  } catch {
    return before;
  }
}

/**
 * @param {string} path listed, or of another build whose page is still open
 * @param {AskEvent} event
 */
async function storedFirst(path, event) {
  const { request } = event;
  const before = await (NAMED_BY_CONTENT.test(path) ? storedByAny(path) : stored(path));
  // After a fault the page asks for a file past every cache.
  if (before && request.cache !== 'reload') return before;
  try {
    const answer = await fetch(request);
    if (!answer.ok && before) return before;
    if (Object.hasOwn(files, path)) event.waitUntil(keep(path, answer.clone()).catch(() => ''));
    return answer;
  } catch (error) {
    if (before) return before;
    throw error;
  }
}

/**
 * @param {string} address inside the site
 * @param {AskEvent} event
 */
function answerPage(address, event) {
  const [name] = address.split('?');
  const path = Object.hasOwn(files, name) ? name : byBareName.get(bareName(name));
  if (path === undefined) return;
  // Relative addresses hold in the folder of the file only.
  const isHere = folderOf(name) === folderOf(path);
  const elsewhere = () => Response.redirect(addressOf(path) + address.slice(name.length));
  const before = stored(path).then((kept) => (isHere || !kept ? kept : elsewhere()));
  event.respondWith(before.then((kept) => newest(kept, event.request)));
}

/** @param {AskEvent} event */
function answer(event) {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const [address] = request.url.slice(scope.length).split('#');
  if (request.mode === 'navigate') return answerPage(address, event);
  const [name] = address.split('?');
  const path = Object.hasOwn(files, address) ? address : name;
  if (NEWEST.test(path) && Object.hasOwn(files, path)) {
    event.respondWith(stored(path).then((before) => newest(before, request)));
  } else if (Object.hasOwn(files, path) || NAMED_BY_CONTENT.test(address)) {
    event.respondWith(storedFirst(Object.hasOwn(files, path) ? path : address, event));
  }
}

worker.addEventListener('install', (/** @type {LifeEvent} */ event) => event.waitUntil(install()));
worker.addEventListener('activate', (/** @type {LifeEvent} */ event) =>
  event.waitUntil(
    deleteOlder(0)
      .catch(() => {})
      .then(() => worker.clients.claim()),
  ),
);
worker.addEventListener('message', (/** @type {WordEvent} */ event) => {
  if (event.data === 'keep') event.waitUntil(tell(event));
});
worker.addEventListener('fetch', answer);
