/**
 * The service worker: after the first visit the page works without a network. The build writes
 * the list of its files, with their SHA-256, in front of this script. The browser answers requests
 * for all other files as usual.
 *
 * The cache keeps only files that agree with the list byte for byte, so an error page or half a
 * file never comes back later. A newer build has another list, another cache and other addresses.
 * It takes over when no tab shows the older build any more, and deletes the older cache only then.
 */

/**
 * @typedef {{sums: string[], isFirst: boolean}} Listed sums: hashes of the file, as it is or as the
 *   host unpacks it; isFirst: the file is kept at once, not only after its first use
 * @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} LifeEvent
 * @typedef {LifeEvent & {request: Request, respondWith: (answer: Promise<Response>) => void}} AskEvent
 */

const worker =
  /** @type {{build: {version: string, files: Record<string, Listed>}, caches: CacheStorage,
   *   registration: {scope: string}, clients: {claim: () => Promise<void>},
   *   addEventListener: (type: string, hear: (event: any) => void) => void}} */ (
    /** @type {unknown} */ (self)
  );
const { version, files } = worker.build;
const { scope } = worker.registration;
// A host may serve several such pages at several paths, and caches belong to the host.
const family = `scale-drift ${scope} `;
const cacheName = family + version;

/** Pages and the list of data keep their names. The network is asked first, to find a new build. */
const NEWEST = /^$|\/$|\.html$|^data\/manifest\.json$/;
/** When the network takes longer than this, the page comes from the cache. */
const PATIENCE_MS = 4000;

/** @param {string} path */
const addressOf = (path) => new URL(path, scope).href;

/** @param {BufferSource} bytes */
async function sumOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.slice(0, files[''].sums[0].length);
}

/**
 * @param {string} path
 * @param {Response | undefined} answer
 * @returns {Promise<boolean>} whether the answer agrees with the list, and is kept
 */
async function keep(path, answer) {
  if (!answer?.ok) return false;
  const bytes = await answer.arrayBuffer();
  if (!files[path].sums.includes(await sumOf(bytes))) return false;
  const cache = await worker.caches.open(cacheName);
  const type = answer.headers.get('Content-Type') ?? 'application/octet-stream';
  await cache.put(addressOf(path), new Response(bytes, { headers: { 'Content-Type': type } }));
  return true;
}

/**
 * Keeps a file. A copy in an older build's cache or in the browser's cache is enough, if the list
 * agrees with it.
 * @param {string} path
 */
async function bring(path) {
  if (await keep(path, await worker.caches.match(addressOf(path)))) return;
  for (const cache of /** @type {const} */ (['default', 'reload'])) {
    if (await keep(path, await fetch(addressOf(path), { cache }))) return;
  }
  throw new Error(`${path || 'the page'} is not as this build made it`);
}

/** Keeps all files that the page needs for a first run, or none. */
async function keepFirst() {
  const paths = Object.keys(files).filter((path) => files[path].isFirst);
  try {
    for (const path of paths) await bring(path);
  } catch (error) {
    await worker.caches.delete(cacheName);
    throw error;
  }
}

async function deleteOlder() {
  for (const name of await worker.caches.keys()) {
    if (name.startsWith(family) && name !== cacheName) await worker.caches.delete(name);
  }
  await worker.clients.claim();
}

/** @param {string} path */
async function stored(path) {
  const cache = await worker.caches.open(cacheName);
  return cache.match(addressOf(path));
}

/**
 * @param {string} path
 * @param {Request} request
 */
async function newest(path, request) {
  const before = await stored(path).catch(() => undefined);
  if (!before) return fetch(request);
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));
  try {
    const answer = /** @type {Response} */ (await Promise.race([fetch(request), late]));
    return answer.ok || answer.type === 'opaqueredirect' ? answer : before;
  } catch {
    return before;
  }
}

/**
 * @param {string} path
 * @param {AskEvent} event
 */
async function storedFirst(path, event) {
  // After a fault the page asks for a file past every cache.
  const before = event.request.cache === 'reload' ? undefined : await stored(path).catch(() => {});
  if (before) return before;
  const answer = await fetch(event.request);
  event.waitUntil(keep(path, answer.clone()).catch(() => false));
  return answer;
}

/** @param {AskEvent} event */
function answer(event) {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const isPage = request.mode === 'navigate';
  const [within] = request.url.slice(scope.length).split(isPage ? /[?#]/ : '#');
  const path = isPage ? within.replace(/^index\.html$/, '') : within;
  if (!Object.hasOwn(files, path)) return;
  event.respondWith(NEWEST.test(path) ? newest(path, request) : storedFirst(path, event));
}

worker.addEventListener('install', (/** @type {LifeEvent} */ event) =>
  event.waitUntil(keepFirst()),
);
worker.addEventListener('activate', (/** @type {LifeEvent} */ event) =>
  event.waitUntil(deleteOlder()),
);
worker.addEventListener('fetch', answer);
