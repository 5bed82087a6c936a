/**
 * Opens workers. Only here does an address become code, so only this module makes a Trusted Types
 * policy.
 */

import { hindranceOf, NoWorker, whyNoWorker } from './no-worker.js';

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
  try {
    return factory ? factory.createPolicy('app', rules) : rules;
  } catch {
    // A host may forbid the policy by a header of its own. The page itself works without a worker.
    return {
      createScriptURL() {
        throw new NoWorker(
          'the host’s policy (Content-Security-Policy: trusted-types) forbids the page’s own policy; the host must allow “app”',
        );
      },
    };
  }
}

/**
 * @param {Policy} policy
 * @param {string} url
 * @param {string} [name]
 * @returns {() => import('./owned-worker.js').WorkerLike} throws NoWorker
 */
export function workerOpener(policy, url, name = 'trainer') {
  const href = new URL(url, globalThis.document?.baseURI).href;
  const whyNot = () => whyNoWorker(href, fetch);
  return () => {
    const { origin, location, top } = globalThis;
    const isFramed = top !== globalThis.window;
    const hindrance = hindranceOf({ origin, isFile: location.protocol === 'file:', isFramed });
    if (hindrance) throw hindrance;
    if (!globalThis.Worker)
      throw new NoWorker('this browser has no workers; open the page in another one');
    const worker = new Worker(policy.createScriptURL(url), { type: 'module', name });
    return Object.assign(worker, { whyNot });
  };
}
