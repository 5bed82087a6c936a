/**
 * Opens workers. Only here does an address become code, so only this module makes a Trusted Types
 * policy.
 */

/**
 * @typedef {{createScriptURL: (url: string) => string}} Policy
 * @typedef {{createPolicy: (name: string, rules: Policy) => Policy}} TrustedTypesFactory
 */

const factory = /** @type {{trustedTypes?: TrustedTypesFactory}} */ (globalThis).trustedTypes;

/**
 * @param {string[]} urls the only addresses that the policy lets through
 * @returns {Policy}
 */
export function scriptPolicy(urls) {
  const rules = {
    /** @param {string} url */
    createScriptURL(url) {
      if (!urls.includes(url)) throw new TypeError(`not the address of a script of ours: ${url}`);
      return url;
    },
  };
  return factory ? factory.createPolicy('app', rules) : rules;
}

/**
 * @param {Policy} policy
 * @param {string} url
 * @param {string} [name]
 * @returns {() => import('./owned-worker.js').WorkerLike}
 */
export function workerOpener(policy, url, name = 'trainer') {
  return () => new Worker(policy.createScriptURL(url), { type: 'module', name });
}

/**
 * Installs the service worker; resolves when the page can work without a network, and rejects when
 * it never can: no secure address, storage refused, no room.
 * @param {ServiceWorkerContainer | undefined} container
 * @param {Policy} policy
 * @param {string} url
 */
export async function workOffline(container, policy, url) {
  if (!container) throw new Error('this browser keeps no service worker here');
  const options = /** @type {const} */ ({ updateViaCache: 'none' });
  const registration = await container.register(policy.createScriptURL(url), options);
  // An older build that the browser still uses works without a network too.
  if (!registration.active) await activated(registration.installing ?? registration.waiting);
}

/** @param {ServiceWorker | null} worker */
function activated(worker) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const look = () => {
        if (worker?.state === 'activated') resolve();
        if (!worker || worker.state === 'redundant') reject(new Error('it could not be installed'));
      };
      worker?.addEventListener('statechange', look);
      look();
    })
  );
}
