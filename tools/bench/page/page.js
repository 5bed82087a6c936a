// The page does nothing but pass requests to workers and their answers back.

/** @type {Map<string, Worker>} by address */
const workers = new Map();

/**
 * @param {string} address of the worker's module
 * @param {import('./respond.js').Request} request one at a time
 * @returns {Promise<import('./respond.js').Reply>}
 */
function ask(address, request) {
  const worker = workers.get(address) ?? new Worker(address, { type: 'module' });
  workers.set(address, worker);
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ error: `${address}: ${message}` });
    worker.postMessage(request);
  });
}

/** @param {string} address */
function retire(address) {
  workers.get(address)?.terminate();
  workers.delete(address);
}

Object.assign(globalThis, { bench: { ask, retire } });
