/** Loads a worker's engine, and lets the worker handle messages between two pieces of work. */

/** The smallest module with a 128-bit instruction: (func (result v128) i32.const 0, i8x16.splat). */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15,
  11,
]);

/** Over 20 kbit/s the file takes half of it. */
const PATIENCE_MS = 90_000;

/**
 * @param {(options: {module_or_path: string}) => Promise<unknown>} init
 * @param {string} wasmUrl
 * @returns {Promise<{cause: 'simd' | 'wasm', message: string} | null>} the fault, or null
 */
export async function loadEngine(init, wasmUrl) {
  // Some blockers leave an empty object in its place.
  if (typeof globalThis.WebAssembly?.validate !== 'function') {
    const message =
      'WebAssembly, which the engine needs, is switched off in this browser; allow it in the browser’s settings, or open the page in another browser';
    return { cause: 'wasm', message };
  }
  if (!WebAssembly.validate(SIMD_PROBE)) {
    const message = 'this browser has no WebAssembly SIMD; any browser of the last years has it';
    return { cause: 'simd', message };
  }
  try {
    await inTime(init({ module_or_path: wasmUrl }));
    return null;
  } catch (error) {
    if (error instanceof RangeError) {
      const message = `the browser gave the engine no memory (${error.message}); close other tabs, then retry`;
      return { cause: 'wasm', message };
    }
    const name = new URL(wasmUrl).pathname.split('/').pop();
    return {
      cause: 'wasm',
      message: `${name} could not be loaded: ${text(error).replace(/\.$/, '')}${remedy(error)}`,
    };
  }
}

/** @param {unknown} error */
function remedy(error) {
  // Browsers say the same of a lost network and of a policy that forbids to fetch.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return '; is the network there, and does the host’s policy (connect-src) allow it?';
  }
  if (!(error instanceof WebAssembly.CompileError)) return '';
  return /CSP|Content Security/.test(error.message)
    ? '; the host’s policy must allow ‘wasm-unsafe-eval’'
    : '; the file is damaged, or the server sends another file in its place';
}

/**
 * The worker's signs of life go on while a server leaves a request open, so the wait needs a limit.
 * @param {Promise<unknown>} loading
 */
function inTime(loading) {
  return new Promise((resolve, reject) => {
    const seconds = PATIENCE_MS / 1000;
    const timer = setTimeout(
      () => reject(new Error(`it did not come within ${seconds} seconds; is the network there?`)),
      PATIENCE_MS,
    );
    loading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Requests wait until the engine is loaded; afterwards each request is handled when it arrives. Where
 * the engine could not be loaded, the page has been told, and no further request is handled: it would
 * name a second fault that is none.
 * @template {{type: string}} Request
 * @param {(request: Request) => Promise<boolean | void>} handle false: the engine could not be loaded
 * @param {(request: Request, error: unknown) => void} report
 */
export function handleRequests(handle, report) {
  /** @type {Promise<boolean>} */
  let hasEngine = Promise.resolve(true);
  addEventListener('message', (/** @type {MessageEvent<Request>} */ event) => {
    const request = event.data;
    const handled = hasEngine.then((isThere) => isThere && handle(request));
    const settled = handled.catch((error) => report(request, error));
    if (request.type === 'init') hasEngine = settled.then((result) => result !== false);
  });
}

/**
 * Whether an error ends the engine: a trap, or something that is no error. An Error thrown by the
 * engine is an answer.
 * @param {unknown} error
 */
export function isTrap(error) {
  // A browser can have WebAssembly switched off.
  const Trap = globalThis.WebAssembly?.RuntimeError;
  return !(error instanceof Error) || (Trap !== undefined && error instanceof Trap);
}

/** Lets the worker handle arrived messages. Browsers slow timers down in hidden tabs, so it uses none. */
export function yieldToMessages() {
  const { port1, port2 } = new MessageChannel();
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    })
  );
}

/** @param {unknown} error */
export function text(error) {
  return error instanceof Error ? error.message : String(error);
}
